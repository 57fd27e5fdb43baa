//! A client's id makes one shipment, however often and however parallel it is sent (design law 2, section 11).

use crate::support::samples::{shipment, uuid, with};
use crate::support::shop::Shop;
use crate::support::{LIVE, OTHER};
use serde_json::{Value, json};
use tokio::task::JoinSet;

fn label(id: &str) -> Value {
    let mut body: Value = serde_json::from_str(include_str!("../samples/label.request.json")).unwrap();
    body["labelId"] = json!(id);
    body["accountId"] = json!("08500001");
    body
}

#[tokio::test]
async fn the_same_order_again_is_the_same_answer() {
    let shop = Shop::open().await;
    let options = json!([{"key": "DOOR"}, {"key": "COD_CASH", "input": "5"}, {"key": "INS", "input": 411.1}]);
    let body = with(shipment(&uuid(1)), "options", options);
    let first = shop.post("/shipments", &body).await;
    assert_eq!(first.status, 201, "{}", first.text());
    let again = shop.post("/shipments", &body).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    for (what, same) in [
        ("number for text", with(body.clone(), "options[1].input", json!(5))),
        ("trailing zero", with(body.clone(), "options[2].input", json!("411.10"))),
        ("weight as text", with(body.clone(), "pieces[0].weight", json!("1.50"))),
        (
            "default quantity",
            with(body.clone(), "pieces[0].quantity", Value::Null),
        ),
        ("default returnLabel", with(body.clone(), "returnLabel", Value::Null)),
        (
            "default isBusiness",
            with(body.clone(), "receiver.address.isBusiness", Value::Null),
        ),
        (
            "postal code spelled otherwise",
            with(body.clone(), "receiver.address.postalCode", json!("3542 ad")),
        ),
        (
            "house number as number",
            with(body.clone(), "receiver.address.number", json!(25)),
        ),
        ("empty member", with(body.clone(), "application", json!(""))),
    ] {
        let reply = shop.post("/shipments", &same).await;
        assert_eq!((reply.status, reply.json()), (201, first.json()), "{what}");
    }
    let members: Vec<String> = body
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| format!("{}: {value}", json!(name)))
        .collect();
    let reversed = format!("{{ {} }}", members.into_iter().rev().collect::<Vec<_>>().join(" ,\n"));
    let reply = shop.request("POST", "/shipments").body(reversed).send().await;
    assert_eq!((reply.status, reply.json()), (201, first.json()), "member order");
    assert_eq!(shop.json("/shipments").await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_same_id_with_another_order_is_a_conflict() {
    let shop = Shop::open().await;
    let body = shipment(&uuid(1));
    let first = shop.book(&body).await;
    for (path, value) in [
        ("orderReference", json!("other")),
        ("orderReference", Value::Null),
        ("pieces[0].weight", json!(1.6)),
        ("pieces[0].quantity", json!(2)),
        ("receiver.name.firstName", json!("Jane")),
        ("receiver.address.number", json!("26")),
        ("options", json!([])),
        ("accountId", json!("08500002")),
        ("product", json!("EPL")),
    ] {
        let reply = shop.post("/shipments", &with(body.clone(), path, value)).await;
        assert_eq!(
            (reply.status, reply.key().as_str()),
            (409, "shipment_exists"),
            "{path}: {}",
            reply.text()
        );
        assert_eq!(reply.fields(), ["shipmentId"]);
    }
    assert_eq!(shop.book(&body).await, first, "the original stays");
    let read = shop.json(&format!("/shipments/{}", uuid(1))).await;
    assert_eq!(read["orderReference"], "myReference");
}

#[tokio::test]
async fn concurrent_duplicates_make_one_shipment() {
    let shop = Shop::open().await;
    for (path, body) in [
        ("/shipments", with(shipment(&uuid(1)), "pieces[0].quantity", json!(3))),
        ("/labels", label(&uuid(2))),
    ] {
        let mut sent = JoinSet::new();
        for _ in 0..32 {
            sent.spawn(shop.request("POST", path).json(&body).send());
        }
        let replies = sent.join_all().await;
        assert_eq!(replies.len(), 32);
        for reply in &replies {
            assert_eq!(
                (reply.status, &reply.body),
                (201, &replies[0].body),
                "{path}: {}",
                reply.text()
            );
        }
    }
    assert_eq!(shop.json("/shipments").await.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn of_concurrent_different_orders_one_wins() {
    let shop = Shop::open().await;
    let mut sent = JoinSet::new();
    for n in 0..16 {
        let body = with(shipment(&uuid(1)), "orderReference", json!(format!("order {n}")));
        sent.spawn(shop.request("POST", "/shipments").json(&body).send());
    }
    let mut statuses: Vec<u16> = sent.join_all().await.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!((statuses[0], &statuses[1..]), (201, &[409; 15][..]));
}

#[tokio::test]
async fn an_id_belongs_to_one_organisation_and_environment() {
    let shop = Shop::open().await;
    let body = shipment(&uuid(1));
    let first = shop.book(&body).await;
    for (who, account) in [(&OTHER, "08600001"), (&LIVE, "08500003")] {
        let theirs = with(
            with(body.clone(), "accountId", json!(account)),
            "orderReference",
            json!("theirs"),
        );
        let reply = shop.post_as(who, "/shipments", &theirs).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        assert_ne!(
            reply.json()["pieces"][0]["trackerCode"],
            first["pieces"][0]["trackerCode"]
        );
        let read = shop.get_as(who, &format!("/shipments/{}", uuid(1))).await;
        assert_eq!(
            (read.status, read.json()["orderReference"].as_str()),
            (200, Some("theirs"))
        );
        let label = shop.get_as(who, &format!("/labels/{}", uuid(1))).await;
        assert_eq!(label.json()["trackerCode"], reply.json()["pieces"][0]["trackerCode"]);
    }
    assert_eq!(
        shop.json(&format!("/shipments/{}", uuid(1))).await["orderReference"],
        "myReference"
    );
}

#[tokio::test]
async fn labels_are_made_once_too() {
    let shop = Shop::open().await;
    let body = label(&uuid(1));
    let first = shop.post("/labels", &body).await;
    assert_eq!(first.status, 201, "{}", first.text());
    let again = shop.post("/labels", &with(body.clone(), "quantity", Value::Null)).await;
    assert_eq!((again.status, again.json()), (201, first.json()));
    let other = shop
        .post("/labels", &with(body.clone(), "orderReference", json!("other")))
        .await;
    assert_eq!(
        (other.status, other.key().as_str(), other.fields()),
        (409, "label_exists", vec!["labelId".to_owned()]),
        "{}",
        other.text()
    );
    let theirs = shop
        .post_as(&OTHER, "/labels", &with(body, "accountId", json!("08600001")))
        .await;
    assert_eq!(theirs.status, 201, "{}", theirs.text());
    assert_ne!(theirs.json()["trackerCode"], first.json()["trackerCode"]);
}

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let shop = Shop::open().await;
    let body = shipment(&uuid(1));
    let first = shop.book(&body).await;
    let directory = shop.server.stop().await;
    let limits = colli_http::server::ServerLimits::default();
    let shop = Shop::on(crate::support::TestServer::start_on(directory, limits).await).await;
    assert_eq!(shop.book(&body).await, first);
    assert_ne!(
        shop.book(&shipment(&uuid(2))).await["pieces"][0]["trackerCode"],
        first["pieces"][0]["trackerCode"]
    );
}
