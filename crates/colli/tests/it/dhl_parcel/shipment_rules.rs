//! What a shipment must meet (reference 4.2, 6.1, 20, 21.3).

use crate::support::samples::{shipment, uuid, with};
use crate::support::shop::{Shop, fields};
use serde_json::{Value, json};

const REFUSED: &str = "capabilities_retrieve_empty";
const INVALID: &str = "validation_failed";

#[tokio::test]
async fn weights_stay_within_the_parcel_type() {
    let shop = Shop::open().await;
    let piece = |n: u32, kind: &str, weight: Value| {
        with(
            shipment(&uuid(n)),
            "pieces",
            json!([{"parcelType": kind, "weight": weight}]),
        )
    };
    for (n, kind, weight) in [
        (1, "SMALL", json!(0.001)),
        (2, "SMALL", json!(20)),
        (3, "SMALL", json!("19.999")),
        (4, "PALLET", json!(50)),
        (5, "PALLET", json!(1000)),
        (6, "SMALL", Value::Null),
        (7, "SMALL", json!("")),
    ] {
        shop.book(&piece(n, kind, weight)).await;
    }
    for (kind, weight) in [
        ("SMALL", json!(20.001)),
        ("PALLET", json!(49.999)),
        ("SMALL", json!("21")),
    ] {
        let refused = shop.refuse(&piece(20, kind, weight), REFUSED).await;
        assert_eq!(fields(&refused), ["pieces[0].weight"]);
    }
    for weight in [
        json!(0),
        json!(-1),
        json!("0"),
        json!(1000.001),
        json!(1e9),
        json!("heavy"),
        json!([1]),
        json!(true),
    ] {
        let refused = shop.refuse(&piece(20, "SMALL", weight), INVALID).await;
        assert_eq!(fields(&refused), ["pieces[0].weight"], "{refused}");
        assert!(refused["details"][0]["accepted"][0].is_string(), "{refused}");
    }
}

#[tokio::test]
async fn dimensions_stay_within_the_parcel_type() {
    let shop = Shop::open().await;
    let sized = |n: u32, size: Value| with(shipment(&uuid(n)), "pieces[0].dimensions", size);
    for (n, size) in [
        (1, json!({"length": 80, "width": 50, "height": 35})),
        (2, json!({"length": "80", "width": "50.0", "height": 1})),
        (3, json!({"length": null, "width": null, "height": null})),
        (4, Value::Null),
    ] {
        shop.book(&sized(n, size)).await;
    }
    for size in [
        json!({"length": 80.1, "width": 50, "height": 35}),
        json!({"length": 300, "width": 1, "height": 1}),
    ] {
        let refused = shop.refuse(&sized(20, size), REFUSED).await;
        assert_eq!(
            (refused["details"][0]["rule"].as_str(), fields(&refused)),
            (Some("dimensions"), vec!["pieces[0].dimensions"])
        );
    }
    for (size, field) in [
        (
            json!({"length": 0, "width": 1, "height": 1}),
            "pieces[0].dimensions.length",
        ),
        (
            json!({"length": 1, "width": -4, "height": 1}),
            "pieces[0].dimensions.width",
        ),
        (json!({"length": 1, "width": 1}), "pieces[0].dimensions.height"),
        (
            json!({"length": 1, "width": 1, "height": "tall"}),
            "pieces[0].dimensions.height",
        ),
        (json!("80x50x35"), "pieces[0].dimensions"),
    ] {
        assert_eq!(fields(&shop.refuse(&sized(20, size), INVALID).await), [field]);
    }
}

#[tokio::test]
async fn postal_codes_are_read_as_each_country_writes_them() {
    let shop = Shop::open().await;
    let mut next = 0;
    for (country, written, wanted) in [
        ("NL", "1234ab", "1234AB"),
        ("NL", "1234 AB", "1234AB"),
        ("NL", " 1234  ab ", "1234AB"),
        ("nl", "1234AB", "1234AB"),
        ("BE", "1000", "1000"),
        ("LU", "4750", "4750"),
        ("AT", "1010", "1010"),
        ("DK", "8660", "8660"),
        ("HU", "1037", "1037"),
        ("SI", "4000", "4000"),
        ("BG", "1700", "1700"),
        ("DE", "10115", "10115"),
        ("FR", "33380", "33380"),
        ("IT", "00144", "00144"),
        ("FI", "00550", "00550"),
        ("EE", "69501", "69501"),
        ("HR", "10000", "10000"),
        ("MC", "98000", "98000"),
        ("ES", "28012", "28012"),
        ("CZ", "110 00", "11000"),
        ("CZ", "11000", "11000"),
        ("SK", "010 01", "01001"),
        ("SE", "114 55", "11455"),
        ("GR", "151 24", "15124"),
        ("PL", "00-950", "00-950"),
        ("PL", "00950", "00-950"),
        ("PT", "1000-260", "1000-260"),
        ("PT", "1000260", "1000-260"),
        ("RO", "060274", "060274"),
        ("LT", "04340", "04340"),
        ("LT", "LT-04340", "04340"),
        ("LV", "LV-1073", "LV-1073"),
        ("LV", "1073", "LV-1073"),
        ("IE", "A65 F4E2", "A65F4E2"),
        ("IE", "a65f4e2", "A65F4E2"),
    ] {
        next += 1;
        let address = json!({"countryCode": country, "postalCode": written, "city": "Town", "street": "Street", "number": "1", "isBusiness": true});
        shop.book(&with(shipment(&uuid(next)), "receiver.address", address))
            .await;
        let read = shop.json(&format!("/shipments/{}", uuid(next))).await;
        assert_eq!(read["receiver"]["address"]["postalCode"], wanted, "{country} {written}");
        assert_eq!(read["receiver"]["address"]["countryCode"], country.to_uppercase());
    }
}

#[tokio::test]
async fn a_postal_code_of_another_country_is_refused_with_examples() {
    let shop = Shop::open().await;
    for (country, written) in [
        ("NL", "10115"),
        ("NL", "0234AB"),
        ("NL", "1234"),
        ("NL", "1234SS"),
        ("BE", "3542AD"),
        ("BE", "10000"),
        ("DE", "1011"),
        ("ES", "2801"),
        ("PT", "1000"),
        ("GB", "12345"),
        ("PL", "1234"),
        ("IE", "12345"),
        ("RO", "12345"),
        ("SE", "ABCDE"),
    ] {
        let address = json!({"countryCode": country, "postalCode": written, "city": "Town", "street": "Street", "isBusiness": true});
        let refused = shop
            .refuse(&with(shipment(&uuid(1)), "receiver.address", address), INVALID)
            .await;
        assert_eq!(fields(&refused), ["receiver.address.postalCode"], "{country} {written}");
        assert!(refused["details"][0]["accepted"][0].is_string(), "examples: {refused}");
    }
    for missing in [Value::Null, json!(""), json!("  ")] {
        let refused = shop
            .refuse(
                &with(shipment(&uuid(1)), "shipper.address.postalCode", missing),
                INVALID,
            )
            .await;
        assert_eq!(fields(&refused), ["shipper.address.postalCode"]);
    }
}

#[tokio::test]
async fn nulls_and_empty_texts_count_as_not_sent() {
    let shop = Shop::open().await;
    for (n, nothing) in [(1, Value::Null), (2, json!(""))] {
        let mut body = shipment(&uuid(n));
        for path in [
            "name.firstName",
            "name.lastName",
            "name.additionalName",
            "email",
            "phoneNumber",
            "vatNumber",
            "eoriNumber",
            "reference",
            "address.addition",
            "address.number",
            "address.additionalAddressLine",
        ] {
            let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
            let pointer = if parent.is_empty() {
                "/receiver".to_owned()
            } else {
                format!("/receiver/{parent}")
            };
            body.pointer_mut(&pointer).unwrap()[name] = nothing.clone();
        }
        for name in ["orderReference", "product", "application"] {
            body[name] = nothing.clone();
        }
        for name in [
            "onBehalfOf",
            "customsDeclaration",
            "entrySummaryDeclaration",
            "returnLabel",
        ] {
            body[name] = Value::Null;
        }
        body["options"] = json!([{"key": "DOOR", "input": nothing}]);
        body["pieces"] = json!([{"parcelType": "SMALL", "quantity": null, "weight": nothing, "dimensions": null}]);
        let booked = shop.book(&body).await;
        assert_eq!(booked["pieces"].as_array().unwrap().len(), 1);
        assert!(booked.get("orderReference").is_none(), "{booked}");
    }
}

#[tokio::test]
async fn numbers_and_booleans_may_be_texts() {
    let shop = Shop::open().await;
    let mut body = with(shipment(&uuid(1)), "receiver.address.number", json!(25));
    body["returnLabel"] = json!("false");
    body["receiver"]["address"]["isBusiness"] = json!("true");
    body["pieces"] = json!([{"parcelType": "SMALL", "quantity": "2", "weight": "1.50", "dimensions": {"length": "10", "width": 10, "height": "5.5"}}]);
    body["unknownMember"] = json!({"ignored": [1, 2, 3]});
    assert_eq!(shop.book(&body).await["pieces"].as_array().unwrap().len(), 2);
    let read = shop.json(&format!("/shipments/{}", uuid(1))).await;
    assert_eq!(read["receiver"]["address"]["number"], "25");
    assert_eq!(
        (&read["returnLabel"], &read["pieces"][0]["weight"]),
        (&json!(false), &json!(1.5))
    );
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let shop = Shop::open().await;
    for path in [
        "shipmentId",
        "receiver",
        "shipper",
        "accountId",
        "pieces",
        "receiver.address",
        "receiver.address.countryCode",
        "receiver.address.city",
        "receiver.address.street",
        "receiver.name",
        "shipper.address.street",
        "pieces[0].parcelType",
    ] {
        let refused = shop.refuse(&with(shipment(&uuid(1)), path, Value::Null), INVALID).await;
        assert_eq!(fields(&refused), [path], "{refused}");
        assert_eq!(refused["details"][0]["rule"], "required", "{refused}");
    }
    for path in [
        "receiver.address.city",
        "shipper.address.street",
        "accountId",
        "shipmentId",
        "pieces[0].parcelType",
        "receiver.address.countryCode",
    ] {
        assert_eq!(
            fields(&shop.refuse(&with(shipment(&uuid(1)), path, json!("")), INVALID).await),
            [path]
        );
    }
    assert_eq!(
        fields(
            &shop
                .refuse(&with(shipment(&uuid(1)), "pieces", json!([])), INVALID)
                .await
        ),
        ["pieces"]
    );
    assert_eq!(
        fields(
            &shop
                .refuse(&with(shipment(&uuid(1)), "shipmentId", json!("12")), INVALID)
                .await
        ),
        ["shipmentId"]
    );
    for (n, name) in [
        (1, json!({"firstName": "Ada"})),
        (2, json!({"lastName": "Lovelace"})),
        (3, json!({"companyName": "Engines"})),
    ] {
        shop.book(&with(shipment(&uuid(n)), "receiver.name", name)).await;
    }
    let nobody = with(shipment(&uuid(4)), "receiver.name", json!({"additionalName": "c/o"}));
    assert_eq!(fields(&shop.refuse(&nobody, INVALID).await), ["receiver.name"]);
}
