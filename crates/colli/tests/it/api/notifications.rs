//! Mail to receivers: what lands in the folder, in which language, and how it is switched.

use crate::support::mail::{Mail, folder};
use crate::support::samples::{consumer_shipment, shipment, uuid, with};
use crate::support::shop::{Shop, code};
use crate::support::{OTHER_OPERATOR, TestServer};
use colli_service::mail::{MailSettings, Transport};
use serde_json::{Value, json};
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::Instant;

/// Longer than any mail takes.
const HANG: Duration = Duration::from_secs(20);

/// A shop whose mail goes into a folder.
struct MailShop {
    shop: Shop,
    mails: TempDir,
}

impl MailShop {
    async fn open() -> Self {
        let mails = tempfile::tempdir().unwrap();
        let server = TestServer::start().await.with_jobs();
        let settings = MailSettings {
            transport: Transport::Folder(mails.path().to_owned()),
            from: "Colli <parcels@colli.example>".to_owned(),
            public_url: "https://parcels.example/".to_owned(),
        };
        server.service.set_up_mail(settings).unwrap();
        // As `colli serve --demo` does it: mail first, then the demo.
        server.service.seed_demo().await.unwrap();
        Self {
            shop: Shop::on(server).await,
            mails,
        }
    }

    /// The mails, once there are so many. Asking the server gives it its turn.
    async fn mails(&self, count: usize) -> Vec<Mail> {
        let started = Instant::now();
        loop {
            let mails = folder(self.mails.path());
            let subjects: Vec<_> = mails.iter().map(|mail| mail.header("subject").to_owned()).collect();
            assert!(mails.len() <= count, "{subjects:?}");
            if mails.len() == count {
                return mails;
            }
            assert!(started.elapsed() < HANG, "only {subjects:?}");
            self.shop.server.operator("GET", "/notifications").send().await;
        }
    }

    /// Reports a scan of a piece.
    async fn scan(&self, code: &str, status: &str, at: &str) {
        let scan =
            json!({"scanId": format!("{code}-{status}"), "trackerCode": code, "status": status, "occurredAt": at});
        let reply = self
            .shop
            .server
            .operator("POST", "/scans")
            .json(&json!({"scans": [scan]}))
            .send()
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.json()["results"][0]["status"], "accepted", "{}", reply.text());
    }
}

/// A consumer's shipment with an address for mail.
fn to_anna(n: u32) -> Value {
    with(
        consumer_shipment(&uuid(n)),
        "receiver.email",
        json!("anna@shop.example"),
    )
}

#[tokio::test]
async fn a_parcels_life_is_mailed_to_its_receiver() {
    let mail = MailShop::open().await;
    let mut body = with(to_anna(1), "pieces[0].quantity", json!(2));
    body["receiver"]["address"]["isBusiness"] = json!(true);
    body["options"] =
        json!([{"key": "DOOR"}, {"key": "PERS_NOTE", "input": "Fijne <b>dag</b>\r\nBcc: all@evil.example"}]);
    let booked = mail.shop.book(&body).await;
    let first = code(&booked, 0);
    let mails = mail.mails(1).await;
    let registered = &mails[0];
    assert_eq!(registered.header("to"), "anna@shop.example");
    assert_eq!(registered.header("from"), "Colli <parcels@colli.example>");
    assert_eq!(registered.header("subject"), "ACME Corp. stuurt je een pakket");
    assert_eq!(registered.header("bcc"), "");
    let text = registered.text();
    for part in [
        "Beste Anna Jansen,",
        &format!("Pakket: {first}"),
        "Aantal pakketten: 2",
        "Bestelling: myReference",
        "Bericht van de afzender",
        "Fijne <b>dag</b> Bcc: all@evil.example",
        &format!("https://parcels.example/t/{first}"),
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    assert!(!registered.html().contains("<b>"), "{}", registered.html());

    mail.scan(&first, "DEPART_FACILITY", "2026-03-02T07:30:00Z").await;
    mail.scan(&first, "OUT_FOR_DELIVERY", "2026-03-02T07:40:00Z").await;
    mail.scan(&first, "DELIVERED", "2026-03-02T07:50:00Z").await;
    mail.scan(&code(&booked, 1), "OUT_FOR_DELIVERY", "2026-03-02T07:41:00Z")
        .await;
    let subjects: Vec<String> = mail
        .mails(4)
        .await
        .iter()
        .map(|mail| mail.header("subject").to_owned())
        .collect();
    assert_eq!(
        subjects,
        [
            "Je pakket van ACME Corp. komt vandaag",
            "Je pakket van ACME Corp. komt vandaag",
            "Je pakket van ACME Corp. is bezorgd",
            "ACME Corp. stuurt je een pakket",
        ],
        "by the time of what they tell of"
    );
}

#[tokio::test]
async fn the_language_is_the_receivers() {
    let mail = MailShop::open().await;
    let places = [
        ("BE", "4000", "Liège", "fr", "ACME Corp. vous envoie un colis"),
        ("BE", "9000", "Gent", "nl", "ACME Corp. stuurt je een pakket"),
        ("DE", "10115", "Berlin", "de", "ACME Corp. schickt Ihnen ein Paket"),
        ("ES", "28013", "Madrid", "es", "ACME Corp. le envía un paquete"),
        ("PT", "1000-260", "Lisboa", "en", "ACME Corp. is sending you a parcel"),
    ];
    for (index, (country, postal_code, city, ..)) in places.iter().enumerate() {
        let mut body = to_anna(u32::try_from(index).unwrap() + 1);
        body["receiver"]["address"]["countryCode"] = json!(country);
        body["receiver"]["address"]["postalCode"] = json!(postal_code);
        body["receiver"]["address"]["city"] = json!(city);
        body["receiver"]["email"] = json!(format!("anna{index}@shop.example"));
        mail.shop.book(&body).await;
    }
    let mails = mail.mails(places.len()).await;
    for (index, (country, _, _, language, subject)) in places.iter().enumerate() {
        let to = format!("anna{index}@shop.example");
        let found = mails.iter().find(|mail| mail.header("to") == to).unwrap();
        assert_eq!(found.header("subject"), *subject, "{country}");
        assert!(
            found.html().contains(&format!("<html lang=\"{language}\">")),
            "{country}"
        );
    }
}

#[tokio::test]
async fn who_has_to_collect_is_told_where_and_when() {
    let mail = MailShop::open().await;
    let point = &mail.shop.json("/parcel-shop-locations/NL?zipCode=1012JS&limit=1").await[0];
    let (id, name) = (point["id"].as_str().unwrap(), point["name"].as_str().unwrap());
    let body = with(to_anna(1), "options", json!([{"key": "PS", "input": id}]));
    let booked = mail.shop.book(&body).await;
    mail.mails(1).await;
    let status = "NOTIFICATION_FOR_PARCELSHOP_COLLECTION_HAS_BEEN_SENT";
    mail.scan(&code(&booked, 0), status, "2026-03-02T07:50:00Z").await;
    let mails = mail.mails(2).await;
    let waiting = mails
        .iter()
        .find(|mail| mail.header("subject").ends_with("ligt klaar"))
        .unwrap();
    let text = waiting.text();
    let street = point["address"]["street"].as_str().unwrap();
    assert!(text.contains(name) && text.contains(street), "{text}");
    assert!(text.contains("Vandaag open: "), "{text}");
}

#[tokio::test]
async fn a_printless_return_brings_its_code_to_the_customer() {
    let mail = MailShop::open().await;
    let customer = with(crate::support::samples::consumer(), "email", json!("anna@shop.example"));
    let printless = |n: u32, option: Value| {
        let mut body = shipment(&uuid(n));
        body["shipper"] = customer.clone();
        body["returnLabel"] = json!(true);
        body["options"] = json!([{"key": "DOOR"}, option]);
        body
    };
    let silent = json!({"key": "PRINTLESS", "input": {"notification": false}});
    mail.shop.book(&printless(1, silent)).await;
    let booked = mail.shop.book(&printless(2, json!({"key": "PRINTLESS"}))).await;
    let code = booked["pieces"][0]["printlessCode"].as_str().unwrap();
    let mails = mail.mails(1).await;
    assert_eq!(mails[0].header("to"), "anna@shop.example");
    assert_eq!(mails[0].header("subject"), "Je code voor de retour aan ACME Corp.");
    assert!(
        mails[0].text().contains(&format!("Code: {code}")),
        "{}",
        mails[0].text()
    );
    let picture = mails[0].part("image/png").unwrap();
    let shown = mail.shop.document(&format!("/labels/{}", uuid(2)), "image/png").await;
    assert_eq!(picture.body, shown, "the very picture the label endpoint answers");
}

#[tokio::test]
async fn mail_is_switched_for_each_environment() {
    let mail = MailShop::open().await;
    let server = &mail.shop.server;
    let state = |reply: crate::support::client::Reply| {
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    };
    let on = json!({"enabled": true, "transport": "folder"});
    let off = json!({"enabled": false, "transport": "folder"});
    let get = || server.operator("GET", "/notifications");
    assert_eq!(state(get().send().await), on, "a demo mails in its test environment");
    assert_eq!(state(get().header("colli-environment", "live").send().await), off);
    let put = |body: Value| server.operator("PUT", "/notifications").json(&body).send();
    assert_eq!(state(put(json!({"enabled": false})).await), off);
    assert_eq!(state(get().send().await), off);
    mail.shop.book(&to_anna(1)).await;
    assert_eq!(state(put(json!({"enabled": true})).await), on);
    assert_eq!(state(put(json!({"enabled": true})).await), on, "again changes nothing");
    mail.shop
        .book(&with(to_anna(2), "receiver.email", json!("late@shop.example")))
        .await;
    mail.shop
        .book(&with(to_anna(3), "receiver.email", json!("no address")))
        .await;
    mail.shop.book(&consumer_shipment(&uuid(4))).await;
    mail.shop.book(&to_anna(5)).await;
    let mails = mail.mails(2).await;
    let mut receivers: Vec<&str> = mails.iter().map(|mail| mail.header("to")).collect();
    receivers.sort_unstable();
    assert_eq!(
        receivers,
        ["anna@shop.example", "late@shop.example"],
        "what was booked while it was off is not mailed"
    );
    for body in [
        json!({}),
        json!({"enabled": "maybe"}),
        json!({"enabled": true, "events": []}),
    ] {
        assert_eq!(put(body.clone()).await.status, 400, "{body}");
    }
    let other =
        crate::support::client::Request::new(server.address, "GET", "/api/v1/notifications").token(OTHER_OPERATOR);
    assert_eq!(state(other.send().await)["enabled"], true, "another organisation's own");
}

#[tokio::test]
async fn without_a_transport_mail_cannot_be_switched_on() {
    let server = TestServer::start().await;
    let put = |body: Value| server.operator("PUT", "/notifications").json(&body).send();
    let reply = put(json!({"enabled": true})).await;
    assert_eq!(reply.status, 400, "{}", reply.text());
    assert_eq!(reply.json()["error"]["details"][0]["field"], "enabled");
    let off = put(json!({"enabled": false})).await;
    assert_eq!(
        (off.status, off.json()),
        (200, json!({"enabled": false, "transport": "none"}))
    );
}
