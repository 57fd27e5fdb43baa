//! Shipments: what is sent, and what carriers answer (reference 5.6).

use super::merchant::{
    Merchant, NOBODY, assert_id, assert_required, assert_shaped, assert_time, id, parcel_to_walnut_creek, sample,
    tokens,
};
use crate::support::TestServer;
use serde_json::{Value, json};

/// Members of a shipment the official SDKs cannot do without, and those of its parts (reference 3).
fn assert_readable(shipment: &Value) {
    assert_required(
        shipment,
        &[
            "metadata",
            "address_from",
            "address_to",
            "carrier_accounts",
            "messages",
            "object_created",
            "object_id",
            "object_owner",
            "object_updated",
            "parcels",
            "rates",
            "status",
        ],
    );
    for time in ["object_created", "object_updated", "shipment_date"] {
        assert_time(&shipment[time]);
    }
    for parcel in shipment["parcels"].as_array().unwrap() {
        assert_required(
            parcel,
            &["mass_unit", "weight", "distance_unit", "height", "length", "width"],
        );
        assert_eq!(parcel["object_state"], "VALID");
    }
    for rate in shipment["rates"].as_array().unwrap() {
        assert_required(
            rate,
            &[
                "amount",
                "amount_local",
                "currency",
                "currency_local",
                "attributes",
                "carrier_account",
                "object_created",
                "object_id",
                "object_owner",
                "provider",
                "servicelevel",
                "shipment",
            ],
        );
        assert_eq!(rate["shipment"], shipment["object_id"]);
    }
}

#[tokio::test]
async fn the_guides_shipment_is_answered_in_the_guides_shape() {
    let shop = Merchant::open().await;
    let account = shop.connect_with(&json!({"origin_zip3": "070"})).await;
    let mut body = sample("get-rates-request");
    body["carrier_accounts"] = json!([account]);
    for path in ["/shipments", "/shipments/"] {
        let made = shop.create(path, &body).await;
        assert_shaped(&made, &sample("get-rates-response"), "shipment");
        assert_readable(&made);
        assert_eq!((&made["status"], &made["test"]), (&json!("SUCCESS"), &json!(true)));
        assert_eq!(made["carrier_accounts"], json!([account]));
        // 9 x 3 x 8 comes back with its longest side first, with four decimals.
        let parcel = &made["parcels"][0];
        assert_eq!(
            [
                &parcel["length"],
                &parcel["width"],
                &parcel["height"],
                &parcel["weight"]
            ],
            ["9.0000", "8.0000", "3.0000", "8.0000"]
        );
        assert_eq!(made["address_return"], made["address_from"]);
        assert_eq!(made["extra"], json!({"signature_required": "DIRECT"}));
        assert_eq!((&made["metadata"], &made["order"]), (&json!(""), &Value::Null));
        for sent in ["address_from", "address_to"] {
            for (member, value) in body[sent].as_object().unwrap() {
                assert_eq!(&made[sent][member], value, "{sent}.{member}");
            }
            assert_eq!(made[sent]["is_complete"], json!(true));
            assert_id(made[sent]["object_id"].as_str().unwrap());
        }
        assert_eq!(
            shop.get(&format!("{}/{}", path.trim_end_matches('/'), id(&made))).await,
            made
        );
        assert_eq!(shop.get(&format!("/shipments/{}/", id(&made))).await, made);
    }
}

#[tokio::test]
async fn what_stands_in_a_shipment_can_be_read_by_itself_and_used_again() {
    let shop = Merchant::open().await;
    shop.connect().await;
    let made = shop.create("/shipments", &parcel_to_walnut_creek()).await;
    let part = |pointer: &str| made.pointer(pointer).unwrap()["object_id"].as_str().unwrap().to_owned();
    let (from, to, parcel) = (part("/address_from"), part("/address_to"), part("/parcels/0"));
    assert_eq!(
        shop.get(&format!("/addresses/{to}")).await["street1"],
        "2967 Filbert Dr"
    );
    assert_eq!(shop.get(&format!("/parcels/{parcel}")).await["weight"], "8.0000");
    let again = json!({"address_from": from, "address_to": to, "parcels": [parcel], "async": false});
    let again = shop.create("/shipments/", &again).await;
    for member in ["address_from", "address_to", "parcels"] {
        assert_eq!(again[member], made[member], "{member}");
    }
    assert_eq!(tokens(&again), tokens(&made));
}

#[tokio::test]
async fn everything_optional_is_kept() {
    let shop = Merchant::open().await;
    shop.connect().await;
    let mut body = parcel_to_walnut_creek();
    body["address_return"] = super::merchant::address("Reno", "NV", "89501", "US");
    body["shipment_date"] = json!("2026-03-03T10:00:00");
    body["metadata"] = json!("Order 000123");
    body["extra"] = json!({"reference_1": "A-1", "reference_2": "bill", "unknown": {"a": [1]}});
    let made = shop.create("/shipments", &body).await;
    assert_readable(&made);
    assert_eq!(made["address_return"]["city"], "Reno");
    assert_eq!(
        made["shipment_date"], "2026-03-03T10:00:00.000Z",
        "without a zone it is UTC"
    );
    assert_eq!(made["metadata"], "Order 000123");
    assert_eq!(made["extra"], body["extra"]);
}

#[tokio::test]
async fn rates_come_later_when_nobody_waits() {
    let shop = Merchant::with(TestServer::start().await.with_jobs(), super::merchant::MINE);
    shop.connect().await;
    let mut body = parcel_to_walnut_creek();
    body["async"] = json!(true);
    let made = shop.create("/shipments", &body).await;
    assert_eq!((&made["status"], &made["rates"]), (&json!("QUEUED"), &json!([])));
    assert_readable(&made);
    let path = format!("/shipments/{}", id(&made));
    let settled = shop.settled(&path).await;
    assert_eq!(settled["status"], "SUCCESS");
    assert_readable(&settled);
    body["async"] = json!(false);
    let at_once = shop.create("/shipments", &body).await;
    assert_eq!(tokens(&settled), tokens(&at_once));
    // Nobody answers: that ends too.
    let mut nowhere = parcel_to_walnut_creek();
    nowhere["async"] = json!(true);
    nowhere["address_to"]["country"] = json!("DE");
    let made = shop.create("/shipments", &nowhere).await;
    let settled = shop.settled(&format!("/shipments/{}", id(&made))).await;
    super::merchant::assert_refused(&settled, "test mode", "abroad");
}

#[tokio::test]
async fn without_an_account_there_is_a_message_and_no_error() {
    let shop = Merchant::open().await;
    let made = shop.create("/shipments", &parcel_to_walnut_creek()).await;
    super::merchant::assert_refused(&made, "carrier account", "no account");
    assert_eq!(made["messages"][0]["source"], "Shippo");
    let mut unknown = parcel_to_walnut_creek();
    unknown["carrier_accounts"] = json!([NOBODY]);
    let answer = shop.refuse("/shipments", &unknown).await;
    assert!(answer["carrier_accounts"].to_string().contains(NOBODY), "{answer}");
}

#[tokio::test]
async fn lists_have_pages_that_lead_to_each_other() {
    let shop = Merchant::open().await;
    let mut ids = Vec::new();
    for _ in 0..7 {
        ids.push(id(&shop.create("/shipments", &parcel_to_walnut_creek()).await));
    }
    ids.reverse();
    let listed = |list: &Value| -> Vec<String> { list["results"].as_array().unwrap().iter().map(id).collect() };
    for path in ["/shipments", "/shipments/"] {
        let mut page = shop.get(&format!("{path}?results=3")).await;
        let mut found = Vec::new();
        assert_eq!(page["previous"], Value::Null);
        loop {
            found.extend(listed(&page));
            if page["next"].is_null() {
                break;
            }
            page = shop.follow(&page["next"]).await;
        }
        assert_eq!(found, ids, "newest first, each once");
        assert_eq!(listed(&page).len(), 1);
        let before = shop.follow(&page["previous"]).await;
        assert_eq!(listed(&before), ids[3..6]);
        let beyond = shop.get(&format!("{path}?results=3&page=9")).await;
        assert_eq!((&beyond["results"], &beyond["next"]), (&json!([]), &Value::Null));
        assert!(beyond["previous"].is_string());
        assert_eq!(listed(&shop.get(&format!("{path}?results=1000")).await), ids);
        for wrong in ["page=0", "page=-1", "page=x", "results=0", "page=99999999999999999999"] {
            let reply = shop.request("GET", &format!("{path}?{wrong}")).send().await;
            assert_eq!(reply.status, 400, "{wrong}: {}", reply.text());
            assert!(reply.json().is_object());
        }
        for tolerated in ["page=", "unknown=1", "page_token=x", "page=1&page=2"] {
            let reply = shop.request("GET", &format!("{path}?{tolerated}")).send().await;
            assert!(matches!(reply.status, 200 | 400), "{tolerated}: {}", reply.status);
        }
    }
}

#[tokio::test]
async fn no_page_has_more_than_two_hundred_entries() {
    let shop = Merchant::open().await;
    let mut making = tokio::task::JoinSet::new();
    for index in 0..201 {
        let body = json!({"name": format!("Mr Hippo {index}"), "country": "US"});
        let request = shop.request("POST", "/addresses").json(&body);
        making.spawn(async move { request.send().await.status });
    }
    assert!(making.join_all().await.into_iter().all(|status| status == 201));
    let list = shop.get("/addresses?results=1000").await;
    assert_eq!(list["results"].as_array().unwrap().len(), 200);
    let rest = shop.follow(&list["next"]).await;
    assert_eq!(
        (rest["results"].as_array().unwrap().len(), &rest["next"]),
        (1, &Value::Null)
    );
    // What the server gives when nobody says (reference 2.7).
    assert_eq!(shop.get("/addresses").await["results"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn a_list_can_be_narrowed_to_a_time() {
    let shop = Merchant::open().await;
    let first = id(&shop.create("/shipments", &parcel_to_walnut_creek()).await);
    shop.advance("P10D").await;
    let second = id(&shop.create("/shipments", &parcel_to_walnut_creek()).await);
    let listed = async |query: &str| -> Vec<String> {
        let list = shop.get(&format!("/shipments?{query}")).await;
        list["results"].as_array().unwrap().iter().map(id).collect()
    };
    for (query, expected) in [
        ("", vec![&second, &first]),
        ("object_created_gt=2026-03-05", vec![&second]),
        ("object_created_lt=2026-03-05T03:30:30.5Z", vec![&first]),
        (
            "object_created_gte=2026-03-02T08:00:00Z&object_created_lte=2026-03-02T08:00:01",
            vec![&first],
        ),
        ("object_created_gt=2026-04-01&object_created_lt=2026-05-01", vec![]),
    ] {
        assert_eq!(
            listed(query).await,
            expected.into_iter().cloned().collect::<Vec<_>>(),
            "{query}"
        );
    }
    for wrong in [
        "object_created_gt=yesterday",
        "object_created_gt=2026-01-01&object_created_lt=2026-06-01",
    ] {
        let reply = shop.request("GET", &format!("/shipments?{wrong}")).send().await;
        assert_eq!(reply.status, 400, "{wrong}: {}", reply.text());
    }
    shop.advance("P365D").await;
    shop.advance("P16D").await;
    assert_eq!(listed("").await, [second], "what is older than 390 days is not listed");
    assert_eq!(
        shop.get(&format!("/shipments/{first}")).await["status"],
        "SUCCESS",
        "but read"
    );
}

#[tokio::test]
async fn an_official_sdk_is_spared_what_it_cannot_read() {
    let shop = Merchant::open().await;
    let mut body = parcel_to_walnut_creek();
    body["extra"] = json!({"dangerous_goods_code": "40", "signature_required": "DIRECT"});
    let made = shop.create("/shipments", &body).await;
    assert_eq!(made["extra"], body["extra"], "echoed to others");
    for agent in [
        "speakeasy-sdk/python 3.9.0 2.463.0 2018-02-08 shippo",
        "speakeasy-sdk/typescript 2.18.0 2.803.3 2018-02-08 shippo",
    ] {
        for path in [format!("/shipments/{}", id(&made)), "/shipments".to_owned()] {
            let reply = shop.request("GET", &path).header("user-agent", agent).send().await;
            assert_eq!(reply.status, 200);
            assert!(!reply.text().contains("dangerous_goods_code"), "{}", reply.text());
            assert!(reply.text().contains("DIRECT"), "unknown members are harmless");
        }
    }
}
