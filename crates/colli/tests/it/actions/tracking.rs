//! Get Tracking Info, turn by turn.

use super::{KEY, LANGUAGES, TRACKING, advance, asked, post_as, refused, turn};
use crate::support::TestServer;
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, code};
use serde_json::{Value, json};

#[tokio::test]
async fn the_dialog_is_held_from_the_question_to_the_delivery() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let server = &shop.server;

    let (missing, message) = (
        turn(server, TRACKING, &json!({})).await,
        "What is the tracking number of your parcel?",
    );
    assert_eq!(asked(&missing), (vec!["trackingNumber"], message));
    assert_eq!(missing["prompt"], message);

    let unknown = turn(server, TRACKING, &json!({"trackingNumber": "JVGL0000000000000000"})).await;
    let message = "I did not find a parcel with the number JVGL0000000000000000.";
    assert_eq!(asked(&unknown), (vec!["trackingNumber"], message));

    let announced = turn(server, TRACKING, &json!({"tracking_number": number})).await;
    assert_eq!(
        announced["message"],
        format!("Parcel {number} has been announced: Shipment announced by the sender (Monday 2 March 2026, 09:00).")
    );

    advance(server, "PT20H").await;
    let known = turn(server, TRACKING, &json!({"trackingNumber": number})).await;
    let message = known["message"].as_str().unwrap();
    let expected = format!("; it is expected on Tuesday 3 March 2026 between {}.", frame(&known));
    assert!(
        message.starts_with(&format!("Parcel {number} is on its way: ")) && message.ends_with(&expected),
        "{message}"
    );
    let shipment = &known["data"]["shipments"][0];
    assert_eq!(
        (&shipment["id"], &shipment["service"]),
        (&json!(number), &json!("parcel-nl"))
    );

    advance(server, "PT48H").await;
    let delivered = turn(server, TRACKING, &json!({"trackingNumber": number, "language": "nl"})).await;
    let message = delivered["message"].as_str().unwrap();
    assert!(
        message.starts_with(&format!("Pakket {number} is op dinsdag 3 maart 2026 om "))
            && message.ends_with(" uur bezorgd."),
        "{message}"
    );
}

/// The hours between which a parcel is expected, from the data.
fn frame(turn: &Value) -> String {
    let frame = &turn["data"]["shipments"][0]["estimatedDeliveryTimeFrame"];
    let time = |name: &str| frame[name].as_str().unwrap()[11..16].to_owned();
    format!("{} and {}", time("estimatedFrom"), time("estimatedThrough"))
}

#[tokio::test]
async fn every_turn_is_in_the_language_of_the_user() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let words = [
        ("trackingnummer", "geen pakket", "is aangemeld", "maandag 2 maart 2026"),
        ("tracking number", "did not find", "announced", "Monday 2 March 2026"),
        (
            "Sendungsnummer",
            "kein Paket",
            "ist angekündigt",
            "Montag, 2. März 2026",
        ),
        ("numéro de suivi", "pas trouvé", "est annoncé : ", "lundi 2 mars 2026"),
        (
            "número de seguimiento",
            "No he encontrado",
            "está anunciado",
            "lunes 2 de marzo de 2026",
        ),
    ];
    for (language, (question, nothing, state, date)) in LANGUAGES.into_iter().zip(words) {
        let missing = turn(&shop.server, TRACKING, &json!({"language": language})).await;
        assert!(asked(&missing).1.contains(question), "{missing}");
        let unknown = json!({"language": language, "trackingNumber": "JVGL1"});
        let unknown = turn(&shop.server, TRACKING, &unknown).await;
        assert!(asked(&unknown).1.contains(nothing), "{unknown}");
        // The header says it as well; the input goes before it.
        let header = super::request(&shop.server, "POST", TRACKING)
            .header("DHL-API-Key", KEY)
            .header("accept-language", &format!("pt, {language};q=0.5"));
        let known = header.json(&json!({"trackingNumber": number})).send().await;
        assert_eq!(known.header("content-language"), Some(language));
        let message = known.json()["message"].as_str().unwrap().to_owned();
        assert!(message.contains(state) && message.contains(date), "{message}");
    }
    let unspoken = turn(&shop.server, TRACKING, &json!({"language": "pl"})).await;
    assert!(asked(&unspoken).1.contains("tracking number"));
}

#[tokio::test]
async fn personal_data_needs_the_receivers_postal_code() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    for (postal_code, is_told) in [
        (json!(null), false),
        (json!(""), false),
        (json!("9999ZZ"), false),
        (json!("1012 js"), true),
    ] {
        let said = json!({"trackingNumber": number, "recipientPostalCode": postal_code});
        let known = turn(&shop.server, TRACKING, &said).await;
        assert_eq!(known.to_string().contains("Jansen"), is_told, "{known}");
        assert_eq!(
            known["data"]["shipments"][0]["details"]["receiver"].is_object(),
            is_told
        );
        let is_wrong = postal_code == "9999ZZ";
        let message = known["message"].as_str().unwrap();
        assert_eq!(message.contains("not the receiver's"), is_wrong, "{message}");
    }
    // Who owns the parcel is told no more.
    let owner = super::operator(&shop.server, "POST", TRACKING);
    let known = owner.json(&json!({"trackingNumber": number})).send().await;
    assert!(
        known.status == 200 && !known.text().contains("Jansen"),
        "{}",
        known.text()
    );
}

#[tokio::test]
async fn what_cannot_be_used_is_asked_again() {
    let server = TestServer::start().await;
    let long = "1".repeat(1_000);
    for (said, missing, why) in [
        (
            json!({"trackingNumber": " "}),
            vec!["trackingNumber"],
            "What is the tracking number",
        ),
        (
            json!({"trackingNumber": null}),
            vec!["trackingNumber"],
            "What is the tracking number",
        ),
        (
            json!({"trackingNumber": long}),
            vec!["trackingNumber"],
            "is not a tracking number.",
        ),
        (
            json!({"trackingNumber": {"code": 1}}),
            vec!["trackingNumber"],
            "is not a tracking number.",
        ),
        (
            json!({"trackingNumber": ["a", "b"]}),
            vec!["trackingNumber"],
            "is not a tracking number.",
        ),
        (
            json!({"trackingNumber": 7_777_777_770_u64}),
            vec!["trackingNumber"],
            "number 7777777770.",
        ),
        (json!({"trackingNumber": 0.5}), vec!["trackingNumber"], "number 0.5."),
        (
            json!({"trackingNumber": "JVGL1", "service": "parcel-mars"}),
            vec!["service"],
            "“parcel-mars” is not a service.",
        ),
        (
            json!({"service": "parcel-mars"}),
            vec!["service", "trackingNumber"],
            "“parcel-mars” is not a service.",
        ),
        (
            json!({"trackingNumber": "JVGL1", "recipientPostalCode": "x".repeat(30)}),
            vec!["recipientPostalCode"],
            "is not a postal code.",
        ),
        (
            json!({"trackingNumber": "{id} \u{202e}<b>"}),
            vec!["trackingNumber"],
            "number ",
        ),
    ] {
        let reply = post_as(&server, KEY, TRACKING, &said).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let turn = reply.json();
        let (asks, message) = asked(&turn);
        assert_eq!(asks, missing, "{said}");
        assert!(message.contains(why), "{message}");
    }
}

#[tokio::test]
async fn a_language_is_a_tag_and_english_stands_in_for_those_without_texts() {
    let server = TestServer::start().await;
    for (language, question) in [
        ("de-AT", "Wie lautet die Sendungsnummer Ihres Pakets?"),
        ("it", "What is the tracking number of your parcel?"),
        ("xx", "What is the tracking number of your parcel?"),
    ] {
        let turn = turn(&server, TRACKING, &json!({"language": language})).await;
        assert_eq!(asked(&turn).1, question);
    }
    for wrong in [json!("dutch"), json!("n1"), json!(5)] {
        let reply = post_as(&server, KEY, TRACKING, &json!({"language": wrong})).await;
        assert!(refused(&reply, 400, "invalid").starts_with("language: "), "{wrong}");
    }
}
