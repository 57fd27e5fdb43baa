//! The network a carrier runs on, as the rules read it. Loaded and indexed by `colli-network`.

use crate::address::PostalFormats;
use crate::americas::AmericasNetwork;
use crate::calendar::Calendar;
use crate::capability::Catalogue;
use crate::country::{Country, CountryCode, CustomsTerritory};
use crate::exchange::ExchangeRates;
use crate::facility::Facilities;
use crate::gateway::template::CarrierTemplates;
use crate::gateway::track::GatewayStatuses;
use crate::intervention::InterventionRules;
use crate::plan::scenario::Scenarios;
use crate::price_list::PriceList;
use crate::status::{PickupStatus, Statuses};
use crate::transit::Transit;
use crate::unified::UnifiedServices;
use std::collections::HashMap;

/// A part of a country that takes longer to reach (islands, mountains), named by its postal codes.
#[derive(Clone, Debug)]
pub struct RemoteArea {
    /// The country it belongs to.
    pub country: CountryCode,
    /// Postal codes of the area, without spaces.
    pub postal: regex::Regex,
    /// Its name.
    pub name: String,
    /// Working days added to the transit time.
    pub extra_working_days: u32,
}

/// Reference data of a network.
#[derive(Debug)]
pub struct Network {
    /// Fingerprint of the data files; part of what a document is rendered from.
    pub version: String,
    /// Products, parcel types, options, lanes.
    pub catalogue: Catalogue,
    /// Countries by code.
    pub countries: HashMap<CountryCode, Country>,
    /// Postal-code rules by country.
    pub postal: PostalFormats,
    /// Parts of countries that customs treat differently. The last matching row wins.
    pub customs_territories: Vec<CustomsTerritory>,
    /// Statuses and categories of pieces.
    pub statuses: Statuses,
    /// Statuses of pickups, in the order of their file.
    pub pickup_statuses: Vec<PickupStatus>,
    /// Hubs, depots and gateways.
    pub facilities: Facilities,
    /// Working days, holidays, cut-offs, delivery windows.
    pub calendar: Calendar,
    /// Working days between countries.
    pub transit: Transit,
    /// What statuses mean to those who follow parcels of several carriers.
    pub gateway_statuses: GatewayStatuses,
    /// Divisions of the carrier, and what statuses mean to those who ask for parcels of all of them.
    pub unified: UnifiedServices,
    /// When interventions are possible, and what they are written down as.
    pub interventions: InterventionRules,
    /// What can happen to a simulated parcel.
    pub scenarios: Scenarios,
    /// What parcels cost.
    pub price_list: PriceList,
    /// Services, zones, rates and rules of the American network.
    pub americas: AmericasNetwork,
    /// The carriers' templates of parcels.
    pub carrier_templates: CarrierTemplates,
    /// Rates of exchange; synthetic as delivered.
    pub exchange: ExchangeRates,
}

impl Network {
    /// A country that exists.
    pub fn country(&self, code: CountryCode) -> Option<&Country> {
        self.countries.get(&code)
    }

    /// Whether a parcel between these places needs a customs declaration. Inside one country or between two places of
    /// the Union's customs and VAT area it does not; territories with rules of their own are named by postal code.
    pub fn needs_customs(&self, from: (CountryCode, &str), to: (CountryCode, &str)) -> bool {
        let (from_inside, to_inside) = (self.inside_union(from.0, from.1), self.inside_union(to.0, to.1));
        if from_inside && to_inside {
            return false;
        }
        // Two places outside, in one country and of one kind (inside Switzerland): domestic.
        from.0 != to.0 || from_inside != to_inside
    }

    /// Whether a place lies in a remote area.
    pub fn is_remote(&self, country: CountryCode, postal_code: &str) -> bool {
        self.catalogue.remote_area(country, postal_code).is_some()
    }

    fn inside_union(&self, country: CountryCode, postal_code: &str) -> bool {
        let special = self
            .customs_territories
            .iter()
            .rev()
            .find(|territory| territory.country == country && territory.postal.is_match(postal_code));
        match (special, self.country(country)) {
            (Some(territory), _) => !territory.customs_from_nl,
            (None, Some(country)) => !country.customs_from_nl,
            (None, None) => false,
        }
    }
}
