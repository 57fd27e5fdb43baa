//! Where DHL eCommerce does not go (reference 7.4, 7.5): no error, no rates, a sentence.

use super::merchant::{GROUND, Merchant, address, assert_refused, id, parcel_to_walnut_creek, said, tokens, toronto};
use serde_json::{Value, json};

/// A place of each territory, in both spellings.
fn territories() -> Vec<(&'static str, Value)> {
    [
        ("PR", "San Juan", "00901"),
        ("VI", "St Thomas", "00802"),
        ("GU", "Hagatna", "96910"),
        ("AS", "Pago Pago", "96799"),
        ("MP", "Saipan", "96950"),
    ]
    .into_iter()
    .flat_map(|(code, city, zip)| {
        [
            (code, address(city, code, zip, "US")),
            (code, address(city, "", zip, code)),
        ]
    })
    .collect()
}

fn between(from: &Value, to: &Value) -> Value {
    let mut body = parcel_to_walnut_creek();
    body["address_from"] = from.clone();
    body["address_to"] = to.clone();
    body
}

fn san_francisco() -> Value {
    parcel_to_walnut_creek()["address_from"].clone()
}

/// Ways to write a military or diplomatic address.
fn military() -> [Value; 6] {
    [
        address("APO", "AE", "09021", "US"),
        address("FPO", "AP", "96349", "US"),
        address("DPO", "AA", "34004", "US"),
        address("apo", "CA", "96201", "US"),
        address("Fleet", "AP", "96601", "US"),
        address("FPO", "", "09501", "US"),
    ]
}

async fn assert_sold_nowhere(shop: &Merchant, account: &str, shipment: &Value, about: &str) {
    let bought = shop.instant(shipment, account, GROUND).await;
    assert_eq!(bought["status"], "ERROR", "{about}: {bought}");
    assert!(!said(&bought).is_empty(), "{about}");
}

#[tokio::test]
async fn territories_are_served_to_and_from_the_states_only() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    for (code, place) in territories() {
        for (from, to) in [(&san_francisco(), &place), (&place, &san_francisco())] {
            let made = shop.create("/shipments", &between(from, to)).await;
            assert!(
                tokens(&made).iter().any(|token| token == GROUND),
                "{code}: {}",
                said(&made)
            );
        }
    }
    for (first, from) in territories() {
        for (second, to) in territories() {
            if from["country"] == to["country"] || first == second {
                let about = format!("{first} to {second}");
                let made = shop.create("/shipments", &between(&from, &to)).await;
                assert_refused(&made, "territory", &about);
            }
        }
    }
    let (from, to) = (
        address("San Juan", "PR", "00901", "US"),
        address("Hagatna", "GU", "96910", "US"),
    );
    assert_sold_nowhere(&shop, &account, &between(&from, &to), "PR to GU").await;
}

#[tokio::test]
async fn military_addresses_are_served_in_neither_direction() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    for place in military() {
        for (from, to) in [(&san_francisco(), &place), (&place, &san_francisco()), (&place, &place)] {
            let about = format!("{} to {}", from["city"], to["city"]);
            let made = shop.create("/shipments", &between(from, to)).await;
            assert_refused(&made, "APO", &about);
            assert_eq!(made["messages"][0]["source"], "DHLeCommerce", "{about}");
        }
        assert_sold_nowhere(&shop, &account, &between(&san_francisco(), &place), "military").await;
    }
}

#[tokio::test]
async fn test_mode_has_no_rates_abroad_and_says_so() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    for place in [
        toronto(),
        address("Berlin", "", "10115", "DE"),
        address("Ciudad de Mexico", "CMX", "06000", "MX"),
        address("Amsterdam", "", "1012JS", "NL"),
    ] {
        let shipment = between(&san_francisco(), &place);
        let made = shop.create("/shipments", &shipment).await;
        assert_refused(&made, "test mode", "abroad");
        let bought = shop
            .instant(&shipment, &account, "dhl_ecommerce_parcel_international_standard")
            .await;
        assert_eq!(bought["status"], "ERROR");
        assert!(said(&bought).contains("test mode"), "{}", said(&bought));
    }
}

#[tokio::test]
async fn what_starts_abroad_or_nowhere_is_refused() {
    let shop = Merchant::open().await;
    shop.connect().await;
    let made = shop.create("/shipments", &between(&toronto(), &san_francisco())).await;
    assert_refused(&made, "United States", "from Canada");
    for zip in ["00000", "9459", "ABCDE", ""] {
        let to = address("Walnut Creek", "CA", zip, "US");
        let made = shop.create("/shipments", &between(&san_francisco(), &to)).await;
        assert_refused(&made, "ZIP", zip);
    }
}

#[tokio::test]
async fn references_are_of_thirty_characters_and_the_second_needs_the_first() {
    let shop = Merchant::open().await;
    shop.connect().await;
    for (extra, word) in [
        (json!({"reference_1": "r".repeat(31)}), "30"),
        (json!({"reference_1": "r", "reference_2": "r".repeat(31)}), "30"),
        (json!({"reference_2": "bill"}), "reference_1"),
    ] {
        let mut body = parcel_to_walnut_creek();
        body["extra"] = extra.clone();
        let made = shop.create("/shipments", &body).await;
        assert_refused(&made, word, &extra.to_string());
    }
    let mut body = parcel_to_walnut_creek();
    body["extra"] = json!({"reference_1": "é".repeat(30), "reference_2": "b".repeat(30)});
    assert!(!tokens(&shop.create("/shipments", &body).await).is_empty());
}

#[tokio::test]
async fn what_is_too_heavy_too_long_or_too_many_is_refused() {
    let shop = Merchant::open().await;
    shop.connect().await;
    let with = |weight: &str, length: &str, width: &str| {
        let mut body = parcel_to_walnut_creek();
        body["parcels"][0]["weight"] = json!(weight);
        body["parcels"][0]["length"] = json!(length);
        body["parcels"][0]["width"] = json!(width);
        body
    };
    assert!(
        !tokens(&shop.create("/shipments", &with("25", "9", "3")).await).is_empty(),
        "inclusive"
    );
    for (body, word) in [
        (with("25.01", "9", "3"), "25 lb"),
        (with("5", "49", "3"), "in"),
        (with("5", "40", "40"), "in"),
        (with("999999", "9", "3"), "lb"),
        (with("5", "999999", "999999"), ""),
    ] {
        let made = shop.create("/shipments", &body).await;
        assert_refused(&made, word, &body["parcels"][0].to_string());
    }
    let mut two = parcel_to_walnut_creek();
    two["parcels"] = json!([two["parcels"][0], two["parcels"][0]]);
    let made = shop.create("/shipments", &two).await;
    assert_refused(&made, "one parcel", "two parcels");
    assert_eq!(made["parcels"].as_array().unwrap().len(), 2);
    assert_ne!(id(&made["parcels"][0]), id(&made["parcels"][1]));
}
