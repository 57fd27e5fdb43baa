//! Manifests (reference 5.10).

use super::merchant::{
    GROUND, MINE, Merchant, NOBODY, assert_id, assert_required, assert_shaped, id, parcel_to_walnut_creek, sample,
};
use crate::support::TestServer;
use crate::support::papers::pdf_text;
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// Labels on the large manifest.
const GOOD: usize = 497;
/// Purchases under way at once.
const AT_ONCE: usize = 16;

fn request(account: &str, transactions: &Value) -> Value {
    let mut body = sample("create-manifest-request");
    body["carrier_account"] = json!(account);
    body["shipment_date"] = json!("2026-03-02T15:54:17.003Z");
    body["transactions"] = transactions.clone();
    body
}

async fn history(shop: &Merchant, bought: &Value) -> Vec<String> {
    let number = bought["tracking_number"].as_str().unwrap();
    let track = shop.get(&format!("/tracks/dhl_ecommerce/{number}")).await;
    let events = track["tracking_history"].as_array().unwrap().iter();
    events
        .map(|event| event["status"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_guides_manifest_is_answered_in_the_guides_shape() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let (first, second) = (shop.label(&account).await, shop.label(&account).await);
    let asked = json!([id(&first), id(&second)]);
    let made = shop.create("/manifests/", &request(&account, &asked)).await;
    assert_shaped(&made, &sample("create-manifest-response"), "manifest");
    assert_required(
        &made,
        &[
            "carrier_account",
            "shipment_date",
            "address_from",
            "documents",
            "object_created",
            "object_id",
            "object_owner",
            "object_updated",
            "status",
        ],
    );
    assert_eq!(
        (&made["status"], &made["errors"], &made["provider"]),
        (&json!("SUCCESS"), &json!([]), &json!("dhl_ecommerce"))
    );
    assert_eq!(made["shipment_date"], "2026-03-02T15:54:17.003Z");
    assert_id(made["address_from"].as_str().unwrap());
    assert_eq!(made["transactions"], asked);
    let url = made["documents"][0].as_str().unwrap();
    assert!(url.contains(&format!("/{}_", id(&made))), "{url}");
    let paper = shop.open_link(url).await;
    assert_eq!(
        (paper.status, paper.header("content-type")),
        (200, Some("application/pdf"))
    );
    assert!(pdf_text(&paper.body).contains("123123"), "{}", pdf_text(&paper.body));
    assert_eq!(shop.open_link(url.split_once('?').unwrap().0).await.status, 403);
    for path in [
        format!("/manifests/{}", id(&made)),
        format!("/manifests/{}/", id(&made)),
    ] {
        assert_eq!(shop.get(&path).await, made);
    }
    assert_eq!(
        shop.get("/manifests").await,
        json!({"next": null, "previous": null, "results": [made]})
    );
}

#[tokio::test]
async fn a_link_that_ended_is_followed_by_another() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let bought = shop.label(&account).await;
    let made = shop
        .create("/manifests", &request(&account, &json!([id(&bought)])))
        .await;
    let url = made["documents"][0].as_str().unwrap();
    let paper = shop.open_link(url).await.body;
    let path = format!("/manifests/{}", id(&made));
    shop.advance("P363D").await;
    assert_eq!(
        shop.get(&path).await["documents"],
        made["documents"],
        "one link for a year"
    );
    // Less than a day is left: who reads now gets a link to keep.
    shop.advance("P1DT1H").await;
    assert_eq!(shop.open_link(url).await.status, 200);
    let read = shop.get(&path).await;
    let renewed = read["documents"][0].as_str().unwrap();
    assert_ne!(renewed, url);
    shop.advance("P2D").await;
    assert_eq!(shop.open_link(url).await.status, 403);
    assert_eq!(shop.open_link(renewed).await.body, paper);
}

#[tokio::test]
async fn a_label_stays_on_hold_until_it_is_on_a_manifest() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let bought = shop.label(&account).await;
    shop.advance("P5D").await;
    assert_eq!(history(&shop, &bought).await, ["PRE_TRANSIT"], "nothing moves");
    let made = shop
        .create("/manifests", &request(&account, &json!([id(&bought)])))
        .await;
    assert_eq!(made["status"], "SUCCESS");
    shop.advance("P9D").await;
    let history = history(&shop, &bought).await;
    assert!(history.contains(&"TRANSIT".to_owned()), "{history:?}");
    assert_eq!(history.last().unwrap(), "DELIVERED");
    let read = shop.get(&format!("/transactions/{}", id(&bought))).await;
    assert_eq!(read["tracking_status"], "DELIVERED");
}

#[tokio::test]
async fn without_a_list_all_suitable_open_labels_go_on_it() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let open = [shop.label(&account).await, shop.label(&account).await];
    let mut later = parcel_to_walnut_creek();
    later["shipment_date"] = json!("2026-03-04T10:00:00Z");
    let later = shop.instant(&later, &account, GROUND).await;
    let elsewhere = shop.label(&shop.connect().await).await;
    let void = shop.label(&account).await;
    shop.create("/refunds", &json!({"transaction": id(&void)})).await;
    let made = shop.create("/manifests", &request(&account, &Value::Null)).await;
    let mut on_it: Vec<&str> = made["transactions"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    on_it.sort_unstable();
    let mut expected: Vec<String> = open.iter().map(id).collect();
    expected.sort_unstable();
    assert_eq!(
        (&made["status"], on_it),
        (&json!("SUCCESS"), expected.iter().map(String::as_str).collect())
    );
    // Each of the others alone, and one that is on a manifest already (reference 5.10).
    for (transaction, account) in [
        (&later, &account),
        (&elsewhere, &account),
        (&void, &account),
        (&open[0], &account),
    ] {
        let reply = shop
            .post("/manifests", &request(account, &json!([id(transaction)])))
            .await;
        assert_eq!(reply.status, 404, "{}", reply.text());
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        assert!(
            detail.starts_with("Invalid transactions ID for manifest request."),
            "{detail}"
        );
        assert!(detail.contains(&id(transaction)), "{detail}");
    }
    let mut other_zip = request(&account, &json!([id(&later)]));
    other_zip["shipment_date"] = json!("2026-03-04T23:00:00Z");
    other_zip["address_from"]["zip"] = json!("94104");
    assert_eq!(shop.post("/manifests", &other_zip).await.status, 404);
    other_zip["address_from"]["zip"] = json!("94103-1234");
    assert_eq!(shop.create("/manifests", &other_zip).await["status"], "SUCCESS");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_its_field() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let bought = shop.label(&account).await;
    let good = request(&account, &json!([id(&bought)]));
    let benelux = shop.connect_benelux("08500001").await;
    for (member, value) in [
        ("carrier_account", Value::Null),
        ("carrier_account", json!(NOBODY)),
        ("carrier_account", json!("x")),
        ("carrier_account", json!(benelux)),
        ("shipment_date", Value::Null),
        ("shipment_date", json!("tomorrow")),
        ("address_from", Value::Null),
        ("address_from", json!(NOBODY)),
        ("address_from", json!({})),
        ("transactions", json!([["x"]])),
        ("transactions", json!(vec![NOBODY; 10_001])),
    ] {
        let mut body = good.clone();
        body[member] = value.clone();
        let reply = shop.post("/manifests", &body).await;
        let about = value.to_string().chars().take(50).collect::<String>();
        assert_eq!(reply.status, 400, "{member} {about}: {}", reply.text());
        assert!(!reply.json()[member].is_null(), "{member} {about}: {}", reply.text());
    }
    assert_eq!(shop.get("/manifests").await["results"], json!([]));
    let reply = shop.post("/manifests", &request(&account, &json!([]))).await;
    assert!(reply.text().contains("leave transactions out"), "{}", reply.text());
    assert_eq!(
        reply.status,
        404,
        "a list of nothing is not everything: {}",
        reply.text()
    );
    let address = shop.create("/addresses", &good["address_from"]).await;
    let mut by_id = request(&account, &json!([id(&shop.label(&account).await)]));
    by_id["address_from"] = address["object_id"].clone();
    let made = shop.create("/manifests", &by_id).await;
    assert_eq!(made["address_from"], address["object_id"], "an id stays the id");
}

#[tokio::test]
async fn a_label_goes_on_one_manifest_however_many_are_asked_at_once() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let bought = shop.label(&account).await;
    let mut asking = JoinSet::new();
    for _ in 0..8 {
        let request = shop
            .request("POST", "/manifests")
            .json(&request(&account, &json!([id(&bought)])));
        asking.spawn(async move { request.send().await });
    }
    let mut on = 0;
    for reply in asking.join_all().await {
        assert!(matches!(reply.status, 201 | 404), "{}", reply.text());
        on += usize::from(reply.json()["transactions"] == json!([id(&bought)]));
    }
    assert_eq!(on, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_label_is_never_both_void_and_handed_over() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    for _ in 0..12 {
        let bought = shop.label(&account).await;
        let refund = shop
            .request("POST", "/refunds")
            .json(&json!({"transaction": id(&bought)}));
        let manifest = shop
            .request("POST", "/manifests")
            .json(&request(&account, &json!([id(&bought)])));
        let (refund, manifest) = tokio::join!(refund.send(), manifest.send());
        let is_void = refund.json()["status"] == "SUCCESS";
        let is_handed_over = manifest.json()["transactions"] == json!([id(&bought)]);
        assert_ne!(is_void, is_handed_over, "{} {}", refund.text(), manifest.text());
    }
}

#[tokio::test]
async fn a_manifest_nobody_waits_for_is_made() {
    let shop = Merchant::with(TestServer::start().await.with_jobs(), MINE);
    let account = shop.connect().await;
    let bought = shop.label(&account).await;
    let mut body = request(&account, &json!([id(&bought)]));
    body["async"] = json!(true);
    let made = shop.create("/manifests", &body).await;
    assert!(
        ["QUEUED", "SUCCESS"].contains(&made["status"].as_str().unwrap()),
        "{made}"
    );
    let settled = shop.settled(&format!("/manifests/{}", id(&made))).await;
    assert_eq!(
        (&settled["status"], &settled["transactions"]),
        (&json!("SUCCESS"), &json!([id(&bought)]))
    );
    // The second has nothing left.
    let made = shop.create("/manifests", &body).await;
    let settled = shop.settled(&format!("/manifests/{}", id(&made))).await;
    assert_eq!(
        (&settled["status"], &settled["transactions"]),
        (&json!("ERROR"), &json!([]))
    );
    assert!(
        settled["errors"][0].as_str().unwrap().contains(&id(&bought)),
        "{settled}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_transactions_of_which_three_do_not_fit() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    let body = json!({"shipment": parcel_to_walnut_creek(), "carrier_account": account, "servicelevel_token": GROUND});
    let (mut buying, mut transactions, mut asked) = (JoinSet::new(), Vec::new(), 0);
    while transactions.len() < GOOD {
        while asked < GOOD && buying.len() < AT_ONCE {
            let request = shop.request("POST", "/transactions").json(&body);
            buying.spawn(async move { request.send().await });
            asked += 1;
        }
        let reply = buying.join_next().await.unwrap().unwrap();
        assert_eq!((reply.status, &reply.json()["status"]), (201, &json!("SUCCESS")));
        transactions.push(id(&reply.json()));
    }
    let void = shop.label(&account).await;
    shop.create("/refunds", &json!({"transaction": id(&void)})).await;
    let elsewhere = shop.label(&shop.connect().await).await;
    let bad = ["90909er0erfs343sdsd45sdsd45rtg".to_owned(), id(&void), id(&elsewhere)];
    let mut all = transactions.clone();
    for (at, wrong) in [0, 250, 499].into_iter().zip(&bad) {
        all.insert(at, wrong.clone());
    }
    assert_eq!(all.len(), 500);
    let made = shop.create("/manifests", &request(&account, &json!(all))).await;
    assert_eq!(made["status"], "SUCCESS");
    let mut on_it: Vec<&str> = made["transactions"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    on_it.sort_unstable();
    transactions.sort_unstable();
    assert_eq!(on_it, transactions);
    let errors = made["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 3, "{errors:?}");
    for wrong in &bad {
        assert!(
            errors.iter().any(|error| error.as_str().unwrap().contains(wrong)),
            "{wrong} in {errors:?}"
        );
    }
}
