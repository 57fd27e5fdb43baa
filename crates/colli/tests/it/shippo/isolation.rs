//! Nothing of one organisation, nor of the other half of one's own, is ever seen (design sections 4, 6 and 11).

use super::merchant::{GROUND, LIVE, Merchant, OTHER, declaration, id, parcel_to_walnut_creek, rate, sample};
use serde_json::{Value, json};

const STRANGERS: [(&str, &str); 2] = [(OTHER, "another organisation"), (LIVE, "the other environment")];

/// One object of every kind, by the path it is read at.
async fn everything(shop: &Merchant) -> Vec<(&'static str, String)> {
    let account = shop.connect().await;
    let shipment = shop.create("/shipments", &parcel_to_walnut_creek()).await;
    let bought = shop.label(&account).await;
    let refunded = shop.label(&account).await;
    let refund = shop.create("/refunds", &json!({"transaction": id(&refunded)})).await;
    let mut manifest = sample("create-manifest-request");
    manifest["carrier_account"] = json!(account);
    manifest["shipment_date"] = json!("2026-03-02T10:00:00Z");
    manifest["transactions"] = json!([id(&bought)]);
    let manifest = shop.create("/manifests", &manifest).await;
    let item = shop.create("/customs/items", &declaration()["items"][0]).await;
    let customs = shop.create("/customs/declarations", &declaration()).await;
    vec![
        ("/carrier_accounts", account),
        ("/shipments", id(&shipment)),
        ("/rates", id(rate(&shipment, GROUND))),
        ("/transactions", id(&bought)),
        ("/refunds", id(&refund)),
        ("/manifests", id(&manifest)),
        ("/addresses", id(&shipment["address_from"])),
        ("/parcels", id(&shipment["parcels"][0])),
        ("/customs/items", id(&item)),
        ("/customs/declarations", id(&customs)),
    ]
}

#[tokio::test]
async fn what_is_not_yours_does_not_exist() {
    let shop = Merchant::open().await;
    let objects = everything(&shop).await;
    for (path, object) in &objects {
        shop.get(&format!("{path}/{object}")).await;
        for (token, who) in STRANGERS {
            let about = format!("{who}: {path}");
            let reply = shop.request_as(token, "GET", &format!("{path}/{object}")).send().await;
            assert_eq!(
                (reply.status, reply.json()),
                (404, json!({"detail": "Not found."})),
                "{about}"
            );
            if *path != "/rates" {
                let list = shop.request_as(token, "GET", path).send().await;
                assert_eq!((list.status, &list.json()["results"]), (200, &json!([])), "{about}");
            }
        }
    }
    let of = |path: &str| -> String {
        let found = objects.iter().find(|(known, _)| *known == path);
        found.unwrap().1.clone()
    };
    for (token, who) in STRANGERS {
        for path in [
            format!("/shipments/{}/rates", of("/shipments")),
            format!("/shipments/{}/rates/EUR", of("/shipments")),
            format!("/addresses/{}/validate", of("/addresses")),
        ] {
            assert_eq!(
                shop.request_as(token, "GET", &path).send().await.status,
                404,
                "{who}: {path}"
            );
        }
        let change = sample("connect-your-dhl-ecommerce-account-request");
        let path = format!("/carrier_accounts/{}", of("/carrier_accounts"));
        let reply = shop.request_as(token, "PUT", &path).json(&change).send().await;
        assert_eq!(reply.status, 404, "{who}");
    }
}

#[tokio::test]
async fn strangers_cannot_use_what_is_yours() {
    let mut shop = Merchant::open().await;
    let objects = everything(&shop).await;
    let of = |path: &str| -> String {
        let found = objects.iter().find(|(known, _)| *known == path);
        found.unwrap().1.clone()
    };
    let with = |member: &str, value: Value| {
        let mut body = parcel_to_walnut_creek();
        body[member] = value;
        body
    };
    for (token, who) in STRANGERS {
        shop.token = token;
        let account = shop.connect().await;
        let instant = json!({"shipment": parcel_to_walnut_creek(), "servicelevel_token": GROUND,
            "carrier_account": of("/carrier_accounts")});
        for (path, body, field) in [
            (
                "/shipments",
                with("carrier_accounts", json!([of("/carrier_accounts")])),
                "carrier_accounts",
            ),
            ("/shipments", with("address_to", json!(of("/addresses"))), "address_to"),
            ("/shipments", with("parcels", json!([of("/parcels")])), "parcels"),
            (
                "/shipments",
                with("customs_declaration", json!(of("/customs/declarations"))),
                "customs_declaration",
            ),
            ("/transactions", json!({"rate": of("/rates"), "async": false}), "rate"),
            ("/transactions", instant, "carrier_account"),
            ("/refunds", json!({"transaction": of("/transactions")}), "transaction"),
        ] {
            let answer = shop.refuse(path, &body).await;
            assert!(!answer[field].is_null(), "{who}: {path}: {answer}");
        }
        let mut manifest = sample("create-manifest-request");
        manifest["carrier_account"] = json!(account);
        manifest["transactions"] = json!([of("/transactions")]);
        let reply = shop.post("/manifests", &manifest).await;
        assert_eq!(reply.status, 404, "{who}: {}", reply.text());
    }
}
