//! `create_manifest`.

use super::{Assistant, NOBODY, with};
use crate::support::papers::pdf_text;
use serde_json::{Value, json};

#[tokio::test]
async fn all_open_labels_go_together_and_begin_to_move() {
    let assistant = Assistant::open().await;
    assistant.connect_america().await;
    let labels = [assistant.american_label("a").await, assistant.american_label("b").await];
    let arguments = json!({"idempotency_key": "today"});
    let manifest = assistant.call("create_manifest", &arguments).await;
    assert_eq!(
        (
            &manifest["state"],
            &manifest["label_count"],
            &manifest["invalid"],
            &manifest["date"]
        ),
        (&json!("closed"), &json!(2), &json!([]), &json!("2026-03-02"))
    );
    let paper = pdf_text(&assistant.paper(&manifest["document_urls"][0]).await);
    assert!(paper.contains("123123"), "{paper}");
    assert_eq!(assistant.call("create_manifest", &arguments).await, manifest);
    let text = assistant
        .refused("create_manifest", &with(&arguments, "/date", json!("2026-03-02")))
        .await;
    assert!(text.starts_with("idempotency_key: "), "{text}");
    let text = assistant
        .refused("create_manifest", &json!({"idempotency_key": "more"}))
        .await;
    assert_eq!(text, "There are no open labels that wait for a manifest.");
    assistant.advance("P5D").await;
    let number = labels[0]["tracking_number"].as_str().unwrap();
    let track = assistant
        .shippo("GET", &format!("/tracks/dhl_ecommerce/{number}"), &Value::Null)
        .await;
    assert_ne!(track["tracking_status"]["status"], "PRE_TRANSIT", "{track}");
    assert_eq!(assistant.follow(&labels[0]["tracking_url"]).await.status, 200);
}

#[tokio::test]
async fn labels_that_cannot_go_are_named() {
    let assistant = Assistant::open().await;
    assistant.connect_america().await;
    let good = assistant.american_label("a").await;
    let void = assistant.american_label("b").await;
    assistant
        .call("void_label", &json!({"label_id": void["label_id"]}))
        .await;
    let dutch = assistant.dutch_label("c").await;
    let ids = json!([good["label_id"], void["label_id"], dutch["label_id"], NOBODY]);
    let manifest = assistant
        .call("create_manifest", &json!({"label_ids": ids, "idempotency_key": "k"}))
        .await;
    assert_eq!(manifest["label_count"], 1);
    let invalid = manifest["invalid"].as_array().unwrap();
    let named: Vec<&Value> = invalid.iter().map(|label| &label["label_id"]).collect();
    assert_eq!(named, [&void["label_id"], &dutch["label_id"], &json!(NOBODY)]);
    assert_eq!(invalid[2]["reason"], "there is no such label");

    for (ids, key) in [
        (json!([good["label_id"]]), "again"),
        (json!([dutch["label_id"]]), "dutch"),
        (json!([NOBODY]), "nobody"),
        (json!(["x"]), "no id"),
        (json!([]), "none"),
    ] {
        let arguments = json!({"label_ids": ids, "idempotency_key": key});
        let text = assistant.refused("create_manifest", &arguments).await;
        assert!(
            text.contains("label_ids") || text.contains("account_number"),
            "{key}: {text}"
        );
    }
}

#[tokio::test]
async fn labels_of_others_go_on_no_manifest() {
    let assistant = Assistant::open().await;
    assistant.connect_america().await;
    let label = assistant.american_label("a").await;
    let arguments = json!({"label_ids": [label["label_id"]], "idempotency_key": "k"});
    let elsewhere = assistant.refused_elsewhere("create_manifest", &arguments).await;
    let unknown = json!({"label_ids": [NOBODY], "idempotency_key": "k"});
    assert_eq!(elsewhere, assistant.refused("create_manifest", &unknown).await);
    let open = assistant
        .refused_elsewhere("create_manifest", &json!({"idempotency_key": "l"}))
        .await;
    assert_eq!(open, "There are no open labels that wait for a manifest.");
}
