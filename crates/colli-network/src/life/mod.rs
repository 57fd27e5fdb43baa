//! What a parcel lives through: statuses, facilities, working days, transit times.

mod calendar;
mod statuses;
mod transit;

use crate::fault::Faults;
use crate::geography::{Geography, known_country};
use crate::source::Source;
use crate::table::Shape;
use crate::{Unique, each_row};
use colli_core::calendar::Calendar;
use colli_core::facility::{Facilities, Facility, FacilityKind};
use colli_core::status::{PickupStatus, Statuses};
use colli_core::transit::Transit;

/// What a parcel lives through.
#[derive(Debug)]
pub(crate) struct Life {
    pub(crate) statuses: Statuses,
    pub(crate) pickup_statuses: Vec<PickupStatus>,
    pub(crate) facilities: Facilities,
    pub(crate) calendar: Calendar,
    pub(crate) transit: Transit,
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

/// The words of [`Facility::network`].
const NETWORKS: [&str; 2] = ["ECOMMERCE", "DAY_DEFINITE"];

pub(crate) fn read(source: &Source, geography: &Geography, faults: &mut Faults) -> Life {
    Life {
        statuses: statuses::read(source, faults),
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
        let kind = row.read(3, "hub, depot, return_hub or gateway", faults, FacilityKind::parse);
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
            postal_prefix,
            lat_e6,
            lon_e6,
            network,
        });
    });
    Facilities::new(facilities)
}
