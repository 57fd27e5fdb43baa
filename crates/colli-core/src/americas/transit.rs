//! Working days of services, by zone inside the United States and by country group abroad.

use super::place::Zone;
use crate::country::CountryCode;
use crate::transit::TransitDays;
use std::collections::HashMap;

/// How far a parcel goes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Destination {
    /// Inside the United States.
    Zone(Zone),
    /// Abroad, by the name of a country group.
    Group(String),
}

/// Groups of countries; one may stand for all that are in no other.
#[derive(Clone, Debug, Default)]
pub struct CountryGroups {
    groups: HashMap<CountryCode, String>,
    rest: Option<String>,
}

impl CountryGroups {
    /// Countries with their groups, and the group of all others.
    pub fn new(groups: HashMap<CountryCode, String>, rest: Option<String>) -> Self {
        Self { groups, rest }
    }

    /// The group of a country.
    pub fn of(&self, country: CountryCode) -> Option<&str> {
        self.groups.get(&country).or(self.rest.as_ref()).map(String::as_str)
    }
}

/// Working days by service and destination.
#[derive(Clone, Debug, Default)]
pub struct ServiceDays {
    zones: HashMap<String, HashMap<Zone, TransitDays>>,
    groups: HashMap<String, HashMap<String, TransitDays>>,
}

impl ServiceDays {
    /// Notes the days of a service.
    pub fn insert(&mut self, service: &str, destination: Destination, days: TransitDays) {
        match destination {
            Destination::Zone(zone) => {
                self.zones.entry(service.to_owned()).or_default().insert(zone, days);
            }
            Destination::Group(group) => {
                self.groups.entry(service.to_owned()).or_default().insert(group, days);
            }
        }
    }

    /// Days of a service inside the United States.
    pub fn to_zone(&self, service: &str, zone: Zone) -> Option<TransitDays> {
        self.zones.get(service)?.get(&zone).copied()
    }

    /// Days of a service abroad.
    pub fn to_group(&self, service: &str, group: &str) -> Option<TransitDays> {
        self.groups.get(service)?.get(group).copied()
    }
}
