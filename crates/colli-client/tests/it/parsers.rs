//! Reading answers: those the guides print, and any bytes.

use crate::samples::{self, read, response};
use colli_client::parcel::catalogue::{CatalogueFilter, Sender};
use colli_client::parcel::interventions::InterventionQuery;
use colli_client::parcel::labels::{Format, LabelFilter};
use colli_client::parcel::pickups::PickupFilter;
use colli_client::parcel::planning::TransitQuery;
use colli_client::parcel::service_points::ServicePointQuery;
use colli_client::parcel::track::{PieceFilter, TrackKey};
use colli_client::parcel::{
    Credentials, auth, catalogue, customs, interventions, labels, pickups, planning, pusher, service_points, shipments,
    track,
};
use colli_client::unified::locations::{self, AddressQuery};
use colli_client::unified::tracking::TrackingQuery;
use colli_client::wire::dhl_parcel::labels::LabelRequest;
use colli_client::wire::dhl_parcel::pickups::PickupRequest;
use colli_client::wire::dhl_parcel::shipments::ShipmentRequest;
use colli_client::wire::field::Field;
use colli_client::{Error, Response, Said};
use proptest::prelude::*;

#[test]
fn the_catalogue_is_read() {
    let filter = CatalogueFilter::default();
    let capabilities = read(
        &catalogue::capabilities(Sender::Business, &filter),
        samples::CAPABILITIES,
    )
    .unwrap();
    assert_eq!(capabilities[0].product.key, "EPL");
    assert_eq!(capabilities[0].parcel_type.max_weight_kg.as_u64(), Some(20));
    let types = read(
        &catalogue::parcel_types(Sender::Business, &filter),
        samples::PARCEL_TYPES,
    )
    .unwrap();
    assert_eq!(types[0].key, "SMALL");
    let option = format!("[{}]", samples::OPTION);
    let options = read(&catalogue::shipment_options(Sender::Business, &filter), &option).unwrap();
    assert_eq!(
        (options[0].key.as_str(), options[0].exclusions.is_empty()),
        ("PS", false)
    );
}

#[test]
fn service_points_are_read() {
    let search = service_points::search("ES", &ServicePointQuery::default());
    let found = read(&search, samples::LOCATIONS).unwrap();
    assert_eq!(
        (found[0].id.as_str(), found[0].distance),
        ("5017-ES-0000104", Some(284))
    );
    let one = read(&service_points::get("ES", "x"), samples::LOCATION).unwrap();
    assert_eq!((one.address.postal_code.as_str(), one.distance), ("28012", None));
}

#[test]
fn shipments_and_labels_are_read() {
    let create = shipments::create(&ShipmentRequest::default());
    let made = read(&create, samples::SHIPMENT).unwrap();
    assert!(
        made.pieces[0]
            .tracker_code
            .as_deref()
            .is_some_and(|code| code.starts_with("JVGL"))
    );
    let printless = read(&create, samples::PRINTLESS).unwrap();
    assert_eq!(printless.pieces[0].printless_code.as_deref(), Some("MDP5KLWYM4R"));
    assert_eq!(printless.pieces[0].label_id, None);
    let label = read(&labels::create(&LabelRequest::default()), samples::LABEL).unwrap();
    assert_eq!(label.routing_code, "2LNL3542AD+04000000");
    assert!(
        read(&labels::get("x"), samples::LABEL_BY_ID)
            .unwrap()
            .tracker_code
            .is_some()
    );
    let listed = read(&labels::list(&LabelFilter::default()), samples::LABELS).unwrap();
    assert!(listed[0].pdf.is_none());
}

#[test]
fn traces_are_read() {
    let call = track::track(&[TrackKey::of("3SBPB0000094346")]);
    let pieces = read(&call, samples::TRACK).unwrap();
    assert_eq!(pieces[0].barcode, "3SBPB0000094346");
    assert_eq!(
        pieces[0].events[0].leg.as_ref().map(|leg| leg.network.as_str()),
        Some("DAY_DEFINITE")
    );
    let none = response(404, "text/plain", "No parcel found for the given key(s)");
    assert_eq!(call.parse(&none).unwrap(), vec![]);
    let elsewhere = response(
        404,
        "application/json",
        r#"{"key":"not_found","message":"There is no such endpoint","details":[]}"#,
    );
    assert!(
        call.parse(&elsewhere).unwrap_err().is_not_found(),
        "an endpoint that is not there is no answer"
    );
}

#[test]
fn pickups_are_read() {
    let made = read(&pickups::create(&PickupRequest::default(), ""), samples::PICKUP).unwrap();
    assert!(made.confirmation_number.ends_with('P'));
    read(&pickups::get("x"), samples::PICKUP_BY_ID).unwrap();
    let list = format!(
        r#"{{"results":1,"limit":10,"skip":0,"data":[{}]}}"#,
        samples::PICKUP_ITEM
    );
    assert_eq!(
        read(&pickups::list(&PickupFilter::default()), &list)
            .unwrap()
            .data
            .len(),
        1
    );
}

#[test]
fn tokens_and_interventions_are_read() {
    let tokens = read(&auth::api_key(&Credentials::new("u", "k")), samples::TOKEN).unwrap();
    assert_eq!(tokens.access_token_expiration, 1_510_138_597);
    let asked = InterventionQuery::default();
    read(&interventions::options(&asked, false), samples::INTERVENTION_OPTIONS).unwrap();
    let detailed = read(
        &interventions::options(&asked, true),
        samples::INTERVENTION_OPTIONS_DETAILS,
    )
    .unwrap();
    assert!(detailed.service_point_ids.is_some_and(|ids| !ids.is_empty()));
    for body in [samples::INTERVENTION_REFUSED, samples::INTERVENTION_NO_SOURCE] {
        let refused = response(400, "application/json", body);
        let error = interventions::options(&asked, false).parse(&refused).unwrap_err();
        let Said::Intervention(said) = &error.refusal().unwrap().said else {
            panic!("{error:?}");
        };
        assert!(said.parcels["JVGL123"][0].code >= 208);
    }
}

#[test]
fn unified_answers_are_read() {
    let query = TrackingQuery::of("7777777770");
    let answer = TrackingQuery::parse(&response(200, "application/json", samples::UNIFIED_TRACKING)).unwrap();
    let shipment = &answer.shipments[0];
    assert_eq!(
        (shipment.id.as_str(), shipment.status.status_code.as_deref()),
        ("7777777770", Some("transit"))
    );
    assert_eq!(shipment.details.as_ref().unwrap().references[0].number, "42");
    assert_eq!(read(&query.call(), r#"{"shipments":[]}"#).unwrap().shipments, vec![]);
    let location = read(&locations::by_id("x"), samples::UNIFIED_LOCATION).unwrap();
    assert_eq!(
        (location.location.keyword_id.as_str(), location.distance),
        ("103", Some(146))
    );
    let list = format!(r#"{{"locations":[{}]}}"#, samples::UNIFIED_LOCATION);
    assert_eq!(
        read(&AddressQuery::default().call(), &list).unwrap().locations,
        [location]
    );
}

#[test]
fn requests_of_the_guides_are_written_as_they_are_read() {
    fn same<T: serde::de::DeserializeOwned + serde::Serialize>(sample: &str) {
        let read: T = serde_json::from_str(sample).unwrap();
        let written = serde_json::to_value(&read).unwrap();
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(sample).unwrap());
    }
    same::<ShipmentRequest>(samples::SHIPMENT_REQUEST);
    same::<LabelRequest>(samples::LABEL_REQUEST);
    same::<PickupRequest>(samples::PICKUP_REQUEST);
}

#[test]
fn refusals_of_the_parcel_api_keep_their_details() {
    let body = r#"{"key":"validation","message":"Two things.","details":[{"field":"pieces","rule":"required","message":"is missing"}]}"#;
    let error = shipments::get("x")
        .parse(&response(400, "application/json", body))
        .unwrap_err();
    let Said::Parcel(said) = &error.refusal().unwrap().said else {
        panic!("{error:?}");
    };
    assert_eq!(said.details[0].field, "pieces");
    // The original leaves details out, or writes an object.
    for details in [
        "",
        r#","details":null"#,
        r#","details":{"a":["b"]}"#,
        r#","details":[{"other":1}]"#,
    ] {
        let body = format!(r#"{{"key":"k","message":"One thing."{details}}}"#);
        let error = shipments::get("x")
            .parse(&response(400, "application/json", body))
            .unwrap_err();
        assert_eq!(error.to_string(), "refused with status 400: One thing.", "{details}");
    }
}

/// Every reader there is.
fn read_as_everything(answer: &Response) {
    fn done<A>(result: Result<A, Error>) {
        if let Err(error) = result {
            assert!(!error.to_string().is_empty());
        }
    }
    let (filter, intervention) = (CatalogueFilter::default(), InterventionQuery::default());
    done(TrackingQuery::parse(answer));
    done(AddressQuery::default().call().parse(answer));
    done(locations::by_id("x").parse(answer));
    done(auth::refresh_token("x").parse(answer));
    done(catalogue::capabilities(Sender::Consumer, &filter).parse(answer));
    done(catalogue::parcel_types(Sender::Consumer, &filter).parse(answer));
    done(catalogue::shipment_options(Sender::Consumer, &filter).parse(answer));
    done(catalogue::products(&filter).parse(answer));
    done(catalogue::destination_properties(Sender::Consumer, "NL").parse(answer));
    done(service_points::get("NL", "x").parse(answer));
    done(shipments::create(&ShipmentRequest::default()).parse(answer));
    done(shipments::list(None, None).parse(answer));
    done(labels::get("x").parse(answer));
    done(labels::document("x", Format::Zpl).parse(answer));
    done(track::track(&[]).parse(answer));
    done(track::list(&PieceFilter::default()).parse(answer));
    done(track::sources("x").parse(answer));
    done(track::proofs("x", "").parse(answer));
    done(track::translations("x").parse(answer));
    done(planning::time_windows("NL", "", &[]).parse(answer));
    done(planning::transit_times(Sender::Consumer, &TransitQuery::default()).parse(answer));
    done(planning::pickup_availability("NL", "").parse(answer));
    done(pickups::list(&PickupFilter::default()).parse(answer));
    done(interventions::options(&intervention, true).parse(answer));
    done(interventions::service_points(&intervention).parse(answer));
    done(interventions::timeframes(&intervention).parse(answer));
    done(pusher::list().parse(answer));
    done(pusher::delete("x").parse(answer));
    done(customs::get("x").parse(answer));
}

const CONTENT_TYPES: [&str; 6] = [
    "application/json",
    "application/problem+json",
    "application/json;charset=utf-8",
    "text/html",
    "text/plain",
    "application/pdf",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_an_answer_or_an_error(
        status in 0_u16..1000,
        kind in proptest::sample::select(&CONTENT_TYPES[..]),
        body in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        read_as_everything(&response(status, kind, body));
    }

    #[test]
    fn a_broken_sample_is_an_answer_or_an_error(
        sample in proptest::sample::select(samples::ALL),
        status in proptest::sample::select(&[200_u16, 201, 400, 404][..]),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<bool>(),
    ) {
        let mut body = sample.as_bytes().to_vec();
        let at = at.index(body.len());
        body[at] = byte;
        if cut {
            body.truncate(at);
        }
        read_as_everything(&response(status, "application/json", body));
    }
}

#[test]
fn fields_are_set_with_values_and_left_out_without() {
    let shipment = ShipmentRequest {
        account_id: "08500001".into(),
        return_label: true.into(),
        pieces: Field::list([colli_client::wire::dhl_parcel::shipments::Piece {
            parcel_type: "SMALL".into(),
            quantity: 2.into(),
            weight: 1.5.into(),
            ..Default::default()
        }]),
        ..ShipmentRequest::default()
    };
    assert_eq!(
        serde_json::to_string(&shipment).unwrap(),
        r#"{"accountId":"08500001","returnLabel":true,"pieces":[{"parcelType":"SMALL","quantity":2,"weight":1.5}]}"#
    );
}
