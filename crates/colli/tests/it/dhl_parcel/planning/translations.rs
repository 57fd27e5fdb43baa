//! Texts of statuses (reference 10.4).

use super::shop_at;
use serde_json::Value;

#[tokio::test]
async fn every_file_of_texts_covers_every_status() {
    let shop = shop_at("2026-04-23T08:00:00Z").await;
    let network = crate::support::network().0;
    let files = [
        ("en_BE", "Delivered"),
        ("en_ES", "Delivered"),
        ("en_NL", "Delivered"),
        ("en_PT", "Delivered"),
        ("es_ES", "Entregado"),
        ("fr_BE", "Livré"),
        ("nl_BE", "Bezorgd"),
        ("nl_NL", "Bezorgd"),
        ("pt_PT", "Entregue"),
    ];
    for (file, delivered) in files {
        let texts = shop.json(&format!("/translations/{file}.json")).await;
        let status = texts["events"]["status"].as_object().unwrap();
        assert_eq!(status["DELIVERED"], delivered, "{file}");
        for code in network.statuses.all().map(|status| &status.code) {
            assert!(
                status
                    .get(code)
                    .and_then(Value::as_str)
                    .is_some_and(|text| !text.is_empty()),
                "{file} {code}"
            );
        }
        assert_eq!(texts["events"]["category"].as_object().unwrap().len(), 10, "{file}");
    }
    for unknown in ["de_DE.json", "nl_NL", "nl_nl.json", "..%2Fsecret"] {
        let reply = shop.server.get(&format!("/translations/{unknown}")).send().await;
        assert_eq!(
            (reply.status, reply.key().as_str()),
            (404, "translation_not_found"),
            "{unknown}"
        );
        assert_eq!(reply.json()["details"][0]["accepted"].as_array().unwrap().len(), 9);
    }
}
