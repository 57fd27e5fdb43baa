//! The error shapes of reference 19, as they leave the server.

use crate::support::client::Reply;
use crate::support::{OTHER, TEST, TestServer, samples};
use serde_json::{Value, json};

async fn book(server: &TestServer, token: &str, body: &Value) -> Reply {
    server.post("/shipments").token(token).json(body).send().await
}

#[tokio::test]
async fn no_capability_keeps_the_vendors_shape_and_says_what_to_change() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    // Saturday delivery is for consumers only here (reference 3.1, 4.3; design section 11).
    let body = samples::with(
        samples::shipment(&samples::uuid(1)),
        "options",
        json!([{"key": "DOOR"}, {"key": "S"}]),
    );
    let body = samples::with(body, "receiver.address.isBusiness", json!(true));
    let reply = book(&server, &token, &body).await;
    reply.assert_error(400, "S to a business");
    let error = reply.json();
    assert_eq!(error["key"], "capabilities_retrieve_empty");
    assert_eq!(error["message"], "Could not find matching capabilities");
    let details = error["details"].as_array().unwrap();
    assert!(
        !details.is_empty()
            && details
                .iter()
                .all(|detail| !detail["accepted"].as_array().unwrap().is_empty()),
        "{error}"
    );
    assert!(
        reply.text().contains("\"S\"") || reply.text().contains("'S'") || reply.text().contains(" S "),
        "names the option: {error}"
    );
}

#[tokio::test]
async fn an_unparsable_body_says_where() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    let reply = server
        .post("/shipments")
        .token(&token)
        .body(r#"{"shipmentId": "#)
        .send()
        .await;
    reply.assert_error(400, "truncated");
    insta::assert_json_snapshot!(reply.json(), @r#"
{
  "details": [
    {
      "accepted": [
        "one JSON object in UTF-8"
      ],
      "field": "",
      "message": "EOF while parsing a value at line 1 column 15",
      "rule": "json"
    }
  ],
  "key": "validation_failed",
  "message": "The supplied body could not be parsed correctly, see the details field for additional information."
}
"#);
}

#[tokio::test]
async fn broken_fields_are_all_named_at_once() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    let mut body = samples::shipment("not-a-uuid");
    body["receiver"]["address"]["street"] = json!("");
    body["receiver"]["address"]["city"] = json!(true);
    body["pieces"][0]["weight"] = json!("heavy");
    body["orderReference"] = json!(["x"]);
    body["returnLabel"] = json!("perhaps");
    let reply = book(&server, &token, &body).await;
    reply.assert_error(400, "five broken fields");
    insta::assert_json_snapshot!(reply.json(), @r#"
{
  "details": [
    {
      "accepted": [
        "a UUID"
      ],
      "field": "shipmentId",
      "message": "'not-a-uuid' is not a UUID",
      "rule": "format"
    },
    {
      "accepted": [
        "a string"
      ],
      "field": "receiver.address.city",
      "message": "expected a string, found the boolean true",
      "rule": "type"
    },
    {
      "field": "receiver.address.street",
      "message": "this field is mandatory and must not be empty",
      "rule": "required"
    },
    {
      "accepted": [
        "a number"
      ],
      "field": "pieces[0].weight",
      "message": "expected a number, found the string \"heavy\"",
      "rule": "type"
    },
    {
      "accepted": [
        "a string"
      ],
      "field": "orderReference",
      "message": "expected a string, found an array",
      "rule": "type"
    },
    {
      "accepted": [
        "true or false"
      ],
      "field": "returnLabel",
      "message": "expected true or false, found the string \"perhaps\"",
      "rule": "type"
    }
  ],
  "key": "validation_failed",
  "message": "The supplied body could not be parsed correctly, see the details field for additional information."
}
"#);
}

#[tokio::test]
async fn a_bad_id_in_a_path_is_quoted() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    for path in ["/labels/999999", "/shipments/999999", "/labels?shipmentId=999999"] {
        let reply = server.get(path).token(&token).send().await;
        reply.assert_error(400, path);
        assert_eq!(reply.json()["message"], "Could not parse id from '999999'", "{path}");
    }
    insta::assert_json_snapshot!(server.get("/labels/999999").token(&token).send().await.json(), @r#"
{
  "details": [
    {
      "accepted": [
        "a UUID"
      ],
      "field": "id",
      "message": "this is not a UUID",
      "rule": "format"
    }
  ],
  "key": "id_invalid",
  "message": "Could not parse id from '999999'"
}
"#);
}

#[tokio::test]
async fn credentials() {
    let server = TestServer::start().await;
    let missing = server
        .post("/authenticate/api-key")
        .json(&json!({"userId": ""}))
        .send()
        .await;
    missing.assert_error(400, "no key");
    insta::assert_json_snapshot!(missing.json(), @r#"
{
  "details": [
    {
      "field": "userId",
      "message": "this field is mandatory and must not be empty",
      "rule": "required"
    },
    {
      "field": "key",
      "message": "this field is mandatory and must not be empty",
      "rule": "required"
    }
  ],
  "key": "validation_failed",
  "message": "The supplied body could not be parsed correctly, see the details field for additional information."
}
"#);
    let wrong = server
        .post("/authenticate/api-key")
        .json(&json!({"userId": TEST.user, "key": "x"}))
        .send()
        .await;
    wrong.assert_error(401, "wrong key");
    insta::assert_json_snapshot!(wrong.json(), @r#"
{
  "details": [],
  "key": "unauthorized",
  "message": "The combination of userId and key is invalid"
}
"#);
    let none = server.get("/shipments").send().await;
    none.assert_error(401, "no token");
    insta::assert_json_snapshot!(none.json(), @r#"
{
  "details": [],
  "key": "unauthorized",
  "message": "An access token is needed: Authorization: Bearer <token>"
}
"#);
    let stale = server.get("/shipments").token("a.b.c").send().await;
    stale.assert_error(401, "a bad token");
    insta::assert_json_snapshot!(stale.json(), @r#"
{
  "details": [],
  "key": "unauthorized",
  "message": "The access token is invalid or expired"
}
"#);
}

#[tokio::test]
async fn nothing_there() {
    let server = TestServer::start().await;
    let (token, other) = (server.token(&TEST).await, server.token(&OTHER).await);
    let id = samples::uuid(1);
    assert_eq!(book(&server, &token, &samples::shipment(&id)).await.status, 201);
    for path in [format!("/shipments/{id}"), format!("/labels/{id}")] {
        let foreign = server.get(&path).token(&other).send().await;
        foreign.assert_error(404, "another organisation's");
        let unknown = server
            .get(&path.replace(&id, &samples::uuid(9)))
            .token(&other)
            .send()
            .await;
        assert_eq!(
            foreign.text().replace(&id, &samples::uuid(9)),
            unknown.text(),
            "a foreign object must look like none"
        );
    }
    insta::assert_json_snapshot!(server.get(&format!("/labels/{}", samples::uuid(9))).token(&token).send().await.json(), @r#"
{
  "details": [
    {
      "field": "id",
      "message": "there is no label 5a3c0000-0000-4000-8000-000000000009",
      "rule": "unknown"
    }
  ],
  "key": "label_not_found",
  "message": "The label 5a3c0000-0000-4000-8000-000000000009 was not found"
}
"#);

    let body = json!({"labelIds": [id, samples::uuid(8), samples::uuid(9)]});
    let some = server.post("/labels/multi").token(&token).json(&body).send().await;
    some.assert_error(404, "unknown labels");
    insta::assert_json_snapshot!(some.json(), @r#"
{
  "details": [
    {
      "field": "id",
      "message": "there is no label 5a3c0000-0000-4000-8000-000000000008",
      "rule": "unknown"
    },
    {
      "field": "id",
      "message": "there is no label 5a3c0000-0000-4000-8000-000000000009",
      "rule": "unknown"
    }
  ],
  "key": "label_not_found",
  "message": "2 labels were not found: 5a3c0000-0000-4000-8000-000000000008, 5a3c0000-0000-4000-8000-000000000009"
}
"#);

    let place = server.get("/parcel-shop-locations/NL/8004-NL-999999999").send().await;
    place.assert_error(404, "an unknown ServicePoint");
    let product = server.get("/products/NOPE").send().await;
    product.assert_error(404, "an unknown product");
    let endpoint = server.get("/no-such-thing").send().await;
    endpoint.assert_error(404, "an unknown path");
    insta::assert_json_snapshot!(endpoint.json(), @r#"
{
  "details": [],
  "key": "not_found",
  "message": "There is no such endpoint"
}
"#);
    let method = server
        .request("DELETE", &format!("/labels/{id}"))
        .token(&token)
        .send()
        .await;
    method.assert_error(405, "no public cancel endpoint (reference 6.2)");
    insta::assert_json_snapshot!(method.json(), @r#"
{
  "details": [],
  "key": "method_not_allowed",
  "message": "This endpoint does not take this method"
}
"#);
}

#[tokio::test]
async fn track_and_trace_finds_nothing_in_plain_text() {
    let server = TestServer::start().await;
    for path in [
        "/track-trace?key=JVGL00000000000000000000",
        "/track-trace?key=3SXXX0000000000%2B1012JS",
        "/track-trace?key=",
    ] {
        let reply = server.get(path).send().await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (404, Some("text/plain")),
            "{path}"
        );
        insta::allow_duplicates! { insta::assert_snapshot!(reply.text(), @r#"No parcel found for the given key(s)"#); }
    }
}

#[tokio::test]
async fn a_reused_id_with_other_content_conflicts() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    let id = samples::uuid(1);
    let first = book(&server, &token, &samples::shipment(&id)).await;
    assert_eq!(first.status, 201);
    let again = book(&server, &token, &samples::shipment(&id)).await;
    assert_eq!((again.status, again.text()), (201, first.text()));
    let other = book(
        &server,
        &token,
        &samples::with(samples::shipment(&id), "pieces[0].weight", json!(2)),
    )
    .await;
    other.assert_error(409, "other content");
    insta::assert_json_snapshot!(other.json(), @r#"
{
  "details": [
    {
      "accepted": [
        "the original content",
        "a new UUID"
      ],
      "field": "shipmentId",
      "message": "this id was used before, with different content",
      "rule": "conflict"
    }
  ],
  "key": "shipment_exists",
  "message": "The shipment 5a3c0000-0000-4000-8000-000000000001 exists already with different content"
}
"#);
    let stored = server
        .get(&format!("/shipments/{id}"))
        .token(&token)
        .send()
        .await
        .json();
    assert_eq!(stored["pieces"][0]["weight"], 1.5, "the original stands");
}

#[tokio::test]
async fn an_account_unknown_to_the_token() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    let mut answers = Vec::new();
    for account in ["08600001", "99999999"] {
        let body = samples::with(samples::shipment(&samples::uuid(1)), "accountId", json!(account));
        let reply = book(&server, &token, &body).await;
        reply.assert_error(400, account);
        assert_eq!(reply.key(), "account_unknown");
        answers.push(reply.text().replace(account, "<account>"));
    }
    assert_eq!(answers[0], answers[1]);
    insta::assert_json_snapshot!(serde_json::from_str::<Value>(&answers[0]).unwrap(), @r#"
{
  "details": [
    {
      "accepted": [
        "an account from POST /authenticate/api-key/account-numbers"
      ],
      "field": "accountId",
      "message": "this account is unknown to the token",
      "rule": "unknown"
    }
  ],
  "key": "account_unknown",
  "message": "The account <account> is unknown"
}
"#);
}

#[tokio::test]
async fn parameters() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    let sender = server.get("/capabilities/robot").send().await;
    sender.assert_error(400, "an unknown sender type");
    insta::assert_json_snapshot!(sender.json(), @r#"
{
  "details": [
    {
      "accepted": [
        "business",
        "consumer",
        "parcelShop"
      ],
      "field": "senderType",
      "message": "there is no sender type 'robot'",
      "rule": "unknown"
    }
  ],
  "key": "parameter_invalid",
  "message": "The parameter 'senderType' is not valid: there is no sender type 'robot'"
}
"#);
    let alone = server.get("/parcel-shop-locations/NL").send().await;
    alone.assert_error(400, "a country alone");
    insta::assert_json_snapshot!(alone.json(), @r#"
{
  "details": [
    {
      "accepted": [
        "q",
        "fuzzy",
        "postalCode",
        "zipCode",
        "city",
        "street with houseNumber",
        "latitude and longitude"
      ],
      "field": "query",
      "message": "a country alone names no place; say where to look",
      "rule": "required"
    }
  ],
  "key": "parameter_invalid",
  "message": "The parameter 'query' is not valid: a country alone names no place; say where to look"
}
"#);
    let unfiltered = server.get("/labels").token(&token).send().await;
    unfiltered.assert_error(400, "no label filter");
    insta::assert_json_snapshot!(unfiltered.json(), @r#"
{
  "details": [
    {
      "accepted": [
        "trackerCodeFilter",
        "orderReferenceFilter",
        "shipmentId"
      ],
      "field": "query",
      "message": "labels are listed by a filter",
      "rule": "required"
    }
  ],
  "key": "filter_required",
  "message": "At least one filter is needed"
}
"#);
    let limit = server.get("/shipments?limit=0").token(&token).send().await;
    limit.assert_error(400, "limit 0");
    insta::assert_json_snapshot!(limit.json(), @r#"
{
  "details": [
    {
      "accepted": [
        "1 to 100"
      ],
      "field": "limit",
      "message": "this is not a number in range",
      "rule": "range"
    }
  ],
  "key": "parameter_invalid",
  "message": "The parameter 'limit' is not valid: this is not a number in range"
}
"#);
}

#[tokio::test]
async fn a_body_beyond_the_bound_is_413() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    let reply = server
        .post("/shipments")
        .token(&token)
        .body(vec![b' '; (1 << 20) + 1])
        .send()
        .await;
    reply.assert_error(413, "1 MiB and a byte");
    insta::assert_json_snapshot!(reply.json(), @r#"
{
  "details": [
    {
      "accepted": [
        "up to 1048576 bytes"
      ],
      "field": "",
      "message": "the body is too large",
      "rule": "length"
    }
  ],
  "key": "body_too_large",
  "message": "The body is larger than 1048576 bytes"
}
"#);
}

#[tokio::test]
async fn content_types_carry_no_parameters() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    let id = samples::uuid(1);
    let made = book(&server, &token, &samples::shipment(&id)).await;
    assert_eq!(
        (made.status, made.header("content-type")),
        (201, Some("application/json"))
    );
    let barcode = made.json()["pieces"][0]["trackerCode"].as_str().unwrap().to_owned();
    for path in [
        "/capabilities/business",
        "/products",
        "/shipments",
        &format!("/labels?shipmentId={id}"),
        &format!("/track-trace?key={barcode}"),
        "/parcel-shop-locations/NL?q=1012",
    ] {
        let reply = server.get(path).token(&token).send().await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (200, Some("application/json")),
            "{path}"
        );
    }
    for kind in ["application/json", "application/pdf", "application/zpl"] {
        let reply = server
            .get(&format!("/labels/{id}"))
            .token(&token)
            .accept(kind)
            .send()
            .await;
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(kind)));
    }
}
