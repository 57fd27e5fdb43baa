//! The parcel client, call by call.

use super::{client, executor};
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::Shop;
use crate::support::{OTHER, TEST, TestServer};
use colli_client::parcel::catalogue::{self, CatalogueFilter, Sender};
use colli_client::parcel::interventions::{self, InterventionQuery};
use colli_client::parcel::labels::{self, Format, LabelFilter};
use colli_client::parcel::pickups::{self, PickupFilter};
use colli_client::parcel::planning::{self, TransitQuery};
use colli_client::parcel::service_points::{self, ServicePointQuery};
use colli_client::parcel::track::{self, PieceFilter, TrackKey};
use colli_client::parcel::{Client, customs, pusher, shipments};
use colli_client::wire::dhl_parcel::interventions::InterventionRequest;
use colli_client::wire::dhl_parcel::labels::MultiLabelRequest;
use colli_client::wire::dhl_parcel::pickups::PickupRequest;
use colli_client::wire::dhl_parcel::pusher::{PusherConfigurationRequest, PusherSubscriptionRequest};
use colli_client::wire::dhl_parcel::shipments::{ShipmentRequest, ShipmentResponse};
use colli_client::wire::field::Field;
use colli_client::{Error, Said};
use serde_json::json;

fn request(n: u32) -> ShipmentRequest {
    serde_json::from_value(consumer_shipment(&uuid(n))).unwrap()
}

async fn book(client: &Client, n: u32) -> ShipmentResponse {
    client.send(&shipments::create(&request(n))).await.unwrap()
}

fn code(shipment: &ShipmentResponse) -> String {
    shipment.pieces[0].tracker_code.clone().unwrap()
}

#[tokio::test]
async fn the_catalogue_says_what_can_be_sent() {
    let server = TestServer::start().await;
    let client = Client::anonymous(executor(&server), &format!("http://{}/dhl-parcel", server.address)).unwrap();
    let filter = CatalogueFilter {
        from_country: "NL".into(),
        to_country: "NL".into(),
        to_business: Some(false),
        ..CatalogueFilter::default()
    };
    let door = CatalogueFilter {
        options: vec!["DOOR".into(), "HANDT".into()],
        ..filter.clone()
    };
    let all = client
        .send(&catalogue::capabilities(Sender::Business, &filter))
        .await
        .unwrap();
    let some = client
        .send(&catalogue::capabilities(Sender::Business, &door))
        .await
        .unwrap();
    assert!(!some.is_empty() && some.len() < all.len());
    let types = client
        .send(&catalogue::parcel_types(Sender::Business, &filter))
        .await
        .unwrap();
    assert!(
        types
            .iter()
            .any(|kind| kind.key == "SMALL" && kind.max_weight_grams > 0)
    );
    let anywhere = catalogue::parcel_types(Sender::Business, &CatalogueFilter::default());
    assert!(client.send(&anywhere).await.unwrap().len() >= types.len());
    let options = client
        .send(&catalogue::shipment_options(Sender::Business, &filter))
        .await
        .unwrap();
    assert!(options.iter().any(|option| option.key == "DOOR"));
    let products = client.send(&catalogue::products(&filter)).await.unwrap();
    let product = client.send(&catalogue::product(&products[0].key)).await.unwrap();
    assert_eq!(product, products[0]);
    let countries = client
        .send(&catalogue::destination_countries(Sender::Business, "NL"))
        .await
        .unwrap();
    let properties = client
        .send(&catalogue::destination_properties(Sender::Business, "NL"))
        .await
        .unwrap();
    assert_eq!(countries.len(), properties.len());
    let nothing = client.send(&catalogue::product("NO/../SUCH")).await.unwrap_err();
    assert!(nothing.is_not_found(), "{nothing}");
    // A country nobody sends from is a filter nothing passes.
    let none = catalogue::destination_countries(Sender::Business, "XX");
    assert!(client.send(&none).await.unwrap().is_empty());
}

#[tokio::test]
async fn service_points_are_found_and_read() {
    let server = TestServer::start().await;
    let client = client(&server, &TEST);
    let search = ServicePointQuery {
        postal_code: "3542 ad".into(),
        limit: Some(3),
        service_types: vec!["parcel-last-mile".into()],
        ..ServicePointQuery::default()
    };
    let found = client.send(&service_points::search("NL", &search)).await.unwrap();
    assert_eq!(found.len(), 3);
    assert!(found.is_sorted_by_key(|point| point.distance));
    let one = client.send(&service_points::get("NL", &found[0].id)).await.unwrap();
    assert_eq!((&one.id, one.distance), (&found[0].id, None));
    let near = ServicePointQuery {
        position: Some((found[2].geo_location.latitude, found[2].geo_location.longitude)),
        radius_m: Some(200),
        ..ServicePointQuery::default()
    };
    let near = client.send(&service_points::search("NL", &near)).await.unwrap();
    assert!(near.iter().any(|point| point.id == found[2].id));
    assert!(
        client
            .send(&service_points::get("NL", "8004-NL-0"))
            .await
            .unwrap_err()
            .is_not_found()
    );
}

#[tokio::test]
async fn a_parcel_is_booked_once_and_printed() {
    let server = TestServer::start().await;
    let client = client(&server, &TEST);
    let first = book(&client, 1).await;
    assert_eq!(book(&client, 1).await, first, "the same id and body is the same parcel");
    let other = ShipmentRequest {
        order_reference: "another".into(),
        ..request(1)
    };
    let error = client.send(&shipments::create(&other)).await.unwrap_err();
    assert_eq!(error.status(), Some(409), "{error}");

    let details = client.send(&shipments::get(&first.shipment_id)).await.unwrap();
    assert_eq!(details.shipment, first);
    assert_eq!(client.send(&shipments::list(Some(5), None)).await.unwrap(), [details]);
    let label_id = first.pieces[0].label_id.clone().unwrap();
    let label = client.send(&labels::get(&label_id)).await.unwrap();
    assert!(label.pdf.is_some());
    let filter = LabelFilter {
        tracker_code: code(&first),
        ..LabelFilter::default()
    };
    let listed = client.send(&labels::list(&filter)).await.unwrap();
    assert_eq!((listed.len(), &listed[0].label_id), (1, &label_id));
    for (format, begins) in [(Format::Pdf, &b"%PDF-"[..]), (Format::Zpl, b"^XA")] {
        let document = client.send(&labels::document(&label_id, format)).await.unwrap();
        assert!(document.bytes.starts_with(begins), "{format:?}");
    }
    let second = book(&client, 2).await;
    let both = MultiLabelRequest {
        shipment_ids: Field::list([first.shipment_id, second.shipment_id]),
        ..MultiLabelRequest::default()
    };
    let document = client.send(&labels::multi(&both, Format::Pdf)).await.unwrap();
    assert_eq!(document.content_type, "application/pdf");
}

#[tokio::test]
async fn what_is_wrong_with_a_booking_is_named() {
    let server = TestServer::start().await;
    let empty = ShipmentRequest {
        shipment_id: uuid(1).as_str().into(),
        ..ShipmentRequest::default()
    };
    let error = client(&server, &TEST)
        .send(&shipments::create(&empty))
        .await
        .unwrap_err();
    let Some(Said::Parcel(said)) = error.refusal().map(|refusal| &refusal.said) else {
        panic!("{error:?}");
    };
    assert!(said.details.iter().any(|detail| detail.field == "pieces"), "{said:?}");
    assert!(!error.is_temporary());
}

#[tokio::test]
async fn a_return_is_a_booking_and_another_organisation_sees_nothing() {
    let server = TestServer::start().await;
    let (client, other) = (client(&server, &TEST), super::client(&server, &OTHER));
    let booked = book(&client, 1).await;
    let outbound = request(2);
    let back = ShipmentRequest {
        return_label: true.into(),
        receiver: outbound.shipper,
        shipper: outbound.receiver,
        ..outbound
    };
    let back = client.send(&shipments::create(&back)).await.unwrap();
    assert!(back.pieces[0].tracker_code.is_some());
    let error = other.send(&shipments::get(&booked.shipment_id)).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(other.send(&shipments::list(None, None)).await.unwrap(), []);
}

#[tokio::test]
async fn a_parcel_is_followed_by_anybody_and_by_its_owner() {
    let server = TestServer::start().await;
    let client = client(&server, &TEST);
    let code = code(&book(&client, 1).await);
    let trace = track::track(&[TrackKey::of(&code), TrackKey::of("JVGL00000000000000000000")]);
    let seen = client.send(&trace).await.unwrap();
    assert_eq!((seen.len(), &seen[0].barcode, &seen[0].receiver), (1, &code, &None));
    let with_postal_code = TrackKey {
        postal_code: "1012JS".into(),
        ..TrackKey::of(&code)
    };
    let seen = client.send(&track::track(&[with_postal_code])).await.unwrap();
    assert!(seen[0].receiver.is_some());
    assert!(client.send_as_owner(&trace).await.unwrap()[0].receiver.is_some());
    let unknown = track::track(&[TrackKey::of("JVGL00000000000000000000")]);
    assert_eq!(client.send(&unknown).await.unwrap(), []);

    let filter = PieceFilter {
        barcodes: vec![code.clone()],
        ..PieceFilter::default()
    };
    let pieces = client.send(&track::list(&filter)).await.unwrap();
    assert_eq!(pieces[0].barcode, code);
    assert!(!client.send(&track::sources(&code)).await.unwrap().is_empty());
    assert_eq!(client.send(&track::proofs(&code, "1012JS")).await.unwrap(), []);
    let texts = client.send(&track::translations("nl_NL.json")).await.unwrap();
    assert!(texts.events.status.contains_key("DELIVERED"));
}

#[tokio::test]
async fn days_and_times_are_told() {
    let server = TestServer::start().await;
    let client = client(&server, &TEST);
    let transit = TransitQuery {
        from_country: "NL".into(),
        to_country: "BE".into(),
        ..TransitQuery::default()
    };
    let of_business = client
        .send(&planning::transit_times(Sender::Business, &transit))
        .await
        .unwrap();
    assert!(!of_business.is_empty());
    assert!(
        !client
            .send(&planning::transit_times_of_anybody(&transit))
            .await
            .unwrap()
            .is_empty()
    );
    let weekdays = client
        .send(&planning::time_windows("NL", "3542AD", &[6, 7]))
        .await
        .unwrap();
    assert!(!weekdays.is_empty());
    assert!(
        !client
            .send(&planning::pickup_availability("NL", "3542AD"))
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_pickup_is_ordered_and_read() {
    let server = TestServer::start().await;
    let client = client(&server, &TEST);
    let pickup: PickupRequest = serde_json::from_value(json!({
        "accountId": "08500001", "pickupDate": "2026-03-04", "numberOfPackages": 2, "type": "Once",
        "shipper": {"name": {"companyName": "A shop"}, "email": {"address": "shop@example.com"}, "address": {
            "countryCode": "NL", "postalCode": "3542AD", "city": "Utrecht", "street": "Reactorweg", "number": "25"}},
    }))
    .unwrap();
    let made = client.send(&pickups::create(&pickup, "pickup-1")).await.unwrap();
    let again = client.send(&pickups::create(&pickup, "pickup-1")).await.unwrap();
    assert_eq!(again.id, made.id);
    assert_eq!(
        client.send(&pickups::get(&made.id)).await.unwrap().confirmation_number,
        made.confirmation_number
    );
    let listed = client.send(&pickups::list(&PickupFilter::default())).await.unwrap();
    assert_eq!((listed.results, &listed.data[0].id), (1, &made.id));
}

#[tokio::test]
async fn interventions_are_asked_for() {
    let server = TestServer::start().await;
    let client = client(&server, &TEST);
    let code = code(&book(&client, 1).await);
    let asked = InterventionQuery {
        source: "tests".into(),
        parcel_ids: vec![code.clone()],
        postal_code: "1012JS".into(),
    };
    let options = client.send(&interventions::options(&asked, false)).await.unwrap();
    assert!(options.intervention_options.contains_key(&code));
    let stranger = InterventionQuery {
        postal_code: "9999ZZ".into(),
        ..asked.clone()
    };
    for error in [
        client.send(&interventions::options(&stranger, true)).await.unwrap_err(),
        client.send(&interventions::timeframes(&stranger)).await.unwrap_err(),
        client
            .send(&interventions::service_points(&stranger))
            .await
            .unwrap_err(),
        client
            .send(&interventions::carry_out(
                "cancel",
                "tests",
                &InterventionRequest::default(),
            ))
            .await
            .unwrap_err(),
    ] {
        let said = error.refusal().map(|refusal| &refusal.said);
        assert!(
            matches!(said, Some(Said::Intervention(said)) if !said.parcels.is_empty()),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn pushes_are_set_up_and_ended() {
    let server = TestServer::start().await;
    let client = client(&server, &TEST);
    let code = code(&book(&client, 1).await);
    let configuration = PusherConfigurationRequest {
        url: "https://hooks.example.com/pieces".into(),
        ..PusherConfigurationRequest::default()
    };
    let made = client.send(&pusher::create(&configuration)).await.unwrap();
    let id = &made.configuration_id;
    assert_eq!(client.send(&pusher::list()).await.unwrap()[0].configuration_id, *id);
    assert_eq!(client.send(&pusher::get(id)).await.unwrap().status, "OK");
    let subscription = PusherSubscriptionRequest {
        configuration_id: id.as_str().into(),
        subscription_key: made.subscription_key.as_str().into(),
        barcode: code.as_str().into(),
        postal_code: "1012JS".into(),
    };
    assert_eq!(
        client.send(&pusher::subscribe(&subscription)).await.unwrap().barcode,
        code
    );
    assert_eq!(client.send(&pusher::subscriptions(id, "")).await.unwrap().len(), 1);
    client.send(&pusher::unsubscribe(id, &code)).await.unwrap();
    assert_eq!(client.send(&pusher::subscriptions(id, "")).await.unwrap(), []);
    client.send(&pusher::delete(id)).await.unwrap();
    assert!(client.send(&pusher::get(id)).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn customs_papers_are_kept() {
    let shop = Shop::open().await;
    let client = client(&shop.server, &TEST);
    let pdf = &b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"[..];
    let id = uuid(7);
    let made = client.send(&customs::upload(&id, pdf)).await.unwrap();
    assert_eq!((&made.id, made.size), (&id, pdf.len() as u64));
    assert_eq!(client.send(&customs::get(&id)).await.unwrap(), made);
    assert_eq!(client.send(&customs::document(&id)).await.unwrap().bytes, pdf);
    let error = client.send(&customs::get("not an id")).await.unwrap_err();
    assert!(matches!(error, Error::Refused(_)), "{error:?}");
}
