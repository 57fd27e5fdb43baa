//! Which facilities a parcel passes.

use super::random::Random;
use super::scenario::Place;
use crate::americas::AmericasFacts;
use crate::americas::place::Zip3;
use crate::country::CountryCode;
use crate::facility::{ECOMMERCE, Facility, FacilityKind};
use crate::network::Network;
use crate::shipment::Shipment;

/// Operating network that delivers on a definite day.
pub(super) const DAY_DEFINITE: &str = "DAY_DEFINITE";

/// The facilities between two addresses.
pub(super) struct Facilities<'a> {
    network: &'a Network,
    american: Option<&'a AmericasFacts>,
    from: (CountryCode, &'a str),
    to: (CountryCode, &'a str),
    random: Random,
}

impl<'a> Facilities<'a> {
    pub(super) fn new(network: &'a Network, shipment: &'a Shipment, random: Random) -> Self {
        let (from, to) = (&shipment.order.shipper.address, &shipment.order.receiver.address);
        Self {
            network,
            american: shipment.americas.as_ref(),
            from: (from.country, &from.postal_code),
            to: (to.country, &to.postal_code),
            random,
        }
    }

    /// Code of the facility that plays a part; `None` where the network has none.
    pub(super) fn code(&self, place: &Place) -> Option<String> {
        if let Some(facts) = self.american {
            return self.american_code(facts, place);
        }
        let all = &self.network.facilities;
        let code = |facility: Option<&Facility>| facility.map(|facility| facility.code.clone());
        let chute = |facility: Option<&Facility>| {
            facility.map(|facility| facility.alt_code.clone().unwrap_or_else(|| facility.code.clone()))
        };
        match place {
            Place::OriginDepot => code(all.depot_for(self.from.0, self.from.1)),
            Place::OriginHub => code(all.hub_of(self.from.0)),
            Place::OriginChute => chute(all.hub_of(self.from.0)),
            Place::OriginGateway => code(all.gateway(self.from.0)),
            Place::Gateway => code(all.gateway(self.to.0)),
            Place::Hub => code(all.hub_of(self.to.0)),
            Place::HubChute => chute(all.hub_of(self.to.0)),
            Place::Depot => code(all.depot_for(self.to.0, self.to.1)),
            Place::WrongDepot => code(self.wrong_depot()),
            Place::ReturnHub => code(all.return_hub(self.to.0)),
            Place::DayDefiniteHub => code(self.day_definite(FacilityKind::Hub)),
            Place::DayDefiniteHubAlias => chute(self.day_definite(FacilityKind::Hub)),
            Place::DayDefiniteDepot => code(self.day_definite(FacilityKind::Depot)),
        }
    }

    /// In the American network a parcel enters at its account's distribution centre, leaves at the one nearest to its
    /// receiver, and the office of the receiver's town, which has no code, delivers it.
    fn american_code(&self, facts: &AmericasFacts, place: &Place) -> Option<String> {
        let all = &self.network.facilities;
        let is_centre = |facility: &&Facility| facility.kind == FacilityKind::DistributionCentre;
        let own = all.get(&facts.facility.trim().to_ascii_uppercase()).filter(is_centre);
        let origin = own.or_else(|| self.centre_near(self.from.1));
        let facility = match place {
            Place::OriginDepot | Place::OriginHub | Place::OriginChute | Place::OriginGateway => origin,
            Place::Gateway if facts.is_international => all.gateway(self.to.0),
            Place::Hub | Place::HubChute | Place::ReturnHub | Place::Gateway if facts.is_international => origin,
            Place::Hub | Place::HubChute | Place::ReturnHub | Place::Gateway => self.centre_near(self.to.1).or(origin),
            Place::WrongDepot => {
                let right = self.centre_near(self.to.1).map(|facility| facility.code.as_str());
                let others: Vec<_> = all
                    .distribution_centres()
                    .filter(|facility| Some(facility.code.as_str()) != right)
                    .collect();
                let last = i64::try_from(others.len()).ok()? - 1;
                let drawn = self.random.within("wrong depot", 0, 0, last);
                others.get(usize::try_from(drawn).ok()?).copied()
            }
            Place::Depot | Place::DayDefiniteHub | Place::DayDefiniteHubAlias | Place::DayDefiniteDepot => None,
        };
        facility.map(|facility| facility.code.clone())
    }

    /// The distribution centre nearest to a ZIP code: by distance, or by number where the area is not known.
    fn centre_near(&self, zip: &str) -> Option<&'a Facility> {
        let (all, zones) = (&self.network.facilities, &self.network.americas.zones);
        let near = Zip3::of_zip(zip).and_then(|here| {
            let miles = |centre: &Facility| zones.miles(Zip3::parse(&centre.postal_prefix)?, here);
            let centres = all.distribution_centres();
            let with_miles = centres.filter_map(|centre| Some((miles(centre)?, centre)));
            with_miles
                .min_by(|(a, _), (b, _)| a.total_cmp(b))
                .map(|(_, centre)| centre)
        });
        near.or_else(|| all.distribution_centre_for(zip))
    }

    fn wrong_depot(&self) -> Option<&'a Facility> {
        let right = self.network.facilities.depot_for(self.to.0, self.to.1)?;
        let others: Vec<_> = self
            .of(FacilityKind::Depot, ECOMMERCE)
            .filter(|facility| facility.code != right.code)
            .collect();
        let count = i64::try_from(others.len()).ok()?;
        let drawn = self.random.within("wrong depot", 0, 0, count - 1);
        others.get(usize::try_from(drawn).ok()?).copied()
    }

    /// The facility of the day-definite network: of depots the one next to the delivering depot.
    fn day_definite(&self, kind: FacilityKind) -> Option<&'a Facility> {
        let near = self.network.facilities.depot_for(self.to.0, self.to.1);
        let away = |facility: &&Facility| {
            near.map(|near| {
                let apart = |a: i32, b: i32| i64::from(a).abs_diff(i64::from(b));
                apart(facility.lat_e6, near.lat_e6).saturating_add(apart(facility.lon_e6, near.lon_e6))
            })
        };
        self.of(kind, DAY_DEFINITE).min_by_key(away)
    }

    fn of(&self, kind: FacilityKind, network: &'static str) -> impl Iterator<Item = &'a Facility> {
        let country = self.to.0;
        let all = self.network.facilities.all().iter();
        all.filter(move |facility| facility.country == country && facility.kind == kind && facility.network == network)
    }
}
