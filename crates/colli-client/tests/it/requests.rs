//! Every call as it is asked.

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
use colli_client::unified::locations::{AddressQuery, GeoQuery, KeywordQuery, LocationFilter, by_id};
use colli_client::unified::tracking::TrackingQuery;
use colli_client::wire::dhl_parcel::interventions::InterventionRequest;
use colli_client::wire::dhl_parcel::labels::{LabelRequest, MultiLabelRequest};
use colli_client::wire::dhl_parcel::pickups::PickupRequest;
use colli_client::wire::dhl_parcel::pusher::{PusherConfigurationRequest, PusherSubscriptionRequest};
use colli_client::wire::dhl_parcel::shipments::ShipmentRequest;
use colli_client::{Access, Call, Endpoint};

/// A call as one line; those that need a token are marked.
fn line<A>(call: &Call<A>) -> String {
    let request = call.request(&Endpoint::new("https://h").unwrap());
    let mark = if call.access() == Access::Token { " *" } else { "" };
    let url = request.url();
    format!(
        "{} {}{mark}",
        request.method().as_str(),
        url.trim_start_matches("https://h")
    )
}

fn credentials() -> Credentials {
    Credentials {
        account_numbers: vec!["08500001".into()],
        ..Credentials::new("u", "k")
    }
}

#[test]
fn the_unified_calls() {
    let filter = LocationFilter {
        provider_type: "parcel".into(),
        location_types: vec!["locker".into(), "postoffice".into()],
        service_types: vec!["parcel:pick-up".into()],
        radius_m: Some(500),
        limit: Some(3),
        hide_closed_locations: Some(true),
        current_date: "2026-03-02".into(),
    };
    let tracking = TrackingQuery {
        tracking_number: "A&B".into(),
        service: "parcel-nl".into(),
        requester_country_code: "NL".into(),
        origin_country_code: "BE".into(),
        recipient_postal_code: "3542 AD".into(),
        language: "nl".into(),
        offset: Some(5),
        limit: Some(2),
    };
    let address = AddressQuery {
        country_code: "NL".into(),
        address_locality: "'s-Hertogenbosch".into(),
        postal_code: "5211".into(),
        street_address: "Markt 1".into(),
        filter,
    };
    let geo = GeoQuery {
        latitude: 52.1,
        longitude: -5.25,
        ..GeoQuery::default()
    };
    let keyword = KeywordQuery {
        keyword_id: "NL-110603".into(),
        country_code: "NL".into(),
        postal_code: "3542AD".into(),
    };
    let lines = [
        line(&tracking.call()),
        line(&address.call()),
        line(&geo.call()),
        line(&keyword.call()),
        line(&by_id("8004-NL-272403")),
    ];
    assert_eq!(
        lines,
        [
            "GET /track/shipments?trackingNumber=A%26B&service=parcel-nl&requesterCountryCode=NL&originCountryCode=BE&recipientPostalCode=3542+AD&language=nl&offset=5&limit=2",
            "GET /location-finder/v1/find-by-address?countryCode=NL&addressLocality=%27s-Hertogenbosch&postalCode=5211&streetAddress=Markt+1&providerType=parcel&locationType=locker&locationType=postoffice&serviceType=parcel%3Apick-up&radius=500&limit=3&hideClosedLocations=true&currentDate=2026-03-02",
            "GET /location-finder/v1/find-by-geo?latitude=52.1&longitude=-5.25",
            "GET /location-finder/v1/find-by-keyword-id?keywordId=NL-110603&countryCode=NL&postalCode=3542AD",
            "GET /location-finder/v1/locations/8004-NL-272403",
        ]
    );
}

#[test]
fn the_parcel_calls_anybody_may_make() {
    let filter = CatalogueFilter {
        from_country: "NL".into(),
        to_country: "BE".into(),
        to_business: Some(false),
        options: vec!["DOOR".into(), "HANDT".into()],
        ..CatalogueFilter::default()
    };
    let search = ServicePointQuery {
        fuzzy: "Utrecht".into(),
        limit: Some(3),
        position: Some((52.1, 5.1)),
        ..ServicePointQuery::default()
    };
    let key = TrackKey {
        postal_code: "3542AD".into(),
        ..TrackKey::of("JVGL1")
    };
    let transit = TransitQuery {
        from_country: "NL".into(),
        to_country: "BE".into(),
        product: "DFY-B2C".into(),
        ..TransitQuery::default()
    };
    let intervention = InterventionQuery {
        source: "tests".into(),
        parcel_ids: vec!["JVGL1".into()],
        postal_code: "3542AD".into(),
    };
    let lines = [
        line(&auth::api_key(&credentials())),
        line(&auth::refresh_token("t")),
        line(&auth::account_numbers(&credentials())),
        line(&catalogue::capabilities(Sender::Business, &filter)),
        line(&catalogue::parcel_types(Sender::Consumer, &filter)),
        line(&catalogue::parcel_types(
            Sender::ParcelShop,
            &CatalogueFilter::default(),
        )),
        line(&catalogue::shipment_options(Sender::Business, &filter)),
        line(&catalogue::products(&filter)),
        line(&catalogue::product("DFY-B2C")),
        line(&catalogue::destination_countries(Sender::Business, "NL")),
        line(&catalogue::destination_properties(Sender::Business, "NL")),
        line(&service_points::search("NL", &search)),
        line(&service_points::get("NL", "8004-NL-272403")),
        line(&track::track(&[key, TrackKey::of("3S2")])),
        line(&track::proofs("JVGL1", "3542AD")),
        line(&track::translations("nl_NL.json")),
        line(&planning::time_windows("NL", "3542AD", &[6, 7])),
        line(&planning::transit_times(Sender::Business, &transit)),
        line(&planning::transit_times_of_anybody(&transit)),
        line(&planning::pickup_availability("NL", "3542AD")),
        line(&interventions::options(&intervention, true)),
        line(&interventions::service_points(&intervention)),
        line(&interventions::timeframes(&intervention)),
        line(&interventions::carry_out(
            "date-time",
            "tests",
            &InterventionRequest::default(),
        )),
    ];
    assert_eq!(
        lines,
        [
            "POST /authenticate/api-key",
            "POST /authenticate/refresh-token",
            "POST /authenticate/api-key/account-numbers",
            "GET /capabilities/business?toCountry=BE&toBusiness=false&fromCountry=NL&option=DOOR&option=HANDT",
            "GET /parcel-types/consumer/NL?toCountry=BE&toBusiness=false",
            "GET /parcel-types/parcelShop",
            "GET /shipment-options/business?toCountry=BE&toBusiness=false&fromCountry=NL",
            "GET /products?fromCountry=NL&toCountry=BE&businessProduct=false",
            "GET /products/DFY-B2C",
            "GET /destination-countries/business/NL",
            "GET /destination-countries/business/NL/properties",
            "GET /parcel-shop-locations/NL?limit=3&fuzzy=Utrecht&latitude=52.1&longitude=5.1",
            "GET /parcel-shop-locations/NL/8004-NL-272403",
            "GET /track-trace?key=JVGL1%2B3542AD&key=3S2",
            "GET /pieces/JVGL1/pod?receiver.address.postalCode=3542AD",
            "GET /translations/nl_NL.json",
            "GET /time-windows?countryCode=NL&postalCode=3542AD&excludeDaysOfWeek=6&excludeDaysOfWeek=7",
            "GET /transit-times/business?fromCountry=NL&toCountry=BE&product=DFY-B2C",
            "GET /transit-times?origin.countryCode=NL&destination.countryCode=BE&product.code=DFY-B2C",
            "GET /pickup-availability?countryCode=NL&postalCode=3542AD",
            "GET /intervention-options?postalCode=3542AD&parcelId=JVGL1&details=true",
            "GET /intervention-options/servicepoints?postalCode=3542AD&parcelId=JVGL1",
            "GET /intervention-options/timeframes?postalCode=3542AD&parcelId=JVGL1",
            "POST /interventions/date-time",
        ]
    );
}

#[test]
fn the_parcel_calls_of_owners() {
    let filter = LabelFilter {
        order_reference: "my ref".into(),
        ..LabelFilter::default()
    };
    let pieces = PieceFilter {
        barcodes: vec!["JVGL1".into()],
        only_problems: true,
        ..PieceFilter::default()
    };
    let found = PickupFilter {
        words: "reception".into(),
        limit: Some(5),
        ..PickupFilter::default()
    };
    let lines = [
        line(&shipments::create(&ShipmentRequest::default())),
        line(&shipments::get("s")),
        line(&shipments::list(Some(2), Some(4))),
        line(&labels::create(&LabelRequest::default())),
        line(&labels::create_document(&LabelRequest::default(), Format::Pdf)),
        line(&labels::list(&filter)),
        line(&labels::get("l")),
        line(&labels::document("l", Format::Png)),
        line(&labels::multi(&MultiLabelRequest::default(), Format::Zpl)),
        line(&track::list(&pieces)),
        line(&track::sources("p")),
        line(&pickups::create(&PickupRequest::default(), "")),
        line(&pickups::get("p")),
        line(&pickups::list(&found)),
        line(&pusher::create(&PusherConfigurationRequest::default())),
        line(&pusher::list()),
        line(&pusher::get("c")),
        line(&pusher::delete("c")),
        line(&pusher::subscribe(&PusherSubscriptionRequest::default())),
        line(&pusher::subscriptions("c", "")),
        line(&pusher::unsubscribe("c", "b")),
        line(&customs::upload("a", "%PDF")),
        line(&customs::get("a")),
        line(&customs::document("a")),
    ];
    assert_eq!(
        lines,
        [
            "POST /shipments *",
            "GET /shipments/s *",
            "GET /shipments?limit=2&skip=4 *",
            "POST /labels *",
            "POST /labels *",
            "GET /labels?orderReferenceFilter=my+ref *",
            "GET /labels/l *",
            "GET /labels/l *",
            "POST /labels/multi *",
            "GET /pieces?barcode=JVGL1&filter=problem *",
            "GET /pieces/p/sources *",
            "POST /pickup-requests *",
            "GET /pickup-requests/p *",
            "GET /pickup-requests?limit=5&query=reception *",
            "POST /track-trace-pusher/configurations *",
            "GET /track-trace-pusher/configurations *",
            "GET /track-trace-pusher/configurations/c *",
            "DELETE /track-trace-pusher/configurations/c *",
            "POST /track-trace-pusher/subscriptions *",
            "GET /track-trace-pusher/configurations/c/subscriptions *",
            "DELETE /track-trace-pusher/configurations/c/subscriptions/b *",
            "POST /customs/attachments/a *",
            "GET /customs/attachments/a *",
            "GET /customs/attachments/a *",
        ]
    );
}

#[test]
fn bodies_and_headers_are_those_of_the_call() {
    let endpoint = Endpoint::new("https://h").unwrap();
    let request = auth::api_key(&credentials()).request(&endpoint);
    assert_eq!(
        &request.body()[..],
        br#"{"userId":"u","key":"k","accountNumbers":["08500001"]}"#
    );
    let headers: Vec<_> = request.headers().collect();
    assert_eq!(
        headers,
        [("accept", "application/json"), ("content-type", "application/json")]
    );
    let request = customs::upload("a", "%PDF-1.7").request(&endpoint);
    assert!(
        request
            .headers()
            .any(|header| header == ("content-type", "application/pdf"))
    );
    assert_eq!(&request.body()[..], b"%PDF-1.7");
    let asked = InterventionQuery {
        source: "tests".into(),
        ..InterventionQuery::default()
    };
    let request = interventions::options(&asked, false).request(&endpoint);
    assert!(request.headers().any(|header| header == ("source", "tests")));
}
