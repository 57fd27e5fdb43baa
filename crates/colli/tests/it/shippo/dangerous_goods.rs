//! Dangerous goods (reference 7.2, 7.3).

use super::merchant::{
    Merchant, address, assert_refused, id, parcel_to_walnut_creek, said, sample, to, tokens, toronto,
};
use serde_json::{Value, json};

fn dangerous(mut body: Value, code: &str, weight: &str, unit: &str) -> Value {
    body["extra"] = json!({"dangerous_goods_code": code});
    // Small, so that nothing but its weight counts.
    body["parcels"] = json!([{"weight": weight, "mass_unit": unit, "length": "5", "width": "4", "height": "3",
        "distance_unit": "in"}]);
    body
}

#[tokio::test]
async fn the_guides_dangerous_parcel_is_rated() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let mut body = sample("hazmat-request");
    body["carrier_accounts"] = json!([account]);
    let made = shop.create("/shipments/", &body).await;
    assert!(!tokens(&made).is_empty(), "{}", said(&made));
    assert_eq!(made["extra"], body["extra"]);
    let bought = json!({"rate": id(&made["rates"][0]), "async": false});
    assert_eq!(shop.create("/transactions/", &bought).await["status"], "SUCCESS");
}

#[tokio::test]
async fn inside_the_country_each_code_has_its_weight() {
    let shop = Merchant::open().await;
    shop.connect().await;
    for (code, pounds) in [
        ("01", 11),
        ("02", 11),
        ("03", 5),
        ("04", 11),
        ("05", 11),
        ("06", 5),
        ("08", 25),
        ("09", 25),
    ] {
        let limit = dangerous(parcel_to_walnut_creek(), code, &pounds.to_string(), "lb");
        let made = shop.create("/shipments", &limit).await;
        assert!(!tokens(&made).is_empty(), "{code} at its limit: {}", said(&made));
        let above = dangerous(parcel_to_walnut_creek(), code, &format!("{pounds}.0001"), "lb");
        assert_refused(&shop.create("/shipments", &above).await, "lb", code);
    }
    for (weight, unit, is_taken) in [
        ("80", "oz", true),
        ("80.1", "oz", false),
        ("2267.9", "g", true),
        ("2268", "g", false),
        ("2.2679", "kg", true),
        ("2.268", "kg", false),
    ] {
        let made = shop
            .create("/shipments", &dangerous(parcel_to_walnut_creek(), "03", weight, unit))
            .await;
        assert_eq!(!tokens(&made).is_empty(), is_taken, "5 lb and {weight} {unit}");
    }
}

#[tokio::test]
async fn codes_that_are_not_carried_are_refused() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    for code in ["07", "40", "10", "00", "1", "lithium", "💥"] {
        let body = dangerous(parcel_to_walnut_creek(), code, "1", "lb");
        let made = shop.create("/shipments", &body).await;
        assert_refused(&made, code, code);
        let bought = shop.instant(&body, &account, super::merchant::GROUND).await;
        assert_eq!(bought["status"], "ERROR", "{code}");
        assert_eq!(bought["messages"], made["messages"], "{code}");
    }
    // None is no dangerous goods.
    let made = shop
        .create("/shipments", &dangerous(parcel_to_walnut_creek(), "", "1", "lb"))
        .await;
    assert!(!tokens(&made).is_empty());
    // Services that carry none are not among the rates.
    let made = shop
        .create("/shipments", &dangerous(parcel_to_walnut_creek(), "01", "1", "lb"))
        .await;
    assert!(
        !tokens(&made).iter().any(|token| token.ends_with("expedited_max")),
        "{:?}",
        tokens(&made)
    );
}

#[tokio::test]
async fn twenty_six_pounds_of_anything_dangerous_are_too_much() {
    let shop = Merchant::open().await;
    shop.connect().await;
    for code in ["01", "02", "03", "04", "05", "06", "07", "08", "09", "40"] {
        let made = shop
            .create("/shipments", &dangerous(parcel_to_walnut_creek(), code, "26", "lb"))
            .await;
        assert_refused(&made, "", code);
    }
}

#[tokio::test]
async fn abroad_only_canada_takes_them_and_packets_less_than_parcels() {
    let shop = Merchant::live().await;
    shop.connect().await;
    let packet = "dhl_ecommerce_globalmail_packet_priority";
    let parcel = "dhl_ecommerce_parcel_international_direct";
    for (code, packets, parcels) in [
        ("01", "4.4", "11"),
        ("02", "4.4", "11"),
        ("03", "4.4", "5"),
        ("04", "4.4", "11"),
        ("05", "4.4", "11"),
        ("06", "4.4", "5"),
        ("40", "4.4", "25"),
    ] {
        for (weight, has_packet, has_parcel) in [
            (packets.to_owned(), true, true),
            (format!("{packets}1"), false, true),
            (parcels.to_owned(), false, true),
            (format!("{parcels}.0001"), false, false),
        ] {
            let made = shop
                .create("/shipments", &dangerous(to(toronto()), code, &weight, "lb"))
                .await;
            let found = tokens(&made);
            let has = |token: &str| found.iter().any(|found| found == token);
            assert_eq!(
                (has(packet), has(parcel)),
                (has_packet, has_parcel),
                "{code} of {weight} lb: {}",
                said(&made)
            );
        }
    }
    for code in ["07", "08", "09"] {
        let made = shop
            .create("/shipments", &dangerous(to(toronto()), code, "1", "lb"))
            .await;
        assert_refused(&made, code, code);
    }
    for place in [
        address("Berlin", "", "10115", "DE"),
        address("Ciudad de Mexico", "CMX", "06000", "MX"),
    ] {
        let made = shop.create("/shipments", &dangerous(to(place), "01", "1", "lb")).await;
        assert_refused(&made, "CA", "only Canada");
    }
}
