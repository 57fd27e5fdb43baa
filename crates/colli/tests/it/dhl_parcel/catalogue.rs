//! Parcel types, options, products and destinations (reference 3.2 to 3.5, 4, 21.3).

use crate::support::shop::{Shop, assert_holds, assert_no_null, each};
use crate::support::{TEST, TestServer};
use serde_json::{Value, json};

async fn ask(server: &TestServer, path: &str) -> Value {
    let reply = server.get(path).send().await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    assert_no_null(&reply.json(), path);
    reply.json()
}

fn keys(list: &Value) -> Vec<&str> {
    each(list, "/key")
}

#[tokio::test]
async fn parcel_types_follow_the_lane() {
    let server = TestServer::start().await;
    let sample: Value = serde_json::from_str(include_str!("../samples/parcel-types.response.json")).unwrap();
    let spain = ask(&server, "/parcel-types/business/ES").await;
    assert_holds(&spain, &sample, "ES");
    assert!(keys(&ask(&server, "/parcel-types/business/NL?toBusiness=true").await).contains(&"PALLET"));
    assert!(!keys(&ask(&server, "/parcel-types/business/NL?toBusiness=false").await).contains(&"PALLET"));
    let domestic = ask(&server, "/parcel-types/business/NL?toCountry=NL&toBusiness=1").await;
    let small = domestic
        .as_array()
        .unwrap()
        .iter()
        .find(|kind| kind["key"] == "SMALL")
        .unwrap();
    assert_holds(
        small,
        &json!({"minWeightKg": 0, "maxWeightKg": 20, "minWeightGrams": 0, "maxWeightGrams": 20000,
            "dimensions": {"maxLengthCm": 80, "maxWidthCm": 50, "maxHeightCm": 35}}),
        "SMALL",
    );
    assert!(!keys(&ask(&server, "/parcel-types/business/NL?toCountry=DE").await).contains(&"XSMALL"));
    assert!(keys(&ask(&server, "/parcel-types/consumer/NL?toCountry=BE&toBusiness=false").await).contains(&"XSMALL"));
    assert_ne!(
        ask(&server, "/parcel-types/business").await,
        json!([]),
        "the older form without a country"
    );
    assert_eq!(ask(&server, "/parcel-types/business/US").await, json!([]));
    for filter in ["carrier=DHL-EXPRESS", "businessUnit=dhl-es", "accountNumber=99999999"] {
        assert_eq!(
            ask(&server, &format!("/parcel-types/business/NL?{filter}")).await,
            json!([]),
            "{filter}"
        );
    }
    for filter in [
        "fromPostalCode=3542AD&toPostalCode=1012JS",
        "returnProduct=true",
        "carrier=DHL-PARCEL",
        "accountNumber=08500002",
    ] {
        assert_ne!(
            ask(&server, &format!("/parcel-types/business/NL?{filter}")).await,
            json!([]),
            "{filter}"
        );
    }
    assert_eq!(server.get("/parcel-types/robot/NL").send().await.status, 400);
}

#[tokio::test]
async fn parcel_types_of_a_token_meet_the_account_parameter() {
    let shop = Shop::open().await;
    let narrow = shop.restricted_token(&TEST, "08500002").await;
    let path = "/parcel-types/business/NL?returnProduct=true";
    assert_eq!(shop.server.get(path).token(&narrow).send().await.json(), json!([]));
    assert_ne!(shop.json(path).await, json!([]));
    let foreign = shop.json("/parcel-types/business/NL?accountNumber=08600001").await;
    assert_eq!(foreign, json!([]), "an account the token does not have");
}

#[tokio::test]
async fn options_come_with_their_exclusions() {
    let server = TestServer::start().await;
    let sample: Value = serde_json::from_str(include_str!("../samples/shipment-option.PS.response.json")).unwrap();
    let all = ask(&server, "/shipment-options/business").await;
    let option = |key: &str| {
        let found = all.as_array().unwrap().iter().find(|option| option["key"] == key);
        found.unwrap_or_else(|| panic!("no option {key}")).clone()
    };
    assert_holds(&option("PS"), &sample, "PS");
    let ranks: Vec<u64> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|option| option["rank"].as_u64().unwrap())
        .collect();
    assert!(ranks.is_sorted(), "{ranks:?}");
    // Rank, code, inputType and inputMax as reference 4.3 prints them.
    for (key, rank, code, input, max) in [
        ("DOOR", 2, 0, None, None),
        ("BP", 3, 91, None, None),
        ("REFERENCE", 5, 0, Some("text"), Some("15")),
        ("PERS_NOTE", 6, 0, Some("text"), None),
        ("SDD", 7, 6, None, None),
        ("ADD_RETURN_LABEL", 8, 0, None, None),
        ("EA", 9, 58, None, None),
        ("INS", 10, 0, Some("number"), None),
        ("S", 11, 15, None, None),
        ("HANDT", 12, 56, None, None),
        ("EVE", 13, 14, None, None),
        ("NBB", 14, 36, None, None),
        ("EXP", 15, 1, None, None),
        ("SSN", 16, 0, Some("address"), None),
        ("COD_CASH", 17, 0, Some("number"), None),
        ("COD_CHECK", 18, 0, Some("number"), None),
        ("BOUW", 19, 0, None, None),
        ("EXW", 20, 0, None, None),
        ("RECAP", 21, 0, Some("text"), None),
        ("NO_TT", 22, 0, None, None),
        ("REFERENCE2", 22, 0, Some("text"), Some("70")),
    ] {
        let option = option(key);
        assert_eq!(
            (option["rank"].as_i64(), option["code"].as_i64()),
            (Some(rank), Some(code)),
            "{key}"
        );
        assert_eq!(
            (option["inputType"].as_str(), option["inputMax"].as_str()),
            (input, max),
            "{key}"
        );
    }
    for key in ["H", "HANDTPS", "LQ", "AGE_CHECK", "BMC", "IS_BULKY"] {
        option(key);
    }
}

#[tokio::test]
async fn options_follow_the_filters() {
    let server = TestServer::start().await;
    let path = |filter: &str| format!("/shipment-options/business?fromCountry=NL&{filter}");
    let germany = ask(&server, &path("toCountry=DE")).await;
    assert!(
        !keys(&germany).contains(&"SSN") && keys(&germany).contains(&"PS"),
        "{:?}",
        keys(&germany)
    );
    let enabled = ask(&server, &path("whitelistRequired=true")).await;
    assert!(
        keys(&enabled).contains(&"SDD") && !keys(&enabled).contains(&"DOOR"),
        "{:?}",
        keys(&enabled)
    );
    let narrow = ask(&server, &path("accountNumber=08500002")).await;
    assert!(
        !keys(&narrow).contains(&"SDD") && keys(&narrow).contains(&"DOOR"),
        "{:?}",
        keys(&narrow)
    );
    assert_ne!(
        ask(&server, &path("toBusiness=true")).await,
        ask(&server, &path("toBusiness=false")).await
    );
    for filter in ["carrier=DHL-EXPRESS", "businessUnit=dhl-pt", "toCountry=XX"] {
        assert_eq!(ask(&server, &path(filter)).await, json!([]), "{filter}");
    }
    assert_eq!(server.get("/shipment-options/robot").send().await.status, 400);
}

#[tokio::test]
async fn products_are_those_of_the_contract() {
    let server = TestServer::start().await;
    let all = ask(&server, "/products").await;
    for key in [
        "DFY-B2C",
        "DFY-SDD",
        "EPL",
        "EPL-INT",
        "EPL-PAL",
        "CON",
        "CON2C",
        "DFY-RETURN",
        "EPL-RETURN",
        "RETURN-CON",
    ] {
        assert!(keys(&all).contains(&key), "{key} in {:?}", keys(&all));
    }
    let epl = json!({"key": "EPL", "label": "EUROPLUS", "code": "04", "menuCode": "01", "businessProduct": true,
        "monoColloProduct": false, "softwareCharacteristic": "B2X", "returnProduct": false});
    assert_eq!(ask(&server, "/products/EPL").await, epl);
    assert!(all.as_array().unwrap().contains(&epl));
    for (flag, wanted) in [("true", true), ("false", false)] {
        let some = ask(&server, &format!("/products?businessProduct={flag}")).await;
        assert!(!some.as_array().unwrap().is_empty());
        assert!(
            some.as_array()
                .unwrap()
                .iter()
                .all(|product| product["businessProduct"] == json!(wanted)),
            "{flag}"
        );
    }
    let abroad = ask(&server, "/products?fromCountry=NL&toCountry=DE&businessProduct=false").await;
    assert_eq!(keys(&abroad), ["CON"]);
    assert_eq!(
        ask(&server, "/products?fromCountry=NL&toCountry=US").await,
        json!([]),
        "not in the contract"
    );
    let narrow = ask(&server, "/products?accountNumber=08500002").await;
    assert!(
        !keys(&narrow).contains(&"DFY-SDD") && !keys(&narrow).contains(&"DFY-RETURN"),
        "{:?}",
        keys(&narrow)
    );
    for filter in ["carrier=SPEEDPACK", "businessUnit=dhl-xx"] {
        assert_eq!(
            ask(&server, &format!("/products?{filter}")).await,
            json!([]),
            "{filter}"
        );
    }
    let unknown = server.get("/products/NO_SUCH").send().await;
    assert_eq!((unknown.status, unknown.key().as_str()), (404, "product_not_found"));
}

#[tokio::test]
async fn the_rate_card_countries_are_reached() {
    let server = TestServer::start().await;
    let countries = [
        "AT", "BE", "BG", "CH", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IT", "LI",
        "LT", "LU", "LV", "MC", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "SM",
    ];
    for from in ["NL", "BE", "LU"] {
        let reached = ask(&server, &format!("/destination-countries/business/{from}")).await;
        let mut reached: Vec<&str> = reached
            .as_array()
            .unwrap()
            .iter()
            .map(|code| code.as_str().unwrap())
            .collect();
        reached.sort_unstable();
        assert_eq!(reached, countries, "{from}");
    }
    assert_eq!(ask(&server, "/destination-countries/business/US").await, json!([]));
    assert_eq!(
        ask(&server, "/destination-countries/business/NL?carrier=DHL-EXPRESS").await,
        json!([])
    );
    assert_eq!(server.get("/destination-countries/robot/NL").send().await.status, 400);
    let properties = ask(&server, "/destination-countries/business/NL/properties").await;
    assert_eq!(each(&properties, "/countryCode").len(), countries.len());
    for country in properties.as_array().unwrap() {
        let code = country["countryCode"].as_str().unwrap();
        // San Marino is in a customs union with the EU and still asks for a declaration (data README).
        let outside = ["CH", "GB", "LI", "NO", "SM"].contains(&code);
        assert_eq!(country["customsRequired"], json!(outside), "{code}");
    }
}
