//! What a parcel lives through: statuses, facilities, working days, transit times.

mod calendar;
mod gateway_statuses;
mod statuses;
mod transit;
mod unified;

use crate::fault::Faults;
use crate::geography::{Geography, known_country};
use crate::source::Source;
use crate::table::Shape;
use crate::{Unique, each_row};
use colli_core::calendar::Calendar;
use colli_core::country::CountryCode;
use colli_core::facility::{Facilities, Facility, FacilityKind};
use colli_core::gateway::track::GatewayStatuses;
use colli_core::status::{PickupStatus, Statuses};
use colli_core::transit::Transit;
use colli_core::unified::UnifiedServices;

/// What a parcel lives through.
#[derive(Debug)]
pub(crate) struct Life {
    pub(crate) statuses: Statuses,
    pub(crate) pickup_statuses: Vec<PickupStatus>,
    pub(crate) facilities: Facilities,
    pub(crate) calendar: Calendar,
    pub(crate) transit: Transit,
    pub(crate) gateway_statuses: GatewayStatuses,
    pub(crate) unified: UnifiedServices,
}

static FACILITIES: Shape = Shape {
    file: "facilities.csv",
    columns: &[
        "code",
        "alt_code",
        "name",
        "kind",
        "country",
        "city",
        "postal_prefix",
        "lat",
        "lon",
        "network",
    ],
    comments: &["source", "note"],
};

static AMERICAN: Shape = Shape {
    file: "facilities_us.csv",
    columns: &["code", "city", "state", "origin_zip3", "lat", "lon"],
    comments: &["short", "current_18", "list", "note"],
};

/// The words of [`Facility::network`].
const NETWORKS: [&str; 2] = ["ECOMMERCE", "DAY_DEFINITE"];

pub(crate) fn read(source: &Source, geography: &Geography, faults: &mut Faults) -> Life {
    let statuses = statuses::read(source, faults);
    Life {
        gateway_statuses: gateway_statuses::read(source, &statuses, faults),
        unified: unified::read(source, &statuses, geography, faults),
        statuses,
        pickup_statuses: statuses::pickups(source, faults),
        facilities: facilities(source, geography, faults),
        calendar: calendar::read(source, geography, faults),
        transit: transit::read(source, geography, faults),
    }
}

fn facilities(source: &Source, geography: &Geography, faults: &mut Faults) -> Facilities {
    let mut facilities = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &FACILITIES, faults, |row, faults| {
        let code = row.required(0, faults);
        let name = row.required(2, faults);
        let kind = row.read(
            3,
            "hub, depot, return_hub, gateway or distribution_centre",
            faults,
            FacilityKind::parse,
        );
        let country = known_country(row, 4, &geography.countries, faults);
        let postal_prefix = row.read(6, "the first digits or letters of postal codes", faults, |text| {
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric())
                .then(|| text.to_owned())
        });
        let [lat_e6, lon_e6] = [(7, 90), (8, 180)].map(|(column, limit)| row.degrees(column, limit, faults));
        let network = row.read(9, "ECOMMERCE or DAY_DEFINITE", faults, |text| {
            NETWORKS.contains(&text).then(|| text.to_owned())
        });
        let (Some(code), Some(name), Some(kind), Some(country)) = (code, name, kind, country) else {
            return;
        };
        let (Some(postal_prefix), Some(lat_e6), Some(lon_e6), Some(network)) = (postal_prefix, lat_e6, lon_e6, network)
        else {
            return;
        };
        let alt_code = row.optional(1).map(str::to_owned);
        for (column, code) in [(0, Some(&code)), (1, alt_code.as_ref())] {
            if let Some(code) = code {
                unique.note(row, column, code.clone(), faults);
            }
        }
        facilities.push(Facility {
            code,
            alt_code,
            name,
            kind,
            country,
            city: row.text(5).to_owned(),
            region: None,
            postal_prefix,
            lat_e6,
            lon_e6,
            network,
        });
    });
    american_facilities(source, &mut facilities, &mut unique, faults);
    Facilities::new(facilities)
}

/// The distribution centres of the American network, which have a table of their own.
fn american_facilities(source: &Source, facilities: &mut Vec<Facility>, unique: &mut Unique, faults: &mut Faults) {
    let country = CountryCode::parse("US");
    each_row(source, &AMERICAN, faults, |row, faults| {
        let [code, city, state] = [0, 1, 2].map(|column| row.required(column, faults));
        let zip3 = row.read(3, "the first three digits of ZIP codes", faults, |text| {
            (text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
        });
        let [lat_e6, lon_e6] = [(4, 90), (5, 180)].map(|(column, limit)| row.degrees(column, limit, faults));
        let (Some(code), Some(city), Some(state), Some(zip3)) = (code, city, state, zip3) else {
            return;
        };
        let (Some(lat_e6), Some(lon_e6), Some(country)) = (lat_e6, lon_e6, country) else {
            return;
        };
        if unique.note(row, 0, code.clone(), faults) {
            facilities.push(Facility {
                name: format!("Distribution center {city} {state}"),
                alt_code: None,
                kind: FacilityKind::DistributionCentre,
                country,
                city,
                region: Some(state),
                postal_prefix: zip3,
                lat_e6,
                lon_e6,
                network: NETWORKS[0].to_owned(),
                code,
            });
        }
    });
}
