//! Addresses and their validation (reference 5.3, 5.4).

use super::gate::{Gate, LIVE, TEST, assert_keys, assert_resource, id};
use serde_json::{Value, json};

const KEYS: [&str; 23] = [
    "object_id",
    "object_created",
    "object_updated",
    "object_owner",
    "is_complete",
    "name",
    "company",
    "street_no",
    "street1",
    "validation_results",
    "street2",
    "street3",
    "city",
    "state",
    "zip",
    "country",
    "phone",
    "email",
    "is_residential",
    "latitude",
    "longitude",
    "metadata",
    "test",
];

fn address() -> Value {
    json!({
        "name": "Mrs Hippo", "company": "Hippo GmbH", "street1": "731 Market St", "city": "San Francisco",
        "state": "CA", "zip": "94103", "country": "us", "phone": "+1 555 341 9393", "email": "mrs@example.com",
        "is_residential": true, "metadata": "Customer ID 123456",
    })
}

fn with(member: &str, value: Value) -> Value {
    let mut address = address();
    address[member] = value;
    address
}

#[tokio::test]
async fn an_address_reads_back_as_it_was_made() {
    let gate = Gate::open(TEST).await;
    let made = gate.post("/addresses", &address(), 201).await;
    assert_keys(&made, &KEYS);
    assert_eq!(
        (&made["country"], &made["is_complete"], &made["test"]),
        (&json!("US"), &json!(true), &json!(true))
    );
    assert_eq!(
        (&made["street2"], &made["validation_results"]),
        (&json!(""), &json!({}))
    );
    assert_eq!(
        (&made["is_residential"], &made["latitude"]),
        (&json!(true), &Value::Null)
    );
    assert_resource(&Gate::open(TEST).await, "/addresses", &address()).await;
}

#[tokio::test]
async fn little_is_needed_and_what_is_missing_is_told() {
    let gate = Gate::open(TEST).await;
    let made = gate.post("/addresses", &json!({"country": "NL"}), 201).await;
    assert_eq!(
        (&made["is_complete"], &made["name"], &made["is_residential"]),
        (&json!(false), &json!(""), &Value::Null)
    );
    let greek = gate
        .post("/addresses", &with("name", json!("Ελένη Παπαδοπούλου")), 201)
        .await;
    assert_eq!(greek["name"], "Ελένη Παπαδοπούλου");
}

#[tokio::test]
async fn broken_members_are_named_with_what_is_accepted() {
    let gate = Gate::open(TEST).await;
    let refused = [
        ("country", json!(null), "mandatory"),
        ("country", json!("XX"), "two letters of ISO 3166-1"),
        ("country", json!("United States"), "is no country"),
        ("street1", json!("s".repeat(122)), "up to 121 characters"),
        ("street2", json!("s".repeat(101)), "up to 100 characters"),
        ("metadata", json!("m".repeat(101)), "up to 100 characters"),
        ("city", json!(["a"]), "expected a string, found an array"),
        ("is_residential", json!("perhaps"), "true or false"),
    ];
    for (member, value, says) in refused {
        gate.refuse("/addresses", &with(member, value), &format!("/{member}"), says)
            .await;
    }
    let fits = gate
        .post("/addresses", &with("street1", json!("s".repeat(121))), 201)
        .await;
    assert_eq!(fits["street1"].as_str().unwrap().len(), 121);
}

#[tokio::test]
async fn a_form_is_taken_too() {
    let gate = Gate::open(TEST).await;
    let form = "name=Mr+Hippo&street1=1092+Indian+Summer+Ct&city=San+Jose&state=CA&zip=95122&country=US&is_residential=True&validate=true";
    let request = gate
        .request("POST", "/addresses/")
        .header("content-type", "application/x-www-form-urlencoded");
    let reply = request.body(form).send().await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let made = reply.json();
    assert_eq!(
        (&made["name"], &made["is_residential"]),
        (&json!("Mr Hippo"), &json!(true))
    );
    assert_eq!(made["validation_results"], json!({"is_valid": true, "messages": []}));
}

#[tokio::test]
async fn a_validation_makes_a_new_mended_address() {
    let gate = Gate::open(TEST).await;
    let typed = json!({"name": "A", "street1": "731 Market St", "city": "San Francisco", "state": "california", "zip": "941031234", "country": "US"});
    let made = gate.post("/addresses", &typed, 201).await;
    let validated = gate.json(&format!("/addresses/{}/validate", id(&made))).await;
    assert_ne!(id(&validated), id(&made));
    assert_eq!(
        (&validated["state"], &validated["zip"]),
        (&json!("CA"), &json!("94103-1234"))
    );
    let results = &validated["validation_results"];
    assert_eq!(results["is_valid"], true);
    let messages = results["messages"].as_array().unwrap();
    let codes: Vec<_> = messages
        .iter()
        .map(|message| message["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["postal_code_change", "administrative_area_change"]);
    for message in messages {
        assert_keys(message, &["source", "code", "type", "text"]);
        assert_eq!(message["source"], "Shippo Address Validator");
    }
    let read = gate.json(&format!("/addresses/{}/", id(&validated))).await;
    assert_eq!(read, validated, "the new one is kept");
    let before = gate.json(&format!("/addresses/{}", id(&made))).await;
    assert_eq!(before, made, "the old one stays");
    let unknown = gate.get("/addresses/00000000000000000000000000000000/validate/").await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn what_cannot_be_routed_is_not_valid() {
    let gate = Gate::open(LIVE).await;
    let invalid = [
        (
            json!({"street1": "1 A", "city": "Boston", "state": "NY", "zip": "02108", "country": "US"}),
            "component_mismatch_error",
        ),
        (
            json!({"street1": "1 A", "city": "Boston", "state": "MA", "zip": "021", "country": "US"}),
            "invalid_postal_code",
        ),
        (
            json!({"street1": "1 A", "city": "Nowhere", "state": "MA", "zip": "00001", "country": "US"}),
            "postal_code_not_found",
        ),
        (
            json!({"street1": "1 A", "city": "Boston", "state": "QQ", "zip": "02108", "country": "US"}),
            "Invalid State",
        ),
        (
            json!({"street1": "1 A", "city": "12345", "state": "MA", "zip": "02108", "country": "US"}),
            "Invalid City",
        ),
        (
            json!({"city": "Boston", "state": "MA", "zip": "02108", "country": "US"}),
            "street_detail_missing",
        ),
        (json!({"country": "US"}), "empty_request"),
        (
            json!({"street1": "1 A", "city": "APO", "state": "MA", "zip": "02108", "country": "US"}),
            "component_mismatch_error",
        ),
        (
            json!({"street1": "1 A", "city": "Utrecht", "zip": "12 AB", "country": "NL"}),
            "invalid_postal_code",
        ),
        (
            json!({"street1": "1 A", "city": "Toronto", "zip": "M5V 2T6", "country": "CA"}),
            "Invalid State",
        ),
    ];
    for (address, code) in invalid {
        let mut body = address;
        body["validate"] = json!(true);
        let made = gate.post("/addresses", &body, 201).await;
        let results = &made["validation_results"];
        assert_eq!(results["is_valid"], false, "{made}");
        let messages = results["messages"].as_array().unwrap();
        let errors: Vec<_> = messages
            .iter()
            .filter(|message| message["type"] == "address_error")
            .collect();
        assert_eq!((errors.len(), &errors[0]["code"]), (1, &json!(code)), "{made}");
    }
}

#[tokio::test]
async fn test_tokens_let_addresses_abroad_pass() {
    let abroad = json!({"street1": "A", "city": "Utrecht", "zip": "nonsense", "country": "NL", "validate": true});
    let gate = Gate::open(TEST).await;
    let made = gate.post("/addresses", &abroad, 201).await;
    assert_eq!(made["validation_results"], json!({"is_valid": true, "messages": []}));
}

#[tokio::test]
async fn the_second_version_answers_without_keeping_anything() {
    let gate = Gate::open(LIVE).await;
    let path = "/v2/addresses/validate?address_line_1=731%20Market%20St&city_locality=San+Francisco&state_province=California&postal_code=94103&country_code=US&name=A";
    let answer = gate.json(path).await;
    assert_keys(&answer, &["original_address", "recommended_address", "analysis"]);
    assert_eq!(
        (
            &answer["original_address"]["state_province"],
            &answer["recommended_address"]["state_province"]
        ),
        (&json!("California"), &json!("CA"))
    );
    let analysis = &answer["analysis"];
    assert_eq!(analysis["changed_attributes"], json!(["state_province"]));
    assert_eq!(
        (&analysis["validation_result"]["value"], &analysis["address_type"]),
        (&json!("partially_valid"), &json!("unknown"))
    );
    assert_eq!(gate.json("/addresses").await["results"], json!([]));
    let clean = gate.json("/v2/addresses/validate/?address_line_1=731+Market+St&city_locality=San+Francisco&state_province=CA&postal_code=94103&country_code=US").await;
    assert_eq!(
        clean["analysis"]["validation_result"],
        json!({"value": "valid", "reasons": []})
    );

    for (query, member) in [
        ("address_line_1=1+A&country_code=US", "postal_code"),
        ("address_line_1=1+A&country_code=NL", "city_locality"),
        ("city_locality=A&country_code=NL", "address_line_1"),
        ("address_line_1=1+A&city_locality=A", "country_code"),
    ] {
        let reply = gate.get(&format!("/v2/addresses/validate?{query}")).await;
        assert_eq!(reply.status, 400, "{query}");
        assert!(reply.json()[member].is_array(), "{query}: {}", reply.text());
    }
}
