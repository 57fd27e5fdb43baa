//! Nothing of one organisation, nor of the other half of one's own, is ever seen (design sections 4, 6 and 11).

use crate::support::samples::{shipment, uuid, with};
use crate::support::shop::{Shop, code, label_id};
use crate::support::{Credentials, LIVE, OTHER, TEST};
use serde_json::{Value, json};

const STRANGERS: [(&Credentials, &str); 2] = [(&OTHER, "another organisation"), (&LIVE, "the other environment")];

#[tokio::test]
async fn what_is_not_yours_does_not_exist() {
    let shop = Shop::open().await;
    let booked = shop
        .book(&with(shipment(&uuid(1)), "pieces[0].quantity", json!(2)))
        .await;
    let paths = [
        format!("/shipments/{}", uuid(1)),
        format!("/labels/{}", uuid(1)),
        format!("/labels/{}", label_id(&booked, 1)),
    ];
    for (who, name) in STRANGERS {
        for path in &paths {
            for accept in ["application/json", "application/pdf", "application/zpl"] {
                let token = shop.server.token(who).await;
                let reply = shop.server.get(path).token(&token).accept(accept).send().await;
                assert_eq!(reply.status, 404, "{name}: {path}: never 403");
                let unknown = shop
                    .server
                    .get(&path.replace(path.rsplit('/').next().unwrap(), &uuid(9)))
                    .token(&token)
                    .send()
                    .await;
                assert_eq!(
                    (unknown.status, unknown.key()),
                    (reply.status, reply.key()),
                    "the same as what never was"
                );
            }
        }
        for filter in [
            format!("shipmentId={}", uuid(1)),
            format!("trackerCodeFilter={}", code(&booked, 0)),
            "orderReferenceFilter=myReference".to_owned(),
        ] {
            let reply = shop.get_as(who, &format!("/labels?{filter}")).await;
            assert_eq!((reply.status, reply.json()), (200, json!([])), "{name}: {filter}");
        }
        let list = shop.get_as(who, "/shipments").await;
        assert_eq!((list.status, list.json()), (200, json!([])), "{name}");
        for body in [
            json!({"shipmentIds": [uuid(1)]}),
            json!({"labelIds": [label_id(&booked, 0)]}),
            json!({"trackerCodes": [code(&booked, 0)]}),
            json!({"shipmentTrackerCodes": [booked["shipmentTrackerCode"]]}),
            json!({"shipmentIds": [uuid(1)], "missingLabelPolicy": "skip"}),
        ] {
            let reply = shop.post_as(who, "/labels/multi", &body).await;
            assert_eq!(
                (reply.status, reply.key().as_str()),
                (404, "label_not_found"),
                "{name}: {body}"
            );
        }
    }
}

#[tokio::test]
async fn strangers_cannot_book_on_your_account() {
    let shop = Shop::open().await;
    let mut label: Value = serde_json::from_str(include_str!("../samples/label.request.json")).unwrap();
    label["accountId"] = json!("08500001");
    for (who, name) in STRANGERS {
        let reply = shop.post_as(who, "/shipments", &shipment(&uuid(1))).await;
        assert_eq!((reply.status, reply.key().as_str()), (400, "account_unknown"), "{name}");
        let reply = shop.post_as(who, "/labels", &label).await;
        assert_eq!((reply.status, reply.key().as_str()), (400, "account_unknown"), "{name}");
    }
    assert_eq!(shop.json("/shipments").await, json!([]));
}

#[tokio::test]
async fn both_halves_keep_their_own_lists() {
    let shop = Shop::open().await;
    for (who, account, n) in [(&TEST, "08500001", 1), (&LIVE, "08500003", 2), (&OTHER, "08600001", 3)] {
        let body = with(shipment(&uuid(n)), "accountId", json!(account));
        assert_eq!(shop.post_as(who, "/shipments", &body).await.status, 201);
    }
    for (who, n) in [(&TEST, 1), (&LIVE, 2), (&OTHER, 3)] {
        let list = shop.get_as(who, "/shipments").await.json();
        assert_eq!(crate::support::shop::each(&list, "/shipmentId"), [uuid(n)]);
        let labels = shop
            .get_as(who, "/labels?orderReferenceFilter=myReference")
            .await
            .json();
        assert_eq!(crate::support::shop::each(&labels, "/shipmentId"), [uuid(n)]);
    }
}
