//! Rates (reference 5.7).

use super::merchant::{GROUND, Merchant, NOBODY, id, parcel_to_walnut_creek, rate, sample, tokens, toronto};
use serde_json::{Value, json};

fn cents(rate: &Value) -> u32 {
    let amount = rate["amount"].as_str().unwrap();
    let (whole, part) = amount.split_once('.').unwrap();
    assert_eq!(part.len(), 2, "{amount}");
    whole.parse::<u32>().unwrap() * 100 + part.parse::<u32>().unwrap()
}

#[tokio::test]
async fn the_guides_parcel_costs_what_the_guide_says() {
    let shop = Merchant::open().await;
    let account = shop.connect_with(&json!({"origin_zip3": "070"})).await;
    let mut body = parcel_to_walnut_creek();
    body["carrier_accounts"] = json!([account]);
    let made = shop.create("/shipments", &body).await;
    let ground = rate(&made, GROUND);
    let guide = &sample("get-rates-response")["rates"][0];
    for member in [
        "amount",
        "currency",
        "amount_local",
        "currency_local",
        "provider",
        "estimated_days",
        "arrives_by",
        "zone",
        "messages",
        "test",
    ] {
        assert_eq!(ground[member], guide[member], "{member}");
    }
    for member in ["name", "token", "terms"] {
        assert_eq!(
            ground["servicelevel"][member], guide["servicelevel"][member],
            "{member}"
        );
    }
    assert_eq!(ground["carrier_account"], json!(account));
    let attributes = ground["attributes"].as_array().unwrap();
    assert!(
        attributes.contains(&json!("CHEAPEST")) && attributes.contains(&json!("BESTVALUE")),
        "{ground}"
    );
}

#[tokio::test]
async fn the_cheapest_and_the_fastest_are_marked() {
    let shop = Merchant::open().await;
    shop.connect_with(&json!({"origin_zip3": "070"})).await;
    let made = shop.create("/shipments", &parcel_to_walnut_creek()).await;
    let rates = made["rates"].as_array().unwrap();
    assert!(
        rates.len() >= 3,
        "ground, expedited and expedited max: {:?}",
        tokens(&made)
    );
    let marked = |word: &str| -> Vec<&Value> {
        rates
            .iter()
            .filter(|rate| rate["attributes"].as_array().unwrap().contains(&json!(word)))
            .collect()
    };
    for word in ["CHEAPEST", "FASTEST", "BESTVALUE"] {
        assert!(!marked(word).is_empty(), "{word}");
    }
    let cheapest = rates.iter().map(cents).min().unwrap();
    assert!(marked("CHEAPEST").iter().all(|rate| cents(rate) == cheapest));
    let fastest = rates
        .iter()
        .map(|rate| rate["estimated_days"].as_u64().unwrap())
        .min()
        .unwrap();
    assert!(
        marked("FASTEST")
            .iter()
            .all(|rate| rate["estimated_days"] == json!(fastest))
    );
}

#[tokio::test]
async fn rates_are_read_alone_by_shipment_and_by_currency() {
    let shop = Merchant::open().await;
    shop.connect().await;
    let made = shop.create("/shipments", &parcel_to_walnut_creek()).await;
    let rates = made["rates"].as_array().unwrap();
    for rate in rates {
        for slash in ["", "/"] {
            assert_eq!(&shop.get(&format!("/rates/{}{slash}", id(rate))).await, rate);
        }
    }
    let path = format!("/shipments/{}/rates", id(&made));
    for slash in ["", "/"] {
        let list = shop.get(&format!("{path}{slash}")).await;
        assert_eq!(list, json!({"next": null, "previous": null, "results": rates}));
    }
    let first = shop.get(&format!("{path}?results=1")).await;
    assert_eq!(first["results"], json!([rates[0]]));
    assert_eq!(shop.follow(&first["next"]).await["results"], json!([rates[1]]));
    assert_eq!(shop.get(&format!("{path}?page=9")).await["results"], json!([]));

    for slash in ["", "/"] {
        let euros = shop.get(&format!("{path}/EUR{slash}")).await;
        for (converted, rate) in euros["results"].as_array().unwrap().iter().zip(rates) {
            assert_eq!(converted["currency_local"], "EUR");
            assert_ne!(converted["amount_local"], rate["amount_local"]);
            assert_eq!(
                (&converted["amount"], &converted["currency"]),
                (&rate["amount"], &json!("USD"))
            );
        }
    }
    for wrong in ["XXX", "euro", "E"] {
        let reply = shop.request("GET", &format!("{path}/{wrong}")).send().await;
        assert_eq!(reply.status, 400, "{wrong}: {}", reply.text());
        assert!(reply.json().is_object());
    }
    for unknown in [
        format!("/rates/{NOBODY}"),
        "/rates/x".to_owned(),
        format!("/rates/{}", id(&made)),
        format!("/shipments/{NOBODY}/rates"),
        format!("/shipments/{NOBODY}/rates/EUR"),
    ] {
        let reply = shop.request("GET", &unknown).send().await;
        assert_eq!(
            (reply.status, reply.json()),
            (404, json!({"detail": "Not found."})),
            "{unknown}"
        );
    }
}

#[tokio::test]
async fn legacy_services_are_for_accounts_that_had_them() {
    let legacy = [
        "dhl_ecommerce_marketing_parcel_expedited",
        "dhl_ecommerce_marketing_parcel_ground",
    ];
    let shop = Merchant::open().await;
    let new = shop.connect().await;
    let old = shop.connect_with(&json!({"legacy": "true"})).await;
    let mut body = parcel_to_walnut_creek();
    body["parcels"][0]["weight"] = json!("0.5");
    body["parcels"][0]["length"] = json!("3");
    body["parcels"][0]["height"] = json!("3");
    for (account, has_them) in [(&new, false), (&old, true)] {
        body["carrier_accounts"] = json!([account]);
        let found = tokens(&shop.create("/shipments", &body).await);
        for token in legacy {
            assert_eq!(
                found.iter().any(|found| found == token),
                has_them,
                "{token} in {found:?}"
            );
        }
        let bought = json!({"shipment": body, "carrier_account": account, "servicelevel_token": legacy[1]});
        if has_them {
            assert_eq!(shop.create("/transactions", &bought).await["status"], "SUCCESS");
        } else {
            let answer = shop.refuse("/transactions", &bought).await;
            assert!(answer["servicelevel_token"][0].is_string(), "{answer}");
        }
    }
}

#[tokio::test]
async fn abroad_is_rated_for_a_live_key_and_account_only() {
    let shop = Merchant::live().await;
    let account = shop.connect().await;
    let mut body = super::merchant::to(toronto());
    body["carrier_accounts"] = json!([account]);
    let made = shop.create("/shipments", &body).await;
    assert_eq!(made["test"], json!(false));
    for service in ["parcel_international_direct", "parcel_international_standard"] {
        let found = rate(&made, &format!("dhl_ecommerce_{service}"));
        assert_eq!(
            (&found["currency"], &found["currency_local"]),
            (&json!("USD"), &json!("CAD"))
        );
        assert_ne!(found["amount"], found["amount_local"]);
    }
    assert!(tokens(&made).iter().all(|token| !token.contains("ground")));
    let mut test = sample("connect-your-dhl-ecommerce-account-request");
    test["test"] = json!(true);
    body["carrier_accounts"] = json!([id(&shop.create("/carrier_accounts", &test).await)]);
    let refused = shop.create("/shipments", &body).await;
    super::merchant::assert_refused(&refused, "test mode", "an account in test mode");
}

#[tokio::test]
async fn what_weighs_or_measures_more_costs_more() {
    let shop = Merchant::open().await;
    shop.connect().await;
    let price = async |weight: &str, unit: &str, length: &str| -> u32 {
        let mut body = parcel_to_walnut_creek();
        body["parcels"][0]["weight"] = json!(weight);
        body["parcels"][0]["mass_unit"] = json!(unit);
        body["parcels"][0]["length"] = json!(length);
        cents(rate(&shop.create("/shipments", &body).await, GROUND))
    };
    assert!(price("9", "lb", "9").await > price("8", "lb", "9").await);
    assert_eq!(price("128", "oz", "9").await, price("8", "lb", "9").await);
    assert_eq!(price("3628.7", "g", "9").await, price("8", "lb", "9").await);
    // 24 x 16 x 8 in is more than a cubic foot: billed by size.
    let mut body = parcel_to_walnut_creek();
    body["parcels"] = json!([{"weight": "2", "mass_unit": "lb", "length": "24", "width": "16", "height": "8",
        "distance_unit": "in"}]);
    let bulky = cents(rate(&shop.create("/shipments", &body).await, GROUND));
    assert!(bulky > price("2", "lb", "9").await * 2, "{bulky}");
}
