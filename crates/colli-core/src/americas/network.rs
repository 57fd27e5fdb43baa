//! Reference data of the American network, as quotes read it. Loaded by `colli-network`.

use super::card::Prices;
use super::dangerous_goods::DangerousGoodsRules;
use super::lane::LaneRule;
use super::place::Zip3;
use super::service::Service;
use super::transit::{CountryGroups, ServiceDays};
use super::zone::Zones;
use std::collections::HashMap;

/// Reference data of the American network.
#[derive(Debug, Default)]
pub struct AmericasNetwork {
    /// Services, in the order of their file.
    pub services: Vec<Service>,
    /// States, areas of ZIP codes, bands of distances.
    pub zones: Zones,
    /// Prices.
    pub prices: Prices,
    /// Groups of countries abroad.
    pub country_groups: CountryGroups,
    /// Working days.
    pub days: ServiceDays,
    /// Dangerous goods.
    pub dangerous_goods: DangerousGoodsRules,
    /// Lanes that are not served.
    pub lane_rules: Vec<LaneRule>,
    /// Codes of distribution centres, in capitals, with the areas their zones are reckoned from.
    pub origins: HashMap<String, Zip3>,
}

impl AmericasNetwork {
    /// A service by its key.
    pub fn service(&self, key: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.key == key)
    }

    /// The area zones of a distribution centre are reckoned from.
    pub fn origin_of(&self, facility: &str) -> Option<Zip3> {
        self.origins.get(facility.trim().to_ascii_uppercase().as_str()).copied()
    }
}
