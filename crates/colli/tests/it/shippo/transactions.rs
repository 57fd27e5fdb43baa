//! Transactions: labels bought at a rate (reference 5.8).

use super::merchant::{
    GROUND, MINE, Merchant, NOBODY, assert_id, assert_shaped, assert_time, id, parcel_to_walnut_creek, rate, sample,
};
use crate::support::TestServer;
use crate::support::papers::{contains, pdf_codes, pdf_pages, pdf_text};
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// The rate of the guide's parcel.
async fn ground(shop: &Merchant) -> String {
    shop.connect().await;
    let made = shop.create("/shipments", &parcel_to_walnut_creek()).await;
    id(rate(&made, GROUND))
}

async fn buy(shop: &Merchant, rate: &str) -> Value {
    shop.create("/transactions", &json!({"rate": rate, "async": false}))
        .await
}

#[tokio::test]
async fn the_guides_label_is_answered_in_the_guides_shape() {
    let shop = Merchant::open().await;
    let rate = ground(&shop).await;
    let mut request = sample("purchase-label-request");
    request["rate"] = json!(rate);
    let bought = shop.create("/transactions/", &request).await;
    assert_shaped(&bought, &sample("purchase-label-response"), "transaction");
    let members = bought.as_object().unwrap();
    assert!(members.contains_key("created_by"), "an official SDK crashes without it");
    assert_eq!(
        (&bought["object_state"], &bought["status"], &bought["tracking_status"]),
        (&json!("VALID"), &json!("SUCCESS"), &json!("UNKNOWN"))
    );
    assert_eq!((&bought["rate"], &bought["test"]), (&json!(rate), &json!(true)));
    assert_eq!(
        bought["commercial_invoice_url"],
        Value::Null,
        "inside the United States"
    );
    assert_time(&bought["object_created"]);
    assert_id(bought["parcel"].as_str().unwrap());
    // 420, the receiver's ZIP code, and 22 digits of an IMpb that begin with 92612 (reference 5.8).
    let number = bought["tracking_number"].as_str().unwrap();
    assert!(number.len() == 30 && number.starts_with("4209459892612"), "{number}");
    assert_eq!(
        bought["tracking_url_provider"],
        json!(format!("https://webtrack.dhlglobalmail.com/?trackingnumber={number}"))
    );
    for path in ["/transactions/", "/transactions"] {
        let read = shop
            .get(&format!("{}/{}", path.trim_end_matches('/'), id(&bought)))
            .await;
        assert_eq!(
            (&read["tracking_number"], &read["rate"], &read["status"]),
            (&bought["tracking_number"], &bought["rate"], &json!("SUCCESS"))
        );
        assert_eq!(shop.get(path).await["results"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn the_label_carries_the_number_and_opens_with_its_signature_only() {
    let shop = Merchant::open().await;
    let bought = buy(&shop, &ground(&shop).await).await;
    let number = bought["tracking_number"].as_str().unwrap();
    let url = bought["label_url"].as_str().unwrap();
    let label = shop.open_link(url).await;
    assert_eq!(
        (label.status, label.header("content-type")),
        (200, Some("application/pdf"))
    );
    assert_eq!(pdf_pages(&label.body), [(102, 152)], "4 x 6 in");
    let codes = pdf_codes(&label.body);
    let read = |code: &String| code.replace('\u{1d}', "") == number;
    assert!(codes.iter().any(read), "{number} is not among {codes:?}");
    let text = pdf_text(&label.body);
    assert!(
        text.contains("2967 FILBERT DR") || text.contains("2967 Filbert Dr"),
        "{text}"
    );
    assert_eq!(shop.open_link(url).await.body, label.body, "the same bytes again");

    let (bare, query) = url.split_once('?').unwrap();
    for closed in [
        bare.to_owned(),
        format!("{bare}?"),
        format!("{bare}?{}", query.replace("Signature=", "Signature=0")),
        url.replace(&id(&bought), NOBODY),
    ] {
        let reply = shop.open_link(&closed).await;
        assert!(matches!(reply.status, 403 | 404), "{closed}: {}", reply.status);
        assert!(!contains(&reply.body, "%PDF"), "{closed}");
    }
    shop.advance("P364D").await;
    assert_eq!(shop.open_link(url).await.status, 200, "for a year");
    shop.advance("P2D").await;
    assert_eq!(shop.open_link(url).await.status, 403, "and no longer");
    let read = shop.get(&format!("/transactions/{}", id(&bought))).await;
    let renewed = read["label_url"].as_str().unwrap();
    assert_eq!(
        shop.open_link(renewed).await.body,
        label.body,
        "who asks again gets another"
    );
    shop.advance("P364D").await;
    assert_eq!(shop.open_link(renewed).await.status, 200, "for a year again");
}

#[tokio::test]
async fn a_rate_bought_again_is_the_same_label() {
    let shop = Merchant::open().await;
    let rate = ground(&shop).await;
    let first = buy(&shop, &rate).await;
    let again = buy(&shop, &rate).await;
    for member in ["object_id", "tracking_number", "label_url"] {
        assert_eq!(first[member], again[member], "{member}");
    }
    assert_eq!(shop.get("/transactions").await["results"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_rate_bought_sixteen_times_at_once_is_one_label() {
    let shop = Merchant::open().await;
    let rate = ground(&shop).await;
    let mut buying = JoinSet::new();
    for _ in 0..16 {
        let request = shop
            .request("POST", "/transactions")
            .json(&json!({"rate": rate, "async": false}));
        buying.spawn(async move { request.send().await });
    }
    let mut bought: Vec<(String, String)> = buying
        .join_all()
        .await
        .into_iter()
        .map(|reply| {
            assert_eq!(reply.status, 201, "{}", reply.text());
            let bought = reply.json();
            (id(&bought), bought["tracking_number"].as_str().unwrap().to_owned())
        })
        .collect();
    bought.dedup();
    assert_eq!(bought.len(), 1, "{bought:?}");
    assert_eq!(shop.get("/transactions").await["results"].as_array().unwrap().len(), 1);
    let parcels = shop.server.operator("GET", "/shipments").send().await.json();
    assert_eq!(
        parcels["shipments"].as_array().unwrap().len(),
        1,
        "one parcel: {parcels}"
    );
    let track = shop.get(&format!("/tracks/dhl_ecommerce/{}", bought[0].1)).await;
    assert_eq!(track["transaction"], json!(bought[0].0));
}

#[tokio::test]
async fn rates_live_seven_days() {
    let shop = Merchant::open().await;
    let (rate, bought) = (ground(&shop).await, ground(&shop).await);
    buy(&shop, &bought).await;
    shop.advance("P8D").await;
    let answer = shop
        .refuse("/transactions", &json!({"rate": rate, "async": false}))
        .await;
    assert!(answer["rate"][0].as_str().unwrap().contains("seven days"), "{answer}");
    assert_eq!(
        buy(&shop, &bought).await["status"],
        "SUCCESS",
        "what was bought stays bought"
    );
}

#[tokio::test]
async fn what_is_no_rate_is_refused_by_its_field() {
    let shop = Merchant::open().await;
    let rate = ground(&shop).await;
    for (body, field) in [
        (json!({"rate": NOBODY}), "rate"),
        (json!({"rate": "x"}), "rate"),
        (json!({"rate": ["x"]}), "rate"),
        (json!({}), "rate"),
        (json!({"rate": rate, "label_file_type": "PDF_9x9"}), "label_file_type"),
        (json!({"rate": rate, "label_file_type": 4}), "label_file_type"),
        (json!({"rate": rate, "metadata": "m".repeat(101)}), "metadata"),
        (json!({"rate": rate, "async": "perhaps"}), "async"),
        (json!({"rate": rate, "order": NOBODY}), "order"),
    ] {
        let answer = shop.refuse("/transactions", &body).await;
        assert!(answer[field][0].is_string(), "{body}: {answer}");
    }
    assert_eq!(shop.get("/transactions").await["results"], json!([]));
}

#[tokio::test]
async fn labels_come_later_when_nobody_waits() {
    let shop = Merchant::with(TestServer::start().await.with_jobs(), MINE);
    let rate = ground(&shop).await;
    // By rate that is the default (reference 2.9).
    let made = shop.create("/transactions", &json!({"rate": rate})).await;
    assert!(
        ["QUEUED", "WAITING"].contains(&made["status"].as_str().unwrap()),
        "{made}"
    );
    assert_eq!(made["object_state"], "VALID");
    let settled = shop.settled(&format!("/transactions/{}", id(&made))).await;
    assert_eq!(settled["status"], "SUCCESS");
    assert_eq!(shop.open_link(settled["label_url"].as_str().unwrap()).await.status, 200);
    let mut instant = json!({"shipment": parcel_to_walnut_creek(), "servicelevel_token": GROUND, "async": true});
    instant["carrier_account"] = json!(shop.connect().await);
    let made = shop.create("/transactions", &instant).await;
    let settled = shop.settled(&format!("/transactions/{}", id(&made))).await;
    assert_eq!(settled["status"], "SUCCESS");
}

#[tokio::test]
async fn every_file_type_is_what_it_says() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    // Sizes in millimetres (reference 5.8).
    for (file_type, size) in [
        ("PDF", None),
        ("PDF_4x6", Some((102, 152))),
        ("PDF_4x8", Some((102, 203))),
        ("PDF_A4", Some((210, 297))),
        ("PDF_A5", Some((148, 210))),
        ("PDF_A6", Some((105, 148))),
        ("PDF_2.3x7.5", Some((58, 191))),
    ] {
        let label = label_of(&shop, &account, file_type).await;
        assert_eq!(label.header("content-type"), Some("application/pdf"), "{file_type}");
        let pages = pdf_pages(&label.body);
        assert_eq!(pages.len(), 1, "{file_type}");
        if let Some((width, height)) = size {
            let is_near = pages[0].0.abs_diff(width) <= 1 && pages[0].1.abs_diff(height) <= 1;
            assert!(is_near, "{file_type} is {:?}", pages[0]);
        }
    }
    for file_type in ["PNG", "PNG_2.3x7.5"] {
        let label = label_of(&shop, &account, file_type).await;
        assert_eq!(label.header("content-type"), Some("image/png"), "{file_type}");
        assert!(label.body.starts_with(b"\x89PNG"), "{file_type}");
    }
    let zpl = label_of(&shop, &account, "ZPLII").await.text();
    assert!(
        zpl.trim_start().starts_with("^XA") && zpl.trim_end().ends_with("^XZ"),
        "{zpl}"
    );
}

async fn label_of(shop: &Merchant, account: &str, file_type: &str) -> crate::support::client::Reply {
    let body = json!({"shipment": parcel_to_walnut_creek(), "carrier_account": account, "servicelevel_token": GROUND,
        "label_file_type": file_type});
    let bought = shop.create("/transactions", &body).await;
    assert_eq!(bought["label_file_type"], file_type);
    let label = shop.open_link(bought["label_url"].as_str().unwrap()).await;
    assert_eq!(label.status, 200, "{file_type}: {}", label.text());
    label
}

#[tokio::test]
async fn lists_can_be_narrowed() {
    let shop = Merchant::open().await;
    let rate = ground(&shop).await;
    let good = buy(&shop, &rate).await;
    let account = shop.connect().await;
    let mut unknown_zip = parcel_to_walnut_creek();
    unknown_zip["address_to"]["zip"] = json!("00000");
    let bad = shop.instant(&unknown_zip, &account, GROUND).await;
    assert_eq!(
        (&bad["status"], &bad["object_state"]),
        (&json!("ERROR"), &json!("INVALID"))
    );
    let listed = async |query: &str| -> Vec<String> {
        let list = shop.get(&format!("/transactions?{query}")).await;
        list["results"].as_array().unwrap().iter().map(id).collect()
    };
    let (good, bad) = (id(&good), id(&bad));
    for (query, expected) in [
        (String::new(), vec![&bad, &good]),
        (format!("rate={rate}"), vec![&good]),
        (format!("rate={NOBODY}"), vec![]),
        ("rate=x".to_owned(), vec![]),
        ("object_status=SUCCESS".to_owned(), vec![&good]),
        ("object_status=ERROR".to_owned(), vec![&bad]),
        ("object_status=REFUNDED".to_owned(), vec![]),
        ("tracking_status=PRE_TRANSIT".to_owned(), vec![&good]),
        ("tracking_status=DELIVERED".to_owned(), vec![]),
    ] {
        let expected: Vec<String> = expected.into_iter().cloned().collect();
        assert_eq!(listed(&query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn a_bought_parcel_is_followed_in_every_view_but_the_parcel_dialects_labels() {
    let shop = Merchant::open().await;
    let bought = buy(&shop, &ground(&shop).await).await;
    let number = bought["tracking_number"].as_str().unwrap();
    let pic = &number[8..];
    for code in [number, pic] {
        let piece = shop.server.operator("GET", &format!("/pieces/{code}")).send().await;
        assert_eq!(piece.status, 200, "{code}: {}", piece.text());
        assert_eq!(piece.json()["trackerCode"], json!(pic));
        let track = shop.get(&format!("/tracks/dhl_ecommerce/{code}")).await;
        assert_eq!(track["transaction"], bought["object_id"]);
    }
    let token = shop.server.token(&crate::support::TEST).await;
    let parcel_dialect = async |path: &str| shop.server.get(path).token(&token).send().await;
    let uuid = uuid::Uuid::try_parse(&id(&bought)).unwrap();
    for path in [format!("/labels/{uuid}"), format!("/shipments/{uuid}")] {
        assert_eq!(parcel_dialect(&path).await.status, 404, "{path}");
    }
    for query in [format!("shipmentId={uuid}"), format!("trackerCodeFilter={pic}")] {
        assert_eq!(
            parcel_dialect(&format!("/labels?{query}")).await.json(),
            json!([]),
            "{query}"
        );
    }
    assert_eq!(parcel_dialect("/shipments").await.json(), json!([]));
    for body in [
        json!({"shipmentIds": [uuid]}),
        json!({"labelIds": [uuid]}),
        json!({"trackerCodes": [pic]}),
    ] {
        let reply = shop.server.post("/labels/multi").token(&token).json(&body).send().await;
        assert_eq!(reply.status, 404, "{body}: {}", reply.text());
    }
}

#[tokio::test]
async fn a_list_tells_of_parcels_what_each_label_tells() {
    let shop = Merchant::open().await;
    let account = shop.connect().await;
    for _ in 0..3 {
        shop.label(&account).await;
    }
    let list = shop.get("/transactions?tracking_status=pre_transit&results=2").await;
    let listed = list["results"].as_array().unwrap();
    assert_eq!(listed.len(), 2);
    for bought in listed {
        let read = shop.get(&format!("/transactions/{}", id(bought))).await;
        assert_eq!(*bought, read);
        assert_eq!(read["tracking_status"], "PRE_TRANSIT");
    }
    let next = shop.follow(&list["next"]).await;
    assert_eq!(
        (next["results"].as_array().unwrap().len(), &next["next"]),
        (1, &Value::Null)
    );
}
