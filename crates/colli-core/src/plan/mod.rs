//! The plan of a simulated parcel: what will happen to it, and when.
//!
//! [`draw`] walks through a [`scenario::Scenario`] along the parcel's own schedule ([`crate::planning::schedule`]), so that
//! it is delivered when transit times and planned time frames say. [`redraw`] and [`redirect`] change what is still to
//! come. All are pure: equal facts give equal events; nothing depends on serial numbers or on real time.

mod change;
mod choice;
mod draw;
mod members;
mod place;
mod point;
mod random;
mod redraw;
pub mod scenario;
mod step;
mod target;
mod time;
mod timing;
mod walk;

pub use change::{Change, NextDelivery, next_delivery, redirect};
pub use choice::{Asked, PREFIX, asked, scenario_of};
pub use draw::{draw, registration};
pub use point::PickupPoint;
pub use redraw::redraw;

use crate::network::Network;
use crate::shipment::Shipment;
use jiff::Timestamp;

/// What a plan is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The network.
    pub network: &'a Network,
    /// Seed of the environment.
    pub seed: i64,
    /// The shipment.
    pub shipment: &'a Shipment,
    /// When it was ready to be collected: at its registration, or when it was released from hold.
    pub ready_at: Timestamp,
    /// Number of the piece, from 1.
    pub piece: u32,
    /// The ServicePoint it was ordered to, with its opening hours.
    pub ordered_point: Option<&'a PickupPoint>,
    /// The ServicePoint nearest to the receiver, for scenarios that end at one.
    pub nearby_point: Option<&'a PickupPoint>,
}
