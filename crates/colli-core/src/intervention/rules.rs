//! Which reason holds when: rules of the network, looked up and never written in code.

use super::situation::{Situation, State};
use super::{InterventionKind, Reason};
use crate::country::CountryCode;
use crate::parcel::Dimensions;
use crate::service_point::{ServicePoint, ServicePointKind};
use crate::status::Phase;
use regex::Regex;

/// What a rule looks at.
#[derive(Clone, Debug)]
pub enum Subject {
    /// The shipment has this option.
    Option(String),
    /// The piece is in this phase.
    Phase(Phase),
    /// The piece's latest status is this one.
    Status(String),
    /// Something that follows from several facts.
    State(State),
    /// The receiver's postal code is of this area.
    Area(CountryCode, Regex),
    /// The receiver lives in none of these countries.
    CountryNot(Vec<CountryCode>),
}

/// A rule: when its subject is met, these interventions are not available for this reason.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What it looks at.
    pub subject: Subject,
    /// Why.
    pub reason: Reason,
    /// Which interventions.
    pub kinds: Vec<InterventionKind>,
}

/// The largest parcel a place takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SizeLimit {
    /// Heaviest, in grams.
    pub max_weight_g: u32,
    /// Largest.
    pub max: Dimensions,
}

impl SizeLimit {
    /// Takes nothing.
    pub const NOTHING: Self = Self {
        max_weight_g: 0,
        max: Dimensions {
            length_mm: 0,
            width_mm: 0,
            height_mm: 0,
        },
    };

    /// Whether a parcel of this size may come.
    pub fn takes(&self, size: &Size) -> bool {
        size.weight_g <= self.max_weight_g && size.dimensions.fits_in(&self.max)
    }
}

/// Weight and size of a piece: measured, else ordered, else those of its parcel type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size {
    /// Weight, in grams.
    pub weight_g: u32,
    /// Size.
    pub dimensions: Dimensions,
}

/// Limits of the places a parcel may be sent to instead of its door.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SizeLimits {
    /// A shop.
    pub shop: SizeLimit,
    /// A shop that takes large parcels.
    pub large_shop: SizeLimit,
    /// A locker.
    pub locker: SizeLimit,
}

impl SizeLimits {
    /// Nothing is taken anywhere.
    pub const NOTHING: Self = Self {
        shop: SizeLimit::NOTHING,
        large_shop: SizeLimit::NOTHING,
        locker: SizeLimit::NOTHING,
    };

    /// The limit of a ServicePoint.
    pub fn of(&self, point: &ServicePoint<'_>) -> SizeLimit {
        match point.kind {
            ServicePointKind::PackStation => self.locker,
            ServicePointKind::ParcelShop if point.xl => self.large_shop,
            ServicePointKind::ParcelShop => self.shop,
        }
    }

    /// Whether any place takes a parcel.
    pub fn any_takes(&self, size: &Size) -> bool {
        [self.shop, self.large_shop, self.locker]
            .iter()
            .any(|limit| limit.takes(size))
    }
}

/// The status an intervention is written down as.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InterventionStatus {
    /// The intervention.
    pub kind: InterventionKind,
    /// Only to a ServicePoint of this kind.
    pub place: Option<ServicePointKind>,
    /// Only with, or only without, a fraud indication.
    pub fraud: Option<bool>,
    /// Only when the sender asks, who owns the shipment.
    pub by_sender: bool,
    /// The status.
    pub status: String,
}

/// The rules of a network about interventions.
#[derive(Clone, Debug)]
pub struct InterventionRules {
    /// The rules.
    pub rules: Vec<Rule>,
    /// Limits of ServicePoints.
    pub limits: SizeLimits,
    /// What interventions are written down as; the first that matches counts.
    pub statuses: Vec<InterventionStatus>,
}

impl Default for InterventionRules {
    fn default() -> Self {
        Self {
            rules: Vec::new(),
            limits: SizeLimits::NOTHING,
            statuses: Vec::new(),
        }
    }
}

impl InterventionRules {
    /// Why an intervention is not available, by code; empty when it is.
    pub fn reasons(&self, situation: &Situation<'_>, kind: InterventionKind) -> Vec<Reason> {
        let met = self.rules.iter().filter(|rule| rule.kinds.contains(&kind));
        let mut reasons: Vec<Reason> = met
            .filter(|rule| situation.meets(&rule.subject))
            .map(|rule| rule.reason)
            .collect();
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }

    /// The status an intervention is written down as.
    pub fn status(
        &self,
        kind: InterventionKind,
        place: Option<ServicePointKind>,
        fraud: bool,
        by_sender: bool,
    ) -> Option<&str> {
        let matches = |row: &&InterventionStatus| {
            row.kind == kind
                && (row.place.is_none() || row.place == place)
                && row.fraud.is_none_or(|wanted| wanted == fraud)
                && (by_sender || !row.by_sender)
        };
        self.statuses.iter().find(matches).map(|row| row.status.as_str())
    }
}
