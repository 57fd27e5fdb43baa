//! The bodies the reference prints, field by field.

use crate::support::{between, catalogue, country, network};
use colli_core::capability::{Capability, CapabilityQuery, SenderKind};
use colli_core::product::{ParcelLimits, ParcelType, ServiceOption};
use colli_core::service_point::ServicePoint;
use colli_core::units::{cm_from_mm, kg_from_grams};
use serde_json::{Map, Value, json};

fn sample(name: &str) -> Value {
    let text = match name {
        "small" => include_str!("samples/capabilities.nl-nl.epl-small.response.json"),
        "pallet" => include_str!("samples/capabilities.nl-nl.epl-pallet.response.json"),
        "parcel-types" => include_str!("samples/parcel-types.response.json"),
        "PS" => include_str!("samples/shipment-option.PS.response.json"),
        "madrid" => include_str!("samples/parcel-shop-locations.es-madrid.response.json"),
        _ => include_str!("samples/parcel-shop-location.5017-ES-0000104.response.json"),
    };
    serde_json::from_str(text).unwrap()
}

fn number(decimal: rust_decimal::Decimal) -> Value {
    serde_json::from_str(&decimal.to_string()).unwrap()
}

fn parcel_type(kind: &ParcelType, limits: ParcelLimits) -> Value {
    json!({"key": kind.key, "minWeightKg": number(kg_from_grams(limits.min_weight_g)),
        "maxWeightKg": number(kg_from_grams(limits.max_weight_g)),
        "dimensions": {"maxLengthCm": number(cm_from_mm(limits.max.length_mm)),
            "maxWidthCm": number(cm_from_mm(limits.max.width_mm)),
            "maxHeightCm": number(cm_from_mm(limits.max.height_mm))}})
}

fn brief_option(option: &ServiceOption) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("key".to_owned(), json!(option.key));
    map.insert("rank".to_owned(), json!(option.rank));
    map.insert("code".to_owned(), json!(option.code));
    if let Some(input) = option.input {
        map.insert("inputType".to_owned(), json!(input.as_str()));
    }
    map
}

fn option<'a>(option: &ServiceOption, exclusions: impl Iterator<Item = &'a ServiceOption>) -> Value {
    let mut map = brief_option(option);
    map.insert("description".to_owned(), json!(option.description));
    if let Some(max) = option.input_max {
        map.insert("inputMax".to_owned(), json!(max.to_string()));
    }
    let exclusions: Vec<_> = exclusions.map(brief_option).collect();
    if !exclusions.is_empty() {
        map.insert("exclusions".to_owned(), json!(exclusions));
    }
    Value::Object(map)
}

fn capability(found: &Capability<'_>) -> Value {
    let product = found.product;
    json!({"rank": found.rank, "fromCountryCode": found.from, "toCountryCode": found.to,
        "product": {"key": product.key, "label": product.label, "code": product.code, "menuCode": product.menu_code,
            "businessProduct": product.business, "monoColloProduct": product.mono_collo,
            "softwareCharacteristic": product.software_characteristic, "returnProduct": product.is_return},
        "parcelType": parcel_type(found.parcel_type, found.limits),
        "options": found.options().map(|o| option(o, found.printed_exclusions(o))).collect::<Vec<_>>()})
}

fn business_capabilities(kind: &str) -> Value {
    let mut query = between("NL", "NL");
    query.to_business = Some(true);
    query.parcel_type = Some(kind.to_owned());
    catalogue().capabilities(&query).iter().map(capability).collect()
}

#[test]
fn domestic_business_small() {
    let mut expected = sample("small");
    // The sample prints code 8 for EA once, 58 everywhere else: a slip (reference 4.3).
    let slip = expected.pointer_mut("/0/options/11/exclusions/2/code").unwrap();
    assert_eq!(slip.take(), json!(8));
    *slip = json!(58);
    assert_eq!(business_capabilities("SMALL"), expected);
}

#[test]
fn domestic_business_pallet() {
    assert_eq!(business_capabilities("PALLET"), sample("pallet"));
}

#[test]
fn service_point_option() {
    let ps = catalogue().option("PS").unwrap();
    assert_eq!(option(ps, catalogue().exclusions(ps)), sample("PS"));
}

#[test]
fn parcel_types_of_spain() {
    for to_business in [None, Some(true), Some(false)] {
        let query = CapabilityQuery {
            sender: Some(SenderKind::Business),
            from_country: Some("ES".to_owned()),
            to_business,
            ..CapabilityQuery::default()
        };
        let found: Value = catalogue()
            .parcel_types(&query)
            .into_iter()
            .map(|(kind, limits)| parcel_type(kind, limits))
            .collect();
        assert_eq!(found, sample("parcel-types"), "{to_business:?}");
    }
}

fn service_point(point: &ServicePoint<'_>, distance_m: Option<u32>) -> Value {
    let time = |minute: u16| format!("{:02}:{:02}:00.000", minute / 60, minute % 60);
    let degrees = |e6: i32| f64::from(e6) / 1e6;
    let mut value = json!({"id": point.id, "harmonisedId": point.harmonised_id, "psfKey": point.psf_key,
        "shopType": point.kind.as_str(), "name": point.name, "keyword": "DHL ServicePoint",
        "address": {"countryCode": point.country, "zipCode": point.postal_code, "postalCode": point.postal_code,
            "city": point.city, "street": point.street, "number": point.number, "isBusiness": true},
        "geoLocation": {"latitude": degrees(point.lat_e6), "longitude": degrees(point.lon_e6)},
        "openingTimes": point.opening.iter().map(|i| json!({"timeFrom": time(i.from_minute),
            "timeTo": time(i.to_minute), "weekDay": i.week_day})).collect::<Vec<_>>(),
        "closurePeriods": []});
    if let Some(distance) = distance_m {
        value["distance"] = json!(distance);
    }
    value
}

#[test]
fn service_point_by_id() {
    let point = network().service_points.get(country("ES"), "5017-ES-0000104").unwrap();
    assert_eq!(service_point(&point, None), sample("one"));
}

#[test]
fn service_points_of_madrid() {
    let mut query = colli_network::ServicePointQuery::new(country("ES"), 3);
    query.city = Some("Madrid".to_owned());
    let expected = sample("madrid");
    let ids: Vec<&str> = expected
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["id"].as_str().unwrap())
        .collect();
    let found = network().service_points.search(&query);
    assert_eq!(found.iter().map(|found| found.point.id).collect::<Vec<_>>(), ids);
    for (found, expected) in found.iter().zip(expected.as_array().unwrap()) {
        // The sample's distances are degrees times one length, without the cosine of the latitude; ours are metres.
        let distance = expected["distance"]
            .as_u64()
            .and_then(|metres| u32::try_from(metres).ok());
        assert_eq!(service_point(&found.point, distance), *expected);
        assert!(found.distance_m.unwrap() < 600);
    }
}
