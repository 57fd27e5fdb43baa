//! The American network: services, zones, rates and rules.

mod places;
mod prices;
mod rules;
mod services;

use crate::fault::Faults;
use crate::geography::Geography;
use crate::source::Source;
use crate::table::Row;
use colli_core::address::excerpt;
use colli_core::americas::AmericasNetwork;
use colli_core::americas::place::Zip3;
use colli_core::americas::service::Service;
use colli_core::americas::weight::{Mass, MassUnit};
use colli_core::facility::Facilities;
use rust_decimal::Decimal;

pub(crate) fn read(
    source: &Source,
    geography: &Geography,
    facilities: &Facilities,
    faults: &mut Faults,
) -> AmericasNetwork {
    let zones = places::read(source, geography, faults);
    let cards = prices::cards(source, faults);
    let services = services::read(source, &cards, faults);
    let groups = prices::country_groups(source, geography, faults);
    let international = prices::international(source, &services, &groups, faults);
    let days = services::days(source, &services, &groups, faults);
    let centres = facilities.distribution_centres();
    let origins =
        centres.filter_map(|centre| Some((centre.code.to_ascii_uppercase(), Zip3::parse(&centre.postal_prefix)?)));
    AmericasNetwork {
        zones,
        prices: colli_core::americas::card::Prices {
            cards,
            international,
            fees: prices::fees(source, faults),
        },
        country_groups: groups.finish(),
        days,
        dangerous_goods: rules::dangerous_goods(source, geography, faults),
        lane_rules: rules::lanes(source, faults),
        origins: origins.collect(),
        services,
    }
}

/// A key of small letters, digits and `_`.
fn key(row: &Row<'_, '_>, column: usize, faults: &mut Faults) -> Option<String> {
    row.read(column, "a key of small letters, digits and _", faults, |text| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        (!text.is_empty() && text.bytes().all(fits)).then(|| text.to_owned())
    })
}

/// A service that `us_services.csv` lists.
fn known_service(row: &Row<'_, '_>, services: &[Service], faults: &mut Faults) -> Option<String> {
    let key = row.text(0);
    if services.iter().any(|service| service.key == key) {
        return Some(key.to_owned());
    }
    let fault = row.fault(0, format!("unknown service '{}'", excerpt(key)));
    faults.unknown(services::SERVICES.file, services.is_empty(), fault);
    None
}

/// The heaviest parcel of a table, in pounds.
const POUNDS_MAX: u32 = 2_000;

/// A weight.
fn mass(row: &Row<'_, '_>, column: usize, unit: MassUnit, faults: &mut Faults) -> Option<Mass> {
    row.read(column, "a weight of at most 2000 lb", faults, |text| {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let amount = plain.then(|| text.parse::<Decimal>().ok()).flatten()?;
        Mass::from_decimal(amount, unit).filter(|mass| *mass <= Mass::from_pounds(POUNDS_MAX.into()))
    })
}
