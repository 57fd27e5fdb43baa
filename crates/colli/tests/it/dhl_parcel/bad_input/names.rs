//! Names that try to be something else.

use super::Bench;
use crate::support::samples::{shipment, uuid, with};
use serde_json::json;

/// Names that try to be something else.
const NAMES: &[&str] = &[
    "^XZ",
    "^XA^FO0,0^XZ",
    "~JR~HI",
    "^FX^FH_5E",
    "_5EXZ",
    "a^FS^XZ^XA",
    "\u{1}\u{7}\u{1b}[31m",
    "tab\tand\nnewline\r\n",
    "\u{0}nul",
    "📦 Päckchen 🇳🇱",
    "שלום עולם",
    "\u{202e}drawkcab",
    "مرحبا",
    "(\\) Tj ET",
    "<</Type/Page>>",
    "endstream endobj",
    "=1+1",
    "\u{feff}\u{200b}x",
    "e\u{301}\u{327}",
    "漢字かな한글",
    "Ωμέγα Щука",
    "ﬁ ﷽",
    "' or 1=1 --",
    "{{7*7}} ${x}",
];

#[tokio::test]
async fn names_that_try_to_be_commands_are_printed_not_obeyed() {
    let mut bench = Bench::new().await;
    for name in NAMES {
        let id = bench.id();
        let mut body = with(
            shipment(&id),
            "receiver.name.companyName",
            json!(format!("{name} B.V.")),
        );
        body["receiver"]["address"]["street"] = json!(format!("Straat {name}"));
        body["orderReference"] = json!(format!("r {name}"));
        body["options"] = json!([{"key": "DOOR"}, {"key": "REFERENCE2", "input": format!("i {name}")}]);
        let reply = bench.book(&body).await;
        assert_eq!(reply.status, 201, "{name:?}: {}", reply.text());
        let label = |kind: &'static str| {
            bench
                .server
                .get(&format!("/labels/{id}"))
                .token(&bench.token)
                .accept(kind)
                .send()
        };
        let zpl = label("application/zpl").await;
        assert_eq!(zpl.status, 200, "{name:?}");
        let zpl = zpl.text();
        assert_eq!(
            (zpl.matches("^XA").count(), zpl.matches("^XZ").count()),
            (1, 1),
            "{name:?}"
        );
        assert!(
            !zpl.contains('~') || zpl.matches('~').count() == plain_tildes(&bench).await,
            "{name:?}"
        );
        assert!(!zpl.contains('\u{0}') && !zpl.contains('\u{1b}'), "{name:?}");
        let pdf = label("application/pdf").await;
        assert_eq!(pdf.status, 200, "{name:?}");
        assert!(
            pdf.body.starts_with(b"%PDF-") && pdf.body.trim_ascii_end().ends_with(b"%%EOF"),
            "{name:?}"
        );
        // Control and format characters may become spaces; everything that can be read stays as it was.
        let readable = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let kept = label("application/json").await.json()["orderReference"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(
            readable(&kept),
            readable(&format!("r {name}")),
            "{name:?} became {kept:?}"
        );
        assert!(!kept.chars().any(char::is_control), "{name:?} became {kept:?}");
    }
    bench.lives().await;
}

/// Tildes of a label nobody tampered with.
async fn plain_tildes(bench: &Bench) -> usize {
    let id = uuid(999_999);
    assert_eq!(bench.book(&shipment(&id)).await.status, 201);
    let label = bench
        .server
        .get(&format!("/labels/{id}"))
        .token(&bench.token)
        .accept("application/zpl")
        .send()
        .await;
    label.text().matches('~').count()
}
