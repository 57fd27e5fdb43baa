//! Batches (reference 5.12).

use super::merchant::{
    GROUND, LIVE, MINE, Merchant, NOBODY, OTHER, assert_id, assert_required, id, parcel_to_walnut_creek, to,
};
use crate::support::TestServer;
use crate::support::papers::{pdf_pages, pdf_text};
use crate::support::receiver::Receiver;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Longer than any batch here takes.
const HANG: Duration = Duration::from_mins(1);

async fn open() -> (Merchant, String) {
    let shop = Merchant::with(TestServer::start().await.with_jobs(), MINE);
    let account = shop.connect().await;
    (shop, account)
}

fn member(note: &str) -> Value {
    json!({"shipment": parcel_to_walnut_creek(), "metadata": note})
}

/// One to where the carrier does not go.
fn to_the_forces() -> Value {
    let address = super::merchant::address("APO", "AE", "09012", "US");
    json!({"shipment": to(address), "metadata": "forces"})
}

fn batch(account: &str, members: &[Value]) -> Value {
    json!({
        "default_carrier_account": account, "default_servicelevel_token": GROUND, "label_filetype": "PDF_4x6",
        "metadata": "monday", "batch_shipments": members,
    })
}

/// Reads a batch until nothing is done with it any more.
async fn settled(shop: &Merchant, made: &Value) -> Value {
    let path = format!("/batches/{}", id(made));
    let started = Instant::now();
    loop {
        let batch = shop.get(&path).await;
        if !["VALIDATING", "PURCHASING"].contains(&batch["status"].as_str().unwrap()) {
            return batch;
        }
        assert!(started.elapsed() < HANG, "{path} stays {batch}");
    }
}

async fn post(shop: &Merchant, made: &Value, call: &str, body: &Value, status: u16) -> Value {
    let reply = shop.post(&format!("/batches/{}/{call}", id(made)), body).await;
    assert_eq!(reply.status, status, "{call}: {}", reply.text());
    reply.json()
}

fn members(batch: &Value) -> &[Value] {
    batch["batch_shipments"]["results"].as_array().unwrap()
}

fn notes(batch: &Value) -> Vec<&str> {
    members(batch)
        .iter()
        .map(|member| member["metadata"].as_str().unwrap())
        .collect()
}

fn counts(batch: &Value) -> [u64; 4] {
    [
        "creation_failed",
        "creation_succeeded",
        "purchase_failed",
        "purchase_succeeded",
    ]
    .map(|name| batch["object_results"][name].as_u64().unwrap())
}

#[tokio::test]
async fn a_batch_is_validated_bought_and_printed() {
    let (shop, account) = open().await;
    let made = shop
        .create("/batches/", &batch(&account, &[member("a"), member("b"), member("c")]))
        .await;
    assert_required(
        &made,
        &[
            "default_carrier_account",
            "default_servicelevel_token",
            "batch_shipments",
            "label_url",
            "object_created",
            "object_id",
            "object_owner",
            "object_results",
            "object_updated",
            "status",
        ],
    );
    assert_eq!(
        (&made["status"], &made["label_url"], &made["test"]),
        (&json!("VALIDATING"), &json!([]), &json!(true))
    );
    assert_eq!(
        (
            &made["default_carrier_account"],
            &made["metadata"],
            &made["label_filetype"]
        ),
        (&json!(account), &json!("monday"), &json!("PDF_4x6"))
    );
    assert_eq!(notes(&made), ["a", "b", "c"]);
    let valid = settled(&shop, &made).await;
    assert_eq!((&valid["status"], counts(&valid)), (&json!("VALID"), [0, 3, 0, 0]));
    for member in members(&valid) {
        assert_eq!((&member["status"], &member["messages"]), (&json!("VALID"), &json!([])));
        let shipment = shop
            .get(&format!("/shipments/{}", member["shipment"].as_str().unwrap()))
            .await;
        let rates = shipment["rates"].as_array().unwrap();
        assert_eq!((rates.len(), &rates[0]["servicelevel"]["token"]), (1, &json!(GROUND)));
    }
    let buying = post(&shop, &made, "purchase", &json!({}), 202).await;
    assert_eq!(buying["status"], "PURCHASING");
    let bought = settled(&shop, &made).await;
    assert_eq!(
        (&bought["status"], counts(&bought)),
        (&json!("PURCHASED"), [0, 3, 0, 3])
    );
    let mut numbers = BTreeSet::new();
    for member in members(&bought) {
        assert_eq!(member["status"], "VALID");
        let transaction = member["transaction"].as_str().unwrap();
        assert_id(transaction);
        let label = shop.get(&format!("/transactions/{transaction}")).await;
        assert_eq!(
            (&label["status"], &label["metadata"]),
            (&json!("SUCCESS"), &member["metadata"])
        );
        numbers.insert(label["tracking_number"].as_str().unwrap().to_owned());
    }
    assert_eq!(numbers.len(), 3);
    let urls = bought["label_url"].as_array().unwrap();
    assert_eq!(urls.len(), 1);
    let paper = shop.open_link(urls[0].as_str().unwrap()).await;
    assert_eq!(
        (paper.status, paper.header("content-type")),
        (200, Some("application/pdf"))
    );
    assert_eq!(pdf_pages(&paper.body), [(102, 152); 3]);
    let digits: String = pdf_text(&paper.body).chars().filter(char::is_ascii_digit).collect();
    assert!(numbers.iter().all(|number| digits.contains(&number[8..])), "{digits}");
    // Once is enough, and too late for anything else.
    for (call, body) in [
        ("purchase", json!({})),
        ("add_shipments", json!([member("d")])),
        ("remove_shipments", json!([members(&bought)[0]["object_id"]])),
    ] {
        let refused = post(&shop, &made, call, &body, 400).await;
        assert!(
            refused["__all__"][0].as_str().unwrap().contains("were bought"),
            "{refused}"
        );
    }
    assert_eq!(shop.get("/transactions").await["results"].as_array().unwrap().len(), 3);
    assert_eq!(settled(&shop, &made).await, bought);
}

#[tokio::test]
async fn what_the_carrier_does_not_take_is_named_and_can_be_removed() {
    let (shop, account) = open().await;
    let mut heavy = member("heavy");
    heavy["shipment"]["parcels"][0]["weight"] = json!("500");
    let made = shop
        .create(
            "/batches",
            &batch(&account, &[member("a"), to_the_forces(), member("b"), heavy]),
        )
        .await;
    let found = settled(&shop, &made).await;
    assert_eq!((&found["status"], counts(&found)), (&json!("INVALID"), [2, 2, 0, 0]));
    let statuses: Vec<&Value> = members(&found).iter().map(|member| &member["status"]).collect();
    assert_eq!(statuses, ["VALID", "INVALID", "VALID", "INVALID"]);
    for index in [1, 3] {
        let said = &members(&found)[index]["messages"][0];
        assert!(
            said["source"] == "DHLeCommerce" && !said["text"].as_str().unwrap().is_empty(),
            "{said}"
        );
    }
    let refused = post(&shop, &made, "purchase", &json!({}), 400).await;
    assert!(
        refused["__all__"][0].as_str().unwrap().contains("cannot be bought"),
        "{refused}"
    );
    let path = format!("/batches/{}", id(&made));
    for (word, wanted) in [
        ("creation_failed", vec!["forces", "heavy"]),
        ("creation_succeeded", vec!["a", "b"]),
        ("purchase_failed", vec![]),
        ("purchase_succeeded", vec![]),
    ] {
        let page = shop.get(&format!("{path}?object_results={word}")).await;
        assert_eq!(notes(&page), wanted, "{word}");
    }
    let bad: Vec<&Value> = [1, 3].map(|index| &members(&found)[index]["object_id"]).to_vec();
    let left = post(&shop, &made, "remove_shipments", &json!([bad[0]]), 200).await;
    assert_eq!(
        (&left["status"], notes(&left)),
        (&json!("INVALID"), vec!["a", "b", "heavy"])
    );
    let again = post(&shop, &made, "remove_shipments", &json!([bad[0]]), 400).await;
    assert!(
        again["batch_shipments"][0][0].as_str().unwrap().contains("no shipment"),
        "{again}"
    );
    let left = post(&shop, &made, "remove_shipments", &json!([bad[1]]), 200).await;
    assert_eq!((&left["status"], notes(&left)), (&json!("VALID"), vec!["a", "b"]));
    // What is added is looked at, and listed behind the others.
    let more = post(&shop, &made, "add_shipments", &json!([member("c"), member("d")]), 200).await;
    assert_eq!(
        (&more["status"], notes(&more)),
        (&json!("VALIDATING"), vec!["a", "b", "c", "d"])
    );
    let valid = settled(&shop, &made).await;
    assert_eq!((&valid["status"], counts(&valid)), (&json!("VALID"), [0, 4, 0, 0]));
    post(&shop, &made, "purchase", &json!({}), 202).await;
    let bought = settled(&shop, &made).await;
    assert_eq!(
        (&bought["status"], counts(&bought)),
        (&json!("PURCHASED"), [0, 4, 0, 4])
    );
    for word in ["creation_succeeded", "purchase_succeeded"] {
        let page = shop.get(&format!("{path}?object_results={word}")).await;
        assert_eq!(notes(&page), ["a", "b", "c", "d"], "{word}");
    }
}

#[tokio::test]
async fn shipments_come_in_pages_and_may_be_named_by_their_ids() {
    let (shop, account) = open().await;
    let made_before = shop.create("/shipments", &parcel_to_walnut_creek()).await;
    let mut sent: Vec<Value> = (1..7).map(|number| member(&number.to_string())).collect();
    sent.insert(
        0,
        json!({"shipment": id(&made_before), "metadata": "0", "servicelevel_token": "dhl_ecommerce_parcels_expedited"}),
    );
    let made = shop.create("/batches", &batch(&account, &sent)).await;
    assert_eq!(notes(&made), ["0", "1", "2", "3", "4"]);
    let second = shop.follow(&made["batch_shipments"]["next"]).await;
    assert_eq!(notes(&second), ["5", "6"]);
    assert_eq!(second["batch_shipments"]["next"], Value::Null);
    let first = shop.follow(&second["batch_shipments"]["previous"]).await;
    assert_eq!(notes(&first), ["0", "1", "2", "3", "4"]);
    let path = format!("/batches/{}", id(&made));
    assert_eq!(notes(&shop.get(&format!("{path}?page=3&results=3")).await), ["6"]);
    assert_eq!(notes(&shop.get(&format!("{path}/?page=9")).await), Vec::<&str>::new());
    let valid = settled(&shop, &made).await;
    assert_eq!(valid["status"], "VALID");
    let named = &members(&valid)[0];
    assert_eq!(
        (
            &named["shipment"],
            &named["servicelevel_token"],
            &named["carrier_account"]
        ),
        (
            &made_before["object_id"],
            &json!("dhl_ecommerce_parcels_expedited"),
            &Value::Null
        )
    );
    post(&shop, &made, "purchase", &json!({}), 202).await;
    let bought = settled(&shop, &made).await;
    let label = members(&bought)[0]["transaction"].as_str().unwrap();
    let label = shop.get(&format!("/transactions/{label}")).await;
    let of_before = made_before["rates"].as_array().unwrap().iter();
    let wanted = of_before
        .filter(|rate| rate["servicelevel"]["token"] == "dhl_ecommerce_parcels_expedited")
        .map(|rate| &rate["object_id"]);
    assert_eq!(
        wanted.collect::<Vec<_>>(),
        [&label["rate"]],
        "the rate it was given before"
    );
    let wrong = shop.request("GET", &format!("{path}?object_results=good")).send().await;
    assert_eq!(wrong.status, 400);
    assert!(
        wrong.json()["object_results"][0]
            .as_str()
            .unwrap()
            .contains("creation_failed")
    );
}

#[tokio::test]
async fn what_is_wrong_is_named_by_its_place() {
    let (shop, account) = open().await;
    let refuse = async |body: &Value, pointer: &str, says: &str| {
        let answer = shop.refuse("/batches", body).await;
        let found = answer.pointer(pointer).and_then(|sentences| sentences[0].as_str());
        assert!(found.is_some_and(|text| text.contains(says)), "{pointer}: {answer}");
    };
    refuse(&json!({}), "/default_carrier_account", "").await;
    refuse(&json!({}), "/default_servicelevel_token", "").await;
    refuse(&json!({}), "/batch_shipments", "").await;
    let with = |name: &str, value: Value| {
        let mut body = batch(&account, &[member("a")]);
        body[name] = value;
        body
    };
    refuse(
        &with("default_carrier_account", json!(NOBODY)),
        "/default_carrier_account",
        "not found",
    )
    .await;
    refuse(
        &with("default_carrier_account", json!("x")),
        "/default_carrier_account",
        "not found",
    )
    .await;
    refuse(
        &with("default_servicelevel_token", json!("usps_priority")),
        "/default_servicelevel_token",
        "no service level",
    )
    .await;
    refuse(&with("label_filetype", json!("GIF")), "/label_filetype", "PDF_4x6").await;
    refuse(&with("metadata", json!("m".repeat(101))), "/metadata", "too many").await;
    refuse(&with("batch_shipments", json!("none")), "/batch_shipments", "an array").await;
    let second = |name: &str, value: Value| {
        let mut other = member("b");
        other[name] = value;
        batch(&account, &[member("a"), other])
    };
    let mut broken = parcel_to_walnut_creek();
    broken["parcels"][0]["weight"] = json!("-1");
    broken["address_to"]["country"] = json!("XX");
    refuse(
        &second("shipment", broken.clone()),
        "/batch_shipments/1/shipment/address_to/country",
        "no country",
    )
    .await;
    refuse(
        &second("shipment", broken),
        "/batch_shipments/1/shipment/parcels/0/weight",
        "",
    )
    .await;
    refuse(
        &second("shipment", json!(NOBODY)),
        "/batch_shipments/1/shipment",
        "not found",
    )
    .await;
    refuse(&second("shipment", json!("x")), "/batch_shipments/1/shipment", "no id").await;
    refuse(&second("shipment", Value::Null), "/batch_shipments/1/shipment", "").await;
    refuse(
        &second("carrier_account", json!(NOBODY)),
        "/batch_shipments/1/carrier_account",
        "not found",
    )
    .await;
    refuse(
        &second("servicelevel_token", json!("x")),
        "/batch_shipments/1/servicelevel_token",
        "no service level",
    )
    .await;
    let mut named = parcel_to_walnut_creek();
    named["address_from"] = json!(NOBODY);
    refuse(
        &second("shipment", named),
        "/batch_shipments/1/shipment/address_from",
        "no object",
    )
    .await;
    assert_eq!(
        shop.get("/shipments").await["results"],
        json!([]),
        "nothing of them was stored"
    );
    let empty = shop.create("/batches", &batch(&account, &[])).await;
    assert_eq!(settled(&shop, &empty).await["status"], "VALID");
    let refused = post(&shop, &empty, "purchase", &json!({}), 400).await;
    assert!(
        refused["__all__"][0].as_str().unwrap().contains("no shipments"),
        "{refused}"
    );
}

#[tokio::test]
async fn more_than_ten_thousand_shipments_are_refused() {
    let (shop, account) = open().await;
    let entry = json!({"shipment": NOBODY});
    let body = batch(&account, &vec![entry.clone(); 10_001]);
    let refused = shop.refuse("/batches", &body).await;
    assert!(
        refused["batch_shipments"][0]
            .as_str()
            .unwrap()
            .contains("up to 10000 shipments"),
        "{refused}"
    );
    let made = shop.create("/batches", &batch(&account, &[member("a")])).await;
    let many = vec![entry; 10_001];
    let refused = post(&shop, &made, "add_shipments", &json!(many), 400).await;
    assert!(
        refused["batch_shipments"][0].as_str().unwrap().contains("10000"),
        "{refused}"
    );
    // Together they are one too many.
    let before = shop.create("/shipments", &parcel_to_walnut_creek()).await;
    let many = vec![json!({"shipment": id(&before)}); 10_000];
    let refused = post(&shop, &made, "add_shipments", &json!(many), 400).await;
    assert!(
        refused["batch_shipments"][0].as_str().unwrap().contains("10000"),
        "{refused}"
    );
    assert_eq!(notes(&settled(&shop, &made).await), ["a"]);
}

#[tokio::test]
async fn others_know_nothing_of_it() {
    let (shop, account) = open().await;
    let made = shop.create("/batches", &batch(&account, &[member("a")])).await;
    let made = settled(&shop, &made).await;
    let path = format!("/batches/{}", id(&made));
    let calls = [
        ("GET", path.clone(), Value::Null),
        ("POST", format!("{path}/purchase"), json!({})),
        ("POST", format!("{path}/add_shipments"), json!([member("b")])),
        (
            "POST",
            format!("{path}/remove_shipments"),
            json!([members(&made)[0]["object_id"]]),
        ),
    ];
    for (method, path, body) in &calls {
        for (token, status) in [(OTHER, 404), (LIVE, 404), ("shippo_test_nobody", 401)] {
            let mut request = shop.request_as(token, method, path);
            if !body.is_null() {
                request = request.json(body);
            }
            assert_eq!(request.send().await.status, status, "{token} {method} {path}");
        }
    }
    let request = shop.request_as(OTHER, "POST", "/batches");
    let strangers = request.json(&batch(&account, &[member("a")])).send().await;
    assert_eq!(strangers.status, 400);
    assert!(strangers.json()["default_carrier_account"][0].is_string());
    // A shipment of another batch is none of this one.
    let second = shop.create("/batches", &batch(&account, &[member("z")])).await;
    let ids = json!([members(&second)[0]["object_id"]]);
    post(&shop, &made, "remove_shipments", &ids, 400).await;
    assert_eq!(settled(&shop, &made).await, made);
}

#[tokio::test]
async fn named_requests_are_carried_out_once() {
    let (shop, account) = open().await;
    let named = |path: &str, body: &Value| {
        shop.request("POST", path)
            .header("idempotency-key", "monday")
            .json(body)
    };
    let body = batch(&account, &[member("a"), member("b")]);
    let (first, again) = (
        named("/batches", &body).send().await,
        named("/batches", &body).send().await,
    );
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.json(), again.json());
    let made = settled(&shop, &first.json()).await;
    assert_eq!(shop.get("/shipments").await["results"].as_array().unwrap().len(), 2);
    let add = format!("/batches/{}/add_shipments", id(&made));
    for _ in 0..2 {
        assert_eq!(named(&add, &json!([member("c")])).send().await.status, 200);
    }
    assert_eq!(notes(&settled(&shop, &made).await), ["a", "b", "c"]);
    let purchase = format!("/batches/{}/purchase", id(&made));
    for _ in 0..2 {
        assert_eq!(named(&purchase, &json!({})).send().await.status, 202);
    }
    assert_eq!(counts(&settled(&shop, &made).await), [0, 3, 0, 3]);
}

#[tokio::test]
async fn webhooks_are_told_of_it() {
    let (shop, account) = open().await;
    let receiver = Receiver::start().await;
    for event in ["batch_created", "batch_purchased"] {
        shop.create("/webhooks", &json!({"event": event, "url": receiver.url()}))
            .await;
    }
    let made = shop.create("/batches", &batch(&account, &[member("a")])).await;
    settled(&shop, &made).await;
    post(&shop, &made, "purchase", &json!({}), 202).await;
    settled(&shop, &made).await;
    let mut told = BTreeSet::new();
    for got in receiver.taken(2).await {
        let body = got.json();
        assert_eq!(
            (&body["test"], &body["data"]["object_id"]),
            (&json!(true), &made["object_id"])
        );
        told.insert(body["event"].as_str().unwrap().to_owned());
    }
    assert_eq!(told, ["batch_created", "batch_purchased"].map(str::to_owned).into());
}

#[tokio::test]
async fn a_large_batch_has_a_file_for_each_hundred_labels() {
    let (shop, account) = open().await;
    let sent: Vec<Value> = (0..301).map(|number| member(&number.to_string())).collect();
    let made = shop.create("/batches", &batch(&account, &sent)).await;
    assert_eq!(settled(&shop, &made).await["status"], "VALID");
    post(&shop, &made, "purchase", &json!({}), 202).await;
    let bought = settled(&shop, &made).await;
    assert_eq!(
        (&bought["status"], counts(&bought)),
        (&json!("PURCHASED"), [0, 301, 0, 301])
    );
    let urls: Vec<&str> = bought["label_url"]
        .as_array()
        .unwrap()
        .iter()
        .map(|url| url.as_str().unwrap())
        .collect();
    assert_eq!(urls.len(), 4);
    for (url, pages) in urls.iter().zip([100, 100, 100, 1]) {
        assert_eq!(pdf_pages(&shop.open_link(url).await.body).len(), pages, "{url}");
    }
    let last = shop.get(&format!("/batches/{}?page=61&results=5", id(&made))).await;
    assert_eq!(notes(&last), ["300"]);
}

/// As after a run that died behind a purchase, before it noted it.
#[tokio::test]
async fn a_label_that_was_bought_before_is_not_bought_again() {
    let (shop, account) = open().await;
    let made = shop
        .create("/batches", &batch(&account, &[member("a"), member("b")]))
        .await;
    let valid = settled(&shop, &made).await;
    let shipment = members(&valid)[1]["shipment"].as_str().unwrap();
    let shipment = shop.get(&format!("/shipments/{shipment}")).await;
    let rate = &shipment["rates"][0]["object_id"];
    let before = shop
        .create("/transactions", &json!({"rate": rate, "async": false}))
        .await;
    post(&shop, &made, "purchase", &json!({}), 202).await;
    let bought = settled(&shop, &made).await;
    assert_eq!(
        (&bought["status"], counts(&bought)),
        (&json!("PURCHASED"), [0, 2, 0, 2])
    );
    assert_eq!(members(&bought)[1]["transaction"], before["object_id"]);
    assert_eq!(shop.get("/transactions").await["results"].as_array().unwrap().len(), 2);
}

/// Rates live for seven days (reference 5.7).
#[tokio::test]
async fn labels_whose_rates_have_ended_are_not_bought() {
    let (shop, account) = open().await;
    let made = shop.create("/batches", &batch(&account, &[member("a")])).await;
    settled(&shop, &made).await;
    shop.advance("P8D").await;
    post(&shop, &made, "purchase", &json!({}), 202).await;
    let bought = settled(&shop, &made).await;
    assert_eq!(
        (&bought["status"], counts(&bought)),
        (&json!("PURCHASED"), [0, 1, 1, 0])
    );
    let failed = &members(&bought)[0];
    assert_eq!(
        (&failed["status"], &failed["transaction"]),
        (&json!("TRANSACTION_FAILED"), &Value::Null)
    );
    assert!(
        failed["messages"][0]["text"].as_str().unwrap().contains("seven days"),
        "{failed}"
    );
    assert_eq!(bought["label_url"], json!([]));
}

#[tokio::test]
async fn a_reset_empties_everything_but_the_carrier_accounts() {
    let (shop, account) = open().await;
    let made = shop.create("/batches", &batch(&account, &[member("a")])).await;
    settled(&shop, &made).await;
    let accounts = shop.get("/carrier_accounts").await;
    let reset = shop.server.operator("POST", "/reset").json(&json!({})).send().await;
    assert!(reset.status < 300, "{}", reset.text());
    assert_eq!(shop.get("/carrier_accounts").await, accounts);
    let gone = shop.request("GET", &format!("/batches/{}", id(&made))).send().await;
    assert_eq!(gone.status, 404);
    for path in ["/shipments", "/addresses", "/parcels", "/transactions"] {
        assert_eq!(shop.get(path).await["results"], json!([]), "{path}");
    }
    let again = shop.create("/batches", &batch(&account, &[member("a")])).await;
    assert_eq!(settled(&shop, &again).await["status"], "VALID");
}
