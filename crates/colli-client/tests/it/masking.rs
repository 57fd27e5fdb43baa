//! Keys, tokens and people are sent and never shown.

use crate::support::{KEY, TestRuntime, executor, quick};
use colli_client::parcel::interventions::InterventionQuery;
use colli_client::parcel::track::TrackKey;
use colli_client::parcel::{Client, Credentials, auth, interventions, labels, pickups, track};
use colli_client::unified::tracking::TrackingQuery;
use colli_client::unified::{self, Addresses};
use colli_client::wire::dhl_parcel::auth::TokenResponse;
use colli_client::wire::dhl_parcel::pickups::PickupRequest;
use colli_client::{Endpoint, Secret};

#[test]
fn nothing_that_is_printed_shows_a_key() {
    let runtime = TestRuntime::new(0);
    let endpoint = Endpoint::new("https://host.example").unwrap();
    let endpoint = endpoint.with_secret("dhl-api-key", &Secret::from(KEY)).unwrap();
    let credentials = Credentials::new("user", KEY);
    let tracking = TrackingQuery {
        recipient_postal_code: "3542AD".into(),
        ..TrackingQuery::of("1")
    };
    let key = TrackKey {
        postal_code: "3542AD".into(),
        ..TrackKey::of("1")
    };
    let addresses = Addresses::both("https://host.example");
    let tokens: TokenResponse = serde_json::from_str(&format!(
        r#"{{"accessToken":"{KEY}","accessTokenExpiration":1,"refreshToken":"{KEY}","refreshTokenExpiration":1,"accountNumbers":[]}}"#
    ))
    .unwrap();
    let shown = [
        format!("{:?}", Secret::from(KEY)),
        format!("{endpoint:?}"),
        format!("{credentials:?}"),
        format!("{:?}", auth::api_key(&credentials)),
        format!("{:?}", auth::api_key(&credentials).request(&endpoint)),
        format!("{:?}", auth::refresh_token(KEY).request(&endpoint)),
        format!("{:?}", tracking.request(&endpoint)),
        format!("{:?}", track::track(&[key]).request(&endpoint)),
        format!("{:?}", pickups::create(&PickupRequest::default(), KEY)),
        format!("{:?}", interventions::options(&InterventionQuery::default(), true)),
        format!(
            "{:?}",
            unified::Client::new(executor(quick(), &runtime), &addresses, &Secret::from(KEY))
        ),
        format!(
            "{:?}",
            Client::new(executor(quick(), &runtime), "https://host.example", credentials)
        ),
        format!("{tokens:?}"),
        tracking.request(&endpoint).address().to_owned(),
    ];
    for text in shown {
        assert!(!text.contains(KEY) && !text.contains("3542AD"), "{text}");
    }
}

#[test]
fn what_is_printed_says_what_is_called() {
    let call = labels::get("a label");
    let endpoint = Endpoint::new("https://host.example/base/").unwrap();
    assert_eq!(format!("{call:?}"), "GET /labels/a%20label");
    assert_eq!(
        format!("{:?}", call.request(&endpoint)),
        "GET https://host.example/base/labels/a%20label (0 bytes)"
    );
}
