//! Booking, reading and listing shipments (reference 6.1, 6.2).

use crate::support::samples::{company, consumer_shipment, shipment, uuid, with};
use crate::support::shop::{Shop, assert_holds, assert_no_null, code, each, fields, label_id};
use crate::support::{LIVE, TEST};
use serde_json::{Value, json};

#[tokio::test]
async fn the_guides_own_shipment_is_booked() {
    let shop = Shop::open().await;
    let mut body: Value = serde_json::from_str(include_str!("../samples/shipment.request.json")).unwrap();
    body["accountId"] = json!("08500001");
    let reply = shop.post("/shipments", &body).await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (201, Some("application/json")),
        "{}",
        reply.text()
    );
    let booked = reply.json();
    assert_no_null(&booked, "shipment");
    insta::assert_json_snapshot!(booked, {
        ".pieces[].trackerCode" => insta::dynamic_redaction(|value, _| {
            let code = value.as_str().unwrap();
            assert!(code.len() == 24 && code.starts_with("JVGL08500001"), "{code}");
            assert!(code[4..].bytes().all(|byte| byte.is_ascii_digit()), "{code}");
            "[code]"
        }),
        ".pieces[].labelId" => insta::dynamic_redaction(|value, _| {
            assert!(uuid::Uuid::parse_str(value.as_str().unwrap()).is_ok());
            "[uuid]"
        }),
    }, @r#"
    {
      "deliveryArea": {
        "remote": false,
        "type": "NonRemote"
      },
      "orderReference": "myReference",
      "pieces": [
        {
          "labelId": "[uuid]",
          "labelType": "B2X_Generic_A4_Third",
          "parcelType": "SMALL",
          "pieceNumber": 1,
          "trackerCode": "[code]",
          "weight": 1.5
        }
      ],
      "product": "EPL",
      "shipmentId": "331708e4-e876-4f9a-94f3-c74bd482988b"
    }
    "#);
}

#[tokio::test]
async fn every_piece_has_the_five_fields_strict_clients_read() {
    let shop = Shop::open().await;
    let body = with(
        shipment(&uuid(1)),
        "pieces",
        json!([
            {"parcelType": "SMALL", "quantity": 2, "weight": 1.5},
            {"parcelType": "MEDIUM", "weight": 12, "dimensions": {"length": 60, "width": 50, "height": 25}},
        ]),
    );
    let booked = shop.book(&body).await;
    assert_eq!(booked["product"], "EPL");
    assert_eq!(booked["shipmentId"], uuid(1));
    assert_eq!(booked["orderReference"], "myReference");
    assert_eq!(booked["deliveryArea"], json!({"remote": false, "type": "NonRemote"}));
    let shipment_code = booked["shipmentTrackerCode"].as_str().unwrap();
    assert!(
        shipment_code.len() == 10 && shipment_code.bytes().all(|byte| byte.is_ascii_digit()),
        "{shipment_code}"
    );
    let pieces = booked["pieces"].as_array().unwrap();
    let kinds: Vec<_> = pieces
        .iter()
        .map(|piece| (piece["pieceNumber"].as_u64(), piece["parcelType"].as_str()))
        .collect();
    assert_eq!(
        kinds,
        [
            (Some(1), Some("SMALL")),
            (Some(2), Some("SMALL")),
            (Some(3), Some("MEDIUM"))
        ]
    );
    for (index, piece) in pieces.iter().enumerate() {
        assert_eq!(piece["labelType"], "B2X_Generic_A4_Third", "{piece}");
        for other in 0..index {
            assert_ne!(code(&booked, index), code(&booked, other));
            assert_ne!(label_id(&booked, index), label_id(&booked, other));
        }
    }
    assert_eq!(pieces[2]["weight"], json!(12));
    assert_eq!(pieces[0]["weight"], json!(1.5));
}

#[tokio::test]
async fn one_piece_has_no_shipment_code_and_two_do() {
    let shop = Shop::open().await;
    let single = shop.book(&shipment(&uuid(1))).await;
    assert!(single.get("shipmentTrackerCode").is_none(), "{single}");
    let double = shop
        .book(&with(shipment(&uuid(2)), "pieces[0].quantity", json!(2)))
        .await;
    assert!(double["shipmentTrackerCode"].is_string(), "{double}");
    assert_eq!(double["pieces"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_network_chooses_the_product_or_takes_the_one_named() {
    let shop = Shop::open().await;
    let germany = json!({"countryCode": "DE", "postalCode": "10115", "city": "Berlin", "street": "Bahnhofstraße", "number": "1", "isBusiness": true});
    let abroad = with(shipment(&uuid(1)), "receiver.address", germany);
    for (n, body, wanted) in [
        (10, shipment(&uuid(10)), "EPL"),
        (11, consumer_shipment(&uuid(11)), "DFY-B2C"),
        (12, with(shipment(&uuid(12)), "product", json!("")), "EPL"),
        (
            13,
            with(consumer_shipment(&uuid(13)), "product", json!("DFY-B2C")),
            "DFY-B2C",
        ),
        (
            14,
            with(consumer_shipment(&uuid(14)), "product", json!("DFY")),
            "DFY-B2C",
        ),
        (15, with(shipment(&uuid(15)), "product", json!("EPL")), "EPL"),
        (16, with(abroad.clone(), "shipmentId", json!(uuid(16))), "EPL-INT"),
        (
            17,
            with(
                with(abroad, "shipmentId", json!(uuid(17))),
                "receiver.address.isBusiness",
                json!(false),
            ),
            "CON",
        ),
    ] {
        assert_eq!(shop.book(&body).await["product"], wanted, "{n}");
    }
    let pallet = with(
        shipment(&uuid(18)),
        "pieces",
        json!([{"parcelType": "PALLET", "weight": 200}]),
    );
    assert_eq!(shop.book(&pallet).await["product"], "EPL");
    let wrong = shop
        .refuse(
            &with(consumer_shipment(&uuid(19)), "product", json!("EPL")),
            "capabilities_retrieve_empty",
        )
        .await;
    assert_eq!(fields(&wrong), ["product"]);
    shop.refuse(
        &with(shipment(&uuid(20)), "product", json!("NO_SUCH")),
        "capabilities_retrieve_empty",
    )
    .await;
    shop.refuse(
        &with(shipment(&uuid(21)), "product", json!("EPL-RETURN")),
        "capabilities_retrieve_empty",
    )
    .await;
}

#[tokio::test]
async fn a_receiver_without_the_flag_is_a_business() {
    let shop = Shop::open().await;
    let body = with(shipment(&uuid(1)), "receiver.address.isBusiness", Value::Null);
    assert_eq!(shop.book(&body).await["product"], "EPL");
    // "the usual cause of capabilities_retrieve_empty for consumers" (reference 6.1)
    let consumer_option = with(
        with(body, "shipmentId", json!(uuid(2))),
        "options",
        json!([{"key": "DOOR"}, {"key": "NBB"}]),
    );
    let refused = shop.refuse(&consumer_option, "capabilities_retrieve_empty").await;
    assert_eq!(refused["message"], "Could not find matching capabilities");
}

#[tokio::test]
async fn on_behalf_of_with_and_without_disclosure() {
    let shop = Shop::open().await;
    let sample: Value = serde_json::from_str(include_str!("../samples/shipment.on-behalf-of.json")).unwrap();
    let open = with(consumer_shipment(&uuid(1)), "onBehalfOf", sample["onBehalfOf"].clone());
    shop.book(&open).await;
    let hidden = with(
        with(open, "shipmentId", json!(uuid(2))),
        "options",
        json!([{"key": "DOOR"}, {"key": "SSN"}]),
    );
    shop.book(&hidden).await;
    let details = shop.json(&format!("/shipments/{}", uuid(2))).await;
    assert_holds(&details["onBehalfOf"], &sample["onBehalfOf"], "onBehalfOf");
    let alone = with(
        with(hidden.clone(), "shipmentId", json!(uuid(3))),
        "onBehalfOf",
        Value::Null,
    );
    assert_eq!(fields(&shop.refuse(&alone, "validation_failed").await), ["onBehalfOf"]);
    let germany = json!({"countryCode": "DE", "postalCode": "10115", "city": "Berlin", "street": "Bahnhofstraße", "number": "1", "isBusiness": false});
    let abroad = with(with(hidden, "shipmentId", json!(uuid(4))), "receiver.address", germany);
    shop.refuse(&abroad, "capabilities_retrieve_empty").await;
    shop.book(&with(abroad, "options", json!([{"key": "DOOR"}]))).await;
}

#[tokio::test]
async fn a_shipment_reads_back_as_it_was_ordered() {
    let shop = Shop::open().await;
    let body = with(
        with(shipment(&uuid(1)), "application", json!("Magento2")),
        "receiver.address.postalCode",
        json!("3542 ad"),
    );
    let booked = shop.book(&body).await;
    let read = shop.json(&format!("/shipments/{}", uuid(1))).await;
    assert_no_null(&read, "shipment");
    assert_holds(&read, &booked, "shipment");
    let mut wanted = with(body, "receiver.address.postalCode", json!("3542AD"));
    wanted.as_object_mut().unwrap().remove("pieces");
    assert_holds(&read, &wanted, "shipment");
    let unknown = shop.get(&format!("/shipments/{}", uuid(9))).await;
    assert_eq!((unknown.status, unknown.key().as_str()), (404, "shipment_not_found"));
    let wrong = shop.get("/shipments/999999").await;
    assert_eq!(
        (wrong.status, wrong.json()["message"].as_str()),
        (400, Some("Could not parse id from '999999'"))
    );
    assert_eq!(
        shop.server.get(&format!("/shipments/{}", uuid(1))).send().await.status,
        401
    );
    assert_eq!(
        shop.server
            .post("/shipments")
            .json(&shipment(&uuid(2)))
            .send()
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn the_list_is_newest_first_and_paged() {
    let shop = Shop::open().await;
    assert_eq!(shop.json("/shipments").await, json!([]));
    for n in 1..=25 {
        if n % 5 == 0 {
            shop.server.clock.advance_seconds(60);
        }
        shop.book(&shipment(&uuid(n))).await;
    }
    let newest: Vec<String> = (1..=25).rev().map(uuid).collect();
    let list = shop.json("/shipments").await;
    assert_eq!(each(&list, "/shipmentId"), newest[..20], "20 by default");
    let page = shop.json("/shipments?limit=10&skip=20").await;
    assert_eq!(each(&page, "/shipmentId"), newest[20..]);
    let page = shop.json("/shipments?limit=3&skip=1").await;
    assert_eq!(each(&page, "/shipmentId"), newest[1..4]);
    assert_eq!(shop.json("/shipments?skip=25").await, json!([]));
    assert_eq!(each(&shop.json("/shipments?limit=100").await, "/shipmentId").len(), 25);
    for wrong in ["limit=0", "limit=-1", "limit=101", "limit=ten", "skip=-1", "skip=x"] {
        let reply = shop.get(&format!("/shipments?{wrong}")).await;
        assert_eq!(
            (reply.status, reply.fields()),
            (400, vec![wrong.split('=').next().unwrap().to_owned()]),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn an_account_must_be_the_callers_own() {
    let shop = Shop::open().await;
    let foreign = shop
        .refuse(
            &with(shipment(&uuid(1)), "accountId", json!("08600001")),
            "account_unknown",
        )
        .await;
    let unknown = shop
        .refuse(
            &with(shipment(&uuid(1)), "accountId", json!("99999999")),
            "account_unknown",
        )
        .await;
    let normalise = |error: &Value| error.to_string().replace("08600001", "N").replace("99999999", "N");
    assert_eq!(normalise(&foreign), normalise(&unknown), "an outsider learns nothing");
    let live = shop
        .refuse(
            &with(shipment(&uuid(1)), "accountId", json!("08500003")),
            "account_unknown",
        )
        .await;
    assert_eq!(fields(&live), ["accountId"]);
    let narrow = shop.restricted_token(&TEST, "08500002").await;
    let reply = shop
        .server
        .post("/shipments")
        .token(&narrow)
        .json(&shipment(&uuid(1)))
        .send()
        .await;
    assert_eq!(
        (reply.status, reply.key().as_str()),
        (400, "account_unknown"),
        "{}",
        reply.text()
    );
    let live = shop
        .post_as(
            &LIVE,
            "/shipments",
            &with(shipment(&uuid(1)), "accountId", json!("08500003")),
        )
        .await;
    assert_eq!(live.status, 201, "{}", live.text());
}

#[tokio::test]
async fn remote_areas_are_told() {
    let shop = Shop::open().await;
    let mut body = shipment(&uuid(1));
    body["receiver"] = company();
    let body = with(
        with(body, "receiver.address.postalCode", json!("8881AA")),
        "receiver.address.city",
        json!("Terschelling"),
    );
    assert_eq!(
        shop.book(&body).await["deliveryArea"],
        json!({"remote": true, "type": "Remote"})
    );
}
