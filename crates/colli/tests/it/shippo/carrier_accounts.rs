//! Carrier accounts (reference 5.1).

use super::merchant::{
    LIVE, Merchant, NOBODY, OTHER, assert_required, assert_shaped, id, parcel_to_walnut_creek, sample, tokens,
};
use crate::support::TestServer;
use serde_json::{Value, json};

/// The guide's request, changed by a member or a parameter.
fn request() -> Value {
    sample("connect-your-dhl-ecommerce-account-request")
}

#[tokio::test]
async fn the_guides_account_is_answered_in_the_guides_shape() {
    let shop = Merchant::open().await;
    for path in ["/carrier_accounts", "/carrier_accounts/"] {
        let made = shop.create(path, &request()).await;
        assert_shaped(&made, &sample("connect-your-dhl-ecommerce-account-response"), "account");
        assert_required(&made, &["account_id", "carrier"]);
        assert_eq!(made["parameters"], request()["parameters"], "whole on creation");
        assert_eq!(
            (&made["active"], &made["test"], &made["is_shippo_account"]),
            (&json!(true), &json!(false), &json!(false))
        );
        assert_eq!(made["object_owner"], "demo@colli.example");
    }
}

#[tokio::test]
async fn secrets_are_masked_when_read_and_a_mask_sent_back_keeps_them() {
    let shop = Merchant::open().await;
    let made = shop.create("/carrier_accounts", &request()).await;
    let path = format!("/carrier_accounts/{}", id(&made));
    let read = shop.get(&path).await;
    let mask = read["parameters"]["password"].as_str().unwrap().to_owned();
    assert!(!mask.is_empty() && !mask.contains("shipshippo"), "{mask}");
    for other in ["username", "pickup_no", "facility_code"] {
        assert_eq!(
            read["parameters"][other],
            request()["parameters"][other],
            "only secrets"
        );
    }
    let listed = shop.get("/carrier_accounts").await;
    assert_eq!(listed["results"][0]["parameters"], read["parameters"]);

    let mut change = request();
    change["parameters"]["password"] = json!(mask);
    change["parameters"]["origin_zip3"] = json!("070");
    change["account_id"] = json!("renamed");
    let changed = shop.put(&path, &change, 200).await;
    assert_eq!(
        (&changed["account_id"], &changed["parameters"]["origin_zip3"]),
        (&json!("renamed"), &json!("070"))
    );
    assert!(!changed.to_string().contains("shipshippo"));
    let mut quote = parcel_to_walnut_creek();
    quote["carrier_accounts"] = json!([id(&made)]);
    let quoted = shop.create("/shipments", &quote).await;
    assert!(!tokens(&quoted).is_empty(), "{quoted}");
    assert_eq!(quoted["rates"][0]["zone"], "USPS08", "the change holds");

    let Merchant { server, .. } = shop;
    let stored = server.stop().await.bytes();
    for text in ["shipshippo", &mask] {
        let is_stored = stored.windows(text.len()).any(|bytes| bytes == text.as_bytes());
        assert!(!is_stored, "{text} lies in the store");
    }
}

#[tokio::test]
async fn every_parameter_is_checked_and_named() {
    let shop = Merchant::open().await;
    for name in ["username", "password", "pickup_no", "facility_code"] {
        for value in [Value::Null, json!(""), json!(["a"]), json!("é".repeat(101))] {
            let mut body = request();
            body["parameters"][name] = value.clone();
            let answer = shop.refuse("/carrier_accounts", &body).await;
            assert!(answer["parameters"][name][0].is_string(), "{name} {value}: {answer}");
        }
    }
    for (name, value) in [
        ("pickup_no", "12A"),
        ("pickup_no", "123456789"),
        ("facility_code", "US SFO"),
        ("origin_zip3", "07"),
        ("legacy", "perhaps"),
    ] {
        let mut body = request();
        body["parameters"][name] = json!(value);
        let answer = shop.refuse("/carrier_accounts", &body).await;
        assert!(
            answer["parameters"][name][0].as_str().unwrap().contains("accepted"),
            "{answer}"
        );
    }
    for (member, value) in [
        ("carrier", json!("no_such")),
        ("carrier", Value::Null),
        ("account_id", json!("")),
        ("parameters", json!([])),
        ("parameters", Value::Null),
        ("metadata", json!("m".repeat(101))),
        ("active", json!("perhaps")),
    ] {
        let mut body = request();
        body[member] = value;
        let answer = shop.refuse("/carrier_accounts", &body).await;
        assert!(answer[member][0].is_string(), "{answer}");
    }
    assert_eq!(shop.get("/carrier_accounts").await["results"], json!([]));
}

#[tokio::test]
async fn inactive_accounts_are_not_asked() {
    let shop = Merchant::open().await;
    let (first, second) = (shop.connect().await, shop.connect().await);
    let asked = |shipment: &Value| -> Vec<String> {
        let mut accounts: Vec<String> = shipment["rates"]
            .as_array()
            .unwrap()
            .iter()
            .map(|rate| rate["carrier_account"].as_str().unwrap().to_owned())
            .collect();
        accounts.dedup();
        accounts
    };
    let both = shop.create("/shipments", &parcel_to_walnut_creek()).await;
    for account in [&first, &second] {
        assert!(asked(&both).contains(account), "all active accounts are asked");
    }
    let mut change = request();
    change["active"] = json!(false);
    let changed = shop.put(&format!("/carrier_accounts/{first}/"), &change, 200).await;
    assert_eq!(changed["active"], json!(false));
    let one = shop.create("/shipments", &parcel_to_walnut_creek()).await;
    assert_eq!(asked(&one), [second.as_str()]);
    let mut named = parcel_to_walnut_creek();
    named["carrier_accounts"] = json!([first]);
    let none = shop.create("/shipments", &named).await;
    super::merchant::assert_refused(&none, "not active", "an inactive account that is named");
    let bought = shop
        .instant(&parcel_to_walnut_creek(), &first, super::merchant::GROUND)
        .await;
    assert_eq!(bought["status"], "ERROR", "{bought}");
}

#[tokio::test]
async fn a_list_has_pages_filters_and_service_levels() {
    let shop = Merchant::open().await;
    let empty = shop.get("/carrier_accounts/").await;
    assert_eq!(empty, json!({"next": null, "previous": null, "results": []}));
    let us = shop.connect().await;
    let nl = shop.connect_benelux("08500001").await;
    let listed = async |query: &str| -> Vec<String> {
        let list = shop.get(&format!("/carrier_accounts?{query}")).await;
        list["results"].as_array().unwrap().iter().map(id).collect()
    };
    assert_eq!(listed("").await, [nl.as_str(), us.as_str()], "newest first");
    assert_eq!(listed("carrier=dhl_ecommerce").await, [us.as_str()]);
    assert_eq!(listed("account_id=benelux").await, [nl.as_str()]);
    assert_eq!(listed("carrier=ups").await, Vec::<String>::new());

    let list = shop
        .get("/carrier_accounts?service_levels=true&carrier=dhl_ecommerce")
        .await;
    let levels = list["results"][0]["service_levels"].as_array().unwrap();
    let mut known: Vec<&str> = levels.iter().map(|level| level["token"].as_str().unwrap()).collect();
    known.sort_unstable();
    // The ten current ones of the guide (reference 7.1).
    let mut current = [
        "parcel_international_direct",
        "parcels_expedited_max",
        "bpm_ground",
        "parcels_expedited",
        "parcels_ground",
        "parcel_international_standard",
        "bpm_expedited",
        "globalmail_packet_priority",
        "easy_return_light",
        "easy_return_plus",
    ]
    .map(|service| format!("dhl_ecommerce_{service}"));
    current.sort_unstable();
    assert_eq!(known, current);
    for level in levels {
        assert!(level["name"].is_string() && level["supports_return_labels"].is_boolean());
    }
    let info = &list["results"][0]["object_info"]["authentication"];
    assert_eq!(
        (&info["type"], &info["status"]),
        (&json!("default"), &json!("connected"))
    );
}

#[tokio::test]
async fn a_change_names_account_and_carrier_and_stays_at_its_carrier() {
    let shop = Merchant::open().await;
    let path = format!("/carrier_accounts/{}", shop.connect().await);
    let kept = shop
        .put(&path, &json!({"account_id": "x", "carrier": "dhl_ecommerce"}), 200)
        .await;
    assert_eq!(kept["parameters"]["pickup_no"], "123123", "what is left out stays");
    assert_eq!(kept["active"], json!(true));
    for (body, member) in [
        (json!({"carrier": "dhl_ecommerce"}), "account_id"),
        (json!({"account_id": "x"}), "carrier"),
        (json!({"account_id": "x", "carrier": "dhl_benelux"}), "carrier"),
        (
            json!({"account_id": "x", "carrier": "dhl_ecommerce", "parameters": {"username": "a"}}),
            "parameters",
        ),
    ] {
        let answer = shop.put(&path, &body, 400).await;
        assert!(!answer[member].is_null(), "{body}: {answer}");
    }
    let unknown = shop.put(&format!("/carrier_accounts/{NOBODY}"), &request(), 404).await;
    assert_eq!(unknown, json!({"detail": "Not found."}));
}

#[tokio::test]
async fn accounts_of_the_parcel_network_are_the_organisations_own() {
    let shop = Merchant::open().await;
    for number in ["08600001", "08500003", "09999999"] {
        let body = json!({"account_id": "b", "carrier": "dhl_benelux", "parameters": {"account_number": number}});
        let answer = shop.refuse("/carrier_accounts", &body).await;
        assert!(answer["parameters"]["account_number"][0].is_string(), "{answer}");
    }
    let shop = Merchant::with(TestServer::start().await, LIVE);
    shop.connect_benelux("08500003").await;
    let shop = Merchant { token: OTHER, ..shop };
    shop.connect_benelux("08600001").await;
}

#[tokio::test]
async fn parameters_nobody_knows_and_a_mask_at_creation_are_refused() {
    let shop = Merchant::open().await;
    let mut unknown = request();
    unknown["parameters"]["colour"] = json!("yellow");
    let answer = shop.refuse("/carrier_accounts", &unknown).await;
    let said = answer["parameters"]["colour"][0].as_str().unwrap();
    assert!(said.contains("pickup_no") && said.contains("origin_zip3"), "{said}");
    let mut many = request();
    for number in 0..1_000 {
        many["parameters"][format!("p{number}")] = json!("x");
    }
    let answer = shop.refuse("/carrier_accounts", &many).await;
    assert!(
        answer["parameters"][0].as_str().unwrap().contains("more than 6"),
        "{answer}"
    );
    let mut mask = request();
    mask["parameters"]["password"] = json!("********");
    let answer = shop.refuse("/carrier_accounts", &mask).await;
    assert!(answer["parameters"]["password"][0].is_string(), "{answer}");
    assert_eq!(shop.get("/carrier_accounts").await["results"], json!([]));

    let path = format!("/carrier_accounts/{}", shop.connect().await);
    let answer = shop.put(&path, &unknown, 400).await;
    assert!(answer["parameters"]["colour"][0].is_string(), "{answer}");
}

#[tokio::test]
async fn changes_at_once_leave_an_account_that_can_be_read() {
    let shop = Merchant::open().await;
    let path = format!("/carrier_accounts/{}", shop.connect().await);
    let mut changing = tokio::task::JoinSet::new();
    for number in 0..6 {
        let mut change = request();
        change["account_id"] = json!(format!("renamed {number}"));
        change["parameters"]["password"] = json!("********");
        let request = shop.request("PUT", &path).json(&change);
        changing.spawn(async move { request.send().await.status });
    }
    let statuses = changing.join_all().await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    let read = shop.get(&path).await;
    assert!(read["account_id"].as_str().unwrap().starts_with("renamed"), "{read}");
    let mut quote = parcel_to_walnut_creek();
    quote["carrier_accounts"] = json!([path.rsplit_once('/').unwrap().1]);
    assert!(!tokens(&shop.create("/shipments", &quote).await).is_empty());
}
