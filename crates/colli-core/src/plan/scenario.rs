//! Scenarios: what can happen to a parcel, as data. A scenario is a list of items; each says what happens, when and where,
//! relative to the parcel's own schedule. Loaded by `colli-network` from `scenarios/*.toml` and `stretches.toml`.

pub use super::step::{Condition, Day, LegParts, Place, Planned, Route, Step, When};
use std::collections::{BTreeMap, HashMap};

/// What an item does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// Something happens.
    Step(Box<Step>),
    /// Delivery is planned anew, so many working days later.
    Replan(u32),
    /// From now on it goes to the ServicePoint nearest to the receiver, unless it goes to one already.
    ToServicePoint,
}

/// An item of a scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Conditions that must hold, or must not.
    pub conditions: Vec<(Condition, bool)>,
    /// What it does.
    pub action: Action,
}

/// A scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scenario {
    /// Its name: `not-home-neighbour`.
    pub name: String,
    /// One line for a list.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// How its registration looks, when not like any other: statuses of legs and data, all at that moment.
    pub registration: Vec<Step>,
    /// What happens.
    pub items: Vec<Item>,
}

impl Scenario {
    /// The statuses it can show after registration, in order, each once.
    pub fn statuses(&self) -> Vec<&str> {
        let mut shown: Vec<&str> = Vec::new();
        for item in &self.items {
            if let Action::Step(step) = &item.action
                && !shown.contains(&step.status.as_str())
            {
                shown.push(&step.status);
            }
        }
        shown
    }
}

/// The scenario of parcels for which none is chosen.
pub const DEFAULT: &str = "delivered";

/// What happens after an intervention: stretches every network must have.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tail {
    /// Delivered at the door, at another time.
    Door,
    /// Delivered at the neighbours' the receiver named.
    Neighbour,
    /// Left at an agreed place.
    AgreedPlace,
    /// Brought to a ServicePoint and collected there.
    ServicePoint,
    /// Back to its sender.
    Sender,
    /// Back at the depot from the courier who had it.
    OffRoute,
}

impl Tail {
    /// Every tail with the name of its stretch.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("redirected-door", Self::Door),
        ("redirected-neighbour", Self::Neighbour),
        ("redirected-agreed-place", Self::AgreedPlace),
        ("redirected-service-point", Self::ServicePoint),
        ("redirected-sender", Self::Sender),
        ("off-route", Self::OffRoute),
    ];
}

/// A field of the receiver's address by which a magic address is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MagicField {
    /// The street.
    Street,
    /// The family name.
    LastName,
}

impl MagicField {
    /// Both with their words in data files.
    pub const NAMES: [(&'static str, Self); 2] = [("street", Self::Street), ("last_name", Self::LastName)];
}

/// A receiver to whom always the same happens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MagicAddress {
    /// What is compared.
    pub field: MagicField,
    /// Its text, in any case.
    pub text: String,
    /// The scenario.
    pub scenario: String,
}

/// The scenarios of a network.
#[derive(Clone, Debug, Default)]
pub struct Scenarios {
    by_name: BTreeMap<String, Scenario>,
    tails: HashMap<Tail, Vec<Item>>,
    magic: Vec<MagicAddress>,
}

impl Scenarios {
    /// The scenarios of a list, what follows interventions, and the magic addresses.
    pub fn new(
        scenarios: impl IntoIterator<Item = Scenario>,
        tails: HashMap<Tail, Vec<Item>>,
        magic: Vec<MagicAddress>,
    ) -> Self {
        let by_name = scenarios.into_iter().map(|scenario| (scenario.name.clone(), scenario));
        Self {
            by_name: by_name.collect(),
            tails,
            magic,
        }
    }

    /// A scenario by its name.
    pub fn get(&self, name: &str) -> Option<&Scenario> {
        self.by_name.get(name)
    }

    /// All of them, by name.
    pub fn all(&self) -> impl Iterator<Item = &Scenario> {
        self.by_name.values()
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// What happens after an intervention.
    pub fn tail(&self, tail: Tail) -> &[Item] {
        self.tails.get(&tail).map_or(&[], Vec::as_slice)
    }

    /// The magic addresses.
    pub fn magic(&self) -> &[MagicAddress] {
        &self.magic
    }
}
