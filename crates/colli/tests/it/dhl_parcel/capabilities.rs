//! Capabilities (reference 3.1, 4; design section 11).

use crate::support::shop::{Shop, assert_holds, assert_no_null, each};
use crate::support::{OTHER, TEST, TestServer};
use serde_json::{Value, json};

const DOMESTIC: &str = "/capabilities/business?fromCountry=NL&toCountry=NL";

async fn ask(server: &TestServer, path: &str) -> Value {
    let reply = server.get(path).send().await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/json"), "{path}");
    let json = reply.json();
    assert!(json.is_array(), "{path}: {json}");
    json
}

async fn assert_empty(server: &TestServer, path: &str) {
    assert_eq!(ask(server, path).await, json!([]), "{path}");
}

async fn assert_some(server: &TestServer, path: &str) {
    assert_ne!(ask(server, path).await, json!([]), "{path}");
}

fn products(capabilities: &Value) -> Vec<&str> {
    let mut keys = each(capabilities, "/product/key");
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn sample(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn the_documented_domestic_business_answers_are_reproduced() {
    let server = TestServer::start().await;
    let mut small = sample(include_str!("../samples/capabilities.nl-nl.epl-small.response.json"));
    // One exclusion of EXW gives EA the code 8, a slip for 58 (reference 4.3).
    let slip = small.pointer_mut("/0/options/11/exclusions/2").unwrap();
    assert_eq!(*slip, json!({"key": "EA", "rank": 9, "code": 8}));
    slip["code"] = json!(58);
    let pallet = sample(include_str!("../samples/capabilities.nl-nl.epl-pallet.response.json"));
    for (kind, sample) in [("SMALL", small), ("PALLET", pallet)] {
        let found = ask(&server, &format!("{DOMESTIC}&toBusiness=true&parcelType={kind}")).await;
        assert_holds(&found, &sample, kind);
        for (found, wanted) in found[0]["options"]
            .as_array()
            .unwrap()
            .iter()
            .zip(sample[0]["options"].as_array().unwrap())
        {
            for name in ["inputType", "inputMax", "exclusions"] {
                assert_eq!(
                    found.get(name).is_some(),
                    wanted.get(name).is_some(),
                    "{kind}: {name} of {found}"
                );
            }
        }
    }
}

#[tokio::test]
async fn every_entry_has_the_documented_shape() {
    let server = TestServer::start().await;
    let all = ask(&server, "/capabilities/business").await;
    assert_no_null(&all, "capabilities");
    for entry in all.as_array().unwrap() {
        let at = format!("{} {}", entry["product"]["key"], entry["parcelType"]["key"]);
        assert!(entry["rank"].is_u64(), "{at}");
        for name in ["fromCountryCode", "toCountryCode"] {
            assert_eq!(entry[name].as_str().unwrap().len(), 2, "{at}");
        }
        for name in ["key", "label", "code", "menuCode", "softwareCharacteristic"] {
            assert!(entry["product"][name].is_string(), "{at}: {name}");
        }
        for name in ["businessProduct", "monoColloProduct", "returnProduct"] {
            assert!(entry["product"][name].is_boolean(), "{at}: {name}");
        }
        check_parcel_type(&entry["parcelType"], &at);
        check_options(&entry["options"], &at);
    }
}

fn check_parcel_type(kind: &Value, at: &str) {
    for (kilograms, grams) in [("minWeightKg", "minWeightGrams"), ("maxWeightKg", "maxWeightGrams")] {
        let (kilograms, grams) = (kind[kilograms].as_f64().unwrap(), kind[grams].as_u64().unwrap());
        assert_eq!(format!("{:.0}", kilograms * 1000.0), grams.to_string(), "{at}");
    }
    for side in ["maxLengthCm", "maxWidthCm", "maxHeightCm"] {
        assert!(kind["dimensions"][side].as_f64().unwrap() > 0.0, "{at}: {side}");
    }
}

fn check_options(options: &Value, at: &str) {
    let options = options.as_array().unwrap();
    let ranks: Vec<u64> = options.iter().map(|option| option["rank"].as_u64().unwrap()).collect();
    assert!(ranks.is_sorted(), "{at}: {ranks:?}");
    for option in options {
        assert!(
            option["code"].is_u64() && option["description"].is_string(),
            "{at}: {option}"
        );
        if let Some(max) = option.get("inputMax") {
            assert!(
                max.as_str().unwrap().parse::<u32>().is_ok(),
                "{at}: inputMax is a string: {option}"
            );
        }
        let Some(exclusions) = option.get("exclusions") else {
            continue;
        };
        assert!(
            !exclusions.as_array().unwrap().is_empty(),
            "{at}: empty exclusions are left out: {option}"
        );
        for exclusion in exclusions.as_array().unwrap() {
            let members = exclusion.as_object().unwrap();
            assert!(
                members
                    .keys()
                    .all(|name| ["key", "rank", "code", "inputType"].contains(&name.as_str())),
                "{exclusion}"
            );
            assert!(exclusion["rank"].is_u64() && exclusion["code"].is_u64(), "{exclusion}");
        }
    }
}

#[tokio::test]
async fn without_parameters_the_answer_is_broad() {
    let server = TestServer::start().await;
    for sender in ["business", "consumer", "parcelShop"] {
        assert_some(&server, &format!("/capabilities/{sender}")).await;
    }
    let all = ask(&server, "/capabilities/business").await;
    assert!(products(&all).len() > 5, "{:?}", products(&all));
    let reply = server.get("/capabilities/robot").send().await;
    assert_eq!(reply.status, 400);
    assert_eq!(reply.fields(), ["senderType"]);
    assert!(
        reply.text().contains("parcelShop"),
        "what would be accepted: {}",
        reply.text()
    );
}

#[tokio::test]
async fn a_token_is_not_needed_and_does_no_harm() {
    let shop = Shop::open().await;
    let path = format!("{DOMESTIC}&toBusiness=false&parcelType=SMALL");
    let public = ask(&shop.server, &path).await;
    assert_eq!(shop.json(&path).await, public);
    let other = shop.get_as(&OTHER, &path).await;
    assert_eq!(other.json(), public);
    let stale = shop.server.get(&path).token("nonsense").send().await;
    assert_eq!((stale.status, stale.json()), (200, public));
}

#[tokio::test]
async fn every_array_syntax_means_the_same() {
    let server = TestServer::start().await;
    let base = format!("{DOMESTIC}&toBusiness=false");
    let wanted = ask(&server, &format!("{base}&option=HANDT&option=NBB")).await;
    assert_ne!(wanted, json!([]));
    assert_ne!(wanted, ask(&server, &base).await, "options narrow the answer");
    for options in [
        "option=HANDT,NBB",
        "option=HANDT%2CNBB",
        "option[]=HANDT&option[]=NBB",
        "option%5B%5D=HANDT&option%5B%5D=NBB",
        "option[0]=HANDT&option[1]=NBB",
        "option=NBB&option=HANDT",
    ] {
        let reply = server
            .get(&format!("{base}&{}", options.replace('[', "%5B").replace(']', "%5D")))
            .send()
            .await;
        assert_eq!((reply.status, reply.json()), (200, wanted.clone()), "{options}");
    }
}

#[tokio::test]
async fn impossible_combinations_are_empty_not_errors() {
    let server = TestServer::start().await;
    for filter in [
        "toBusiness=true&option=S",
        "option=PS&option=DOOR",
        "option=DOOR&option=PS",
        "toBusiness=true&parcelType=SMALL&option=PS",
        "option=DOOR,H",
        "option=H,DOOR",
        "option=EXP,H",
        "option=EXP,S",
        "option=BP,DOOR",
        "option=NO_TT,DOOR",
        "option=COD_CASH,COD_CHECK",
        "option=EXW,EVE",
        "option=NO_SUCH_OPTION",
        "parcelType=NO_SUCH_TYPE",
        "toBusiness=false&parcelType=PALLET",
        "toBusiness=true&parcelType=ENVELOPE",
        "carrier=DHL-EXPRESS",
        "carrier=SPEEDPACK",
        "businessUnit=dhl-be",
        "accountNumber=99999999",
    ] {
        assert_empty(&server, &format!("{DOMESTIC}&{filter}")).await;
    }
    assert_empty(&server, "/capabilities/business?fromCountry=US&toCountry=CA").await;
    assert_empty(&server, "/capabilities/business?fromCountry=XX&toCountry=NL").await;
    assert_empty(&server, "/capabilities/business?fromCountry=NL&toCountry=Netherlands").await;
    assert_empty(
        &server,
        "/capabilities/business?fromCountry=NL&toCountry=DE&parcelType=XSMALL",
    )
    .await;
    assert_empty(&server, "/capabilities/business?fromCountry=ES&parcelType=PALLET").await;
}

#[tokio::test]
async fn every_documented_filter_is_understood() {
    let server = TestServer::start().await;
    for filter in [
        "toBusiness=true",
        "toBusiness=1",
        "toBusiness=0",
        "toBusiness=",
        "returnProduct=false",
        "returnProduct=true",
        "parcelType=SMALL",
        "option=DOOR",
        "fromPostalCode=3542AD&toPostalCode=1012JS",
        "fromPostalCode=3542%20ad&toPostalCode=1012+js",
        "toCity=Amsterdam",
        "accountNumber=08500001",
        "accountNumber=08500001&accountNumber=08500002",
        "organisationId=a40933de-bd17-4944-b7e9-23fc7ee9c835",
        "businessUnit=dhl-nl",
        "carrier=DHL-PARCEL",
        "referenceTimeStamp=2018-02-02",
        "quantity=1",
    ] {
        assert_some(&server, &format!("{DOMESTIC}&{filter}")).await;
    }
    let businesses = ask(&server, &format!("{DOMESTIC}&toBusiness=1")).await;
    assert_eq!(businesses, ask(&server, &format!("{DOMESTIC}&toBusiness=true")).await);
    let consumers = ask(&server, &format!("{DOMESTIC}&toBusiness=false")).await;
    assert_ne!(businesses, consumers);
    assert!(products(&consumers).contains(&"DFY-B2C"), "{:?}", products(&consumers));
    assert!(products(&businesses).contains(&"EPL"), "{:?}", products(&businesses));
}

#[tokio::test]
async fn several_pieces_drop_mono_collo_products() {
    let server = TestServer::start().await;
    for path in [DOMESTIC, "/capabilities/business?fromCountry=NL&toCountry=DE"] {
        let one = ask(&server, &format!("{path}&quantity=1")).await;
        let mono = |all: &Value| {
            all.as_array()
                .unwrap()
                .iter()
                .any(|c| c["product"]["monoColloProduct"] == json!(true))
        };
        assert!(mono(&one), "{path}");
        let two = ask(&server, &format!("{path}&quantity=2")).await;
        assert!(!mono(&two), "{path}");
        assert_ne!(two, json!([]), "{path}");
    }
    assert_empty(&server, &format!("{DOMESTIC}&toBusiness=false&quantity=2")).await;
}

#[tokio::test]
async fn the_account_without_same_day_and_returns_does_not_see_them() {
    let shop = Shop::open().await;
    let server = &shop.server;
    let narrow = shop.restricted_token(&TEST, "08500002").await;
    for filter in ["option=SDD", "returnProduct=true"] {
        let path = format!("{DOMESTIC}&{filter}");
        assert_some(server, &path).await;
        assert_some(server, &format!("{path}&accountNumber=08500001")).await;
        assert_empty(server, &format!("{path}&accountNumber=08500002")).await;
        assert_ne!(
            shop.json(&path).await,
            json!([]),
            "one of the token's accounts suffices"
        );
        let restricted = server.get(&path).token(&narrow).send().await;
        assert_eq!((restricted.status, restricted.json()), (200, json!([])), "{path}");
        let elsewhere = server
            .get(&format!("{path}&accountNumber=08500001"))
            .token(&narrow)
            .send()
            .await;
        assert_eq!(
            elsewhere.json(),
            json!([]),
            "the token's accounts and the parameter are intersected"
        );
    }
    let same_day = ask(server, &format!("{DOMESTIC}&option=SDD")).await;
    assert_eq!(products(&same_day), ["DFY-SDD"]);
    assert_holds(
        &same_day[0],
        &json!({"product": {"label": "DFY", "code": "00", "menuCode": "07", "businessProduct": true, "monoColloProduct": true,
                "returnProduct": false, "softwareCharacteristic": "B2X"},
            "parcelType": {"key": "MEDIUM", "minWeightKg": 20, "maxWeightKg": 31,
                "dimensions": {"maxLengthCm": 80, "maxWidthCm": 50, "maxHeightCm": 35}}}),
        "DFY-SDD",
    );
}

#[tokio::test]
async fn returns_are_return_products_and_outbound_ones_are_not() {
    let server = TestServer::start().await;
    let returns = ask(&server, &format!("{DOMESTIC}&returnProduct=true")).await;
    let plain = ask(&server, &format!("{DOMESTIC}&returnProduct=false")).await;
    let keys = products(&returns);
    assert!(keys.contains(&"DFY-RETURN") && keys.contains(&"EPL-RETURN"), "{keys:?}");
    assert!(
        plain
            .as_array()
            .unwrap()
            .iter()
            .all(|entry| entry["product"]["returnProduct"] == json!(false))
    );
    let printless = ask(&server, &format!("{DOMESTIC}&returnProduct=true&option=PRINTLESS")).await;
    assert_eq!(
        products(&printless),
        ["DFY-B2C"],
        "printless returns are DFY-B2C (reference 8)"
    );
}

#[tokio::test]
async fn lanes_offer_what_is_known_of_them() {
    let server = TestServer::start().await;
    let path = |to: &str, filter: &str| format!("/capabilities/business?fromCountry=NL&toCountry={to}&{filter}");
    for option in ["HANDT", "SSN"] {
        assert_some(&server, &path("NL", &format!("toBusiness=false&option={option}"))).await;
        let belgium = ask(&server, &path("BE", &format!("toBusiness=false&option={option}"))).await;
        assert_eq!(products(&belgium), ["DFY-B2C"], "{option}");
        for to in ["DE", "DK", "ES", "FR", "GB", "IT", "SE"] {
            assert_empty(&server, &path(to, &format!("option={option}"))).await;
        }
    }
    assert_eq!(products(&ask(&server, &path("DE", "option=PS")).await), ["CON"]);
    assert!(products(&ask(&server, &path("DE", "option=LQ")).await).contains(&"EPL-INT"));
    assert_eq!(products(&ask(&server, &path("DE", "toBusiness=false")).await), ["CON"]);
    assert_eq!(
        products(&ask(&server, &path("GB", "toBusiness=false")).await),
        ["CON2C"]
    );
    assert!(products(&ask(&server, &path("GB", "toBusiness=true")).await).contains(&"EPL-INT"));
}
