//! Texts of statuses (reference 10.4).

use super::App;
use super::error::{Answer, Failure};
use super::path::Path;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_wire::dhl_parcel::translations as wire;
use std::collections::{BTreeMap, HashMap};

/// The files with their languages (reference 10.4). Countries of one language share its texts.
const FILES: [(&str, &str); 9] = [
    ("en_BE.json", "en"),
    ("en_ES.json", "en"),
    ("en_NL.json", "en"),
    ("en_PT.json", "en"),
    ("es_ES.json", "es"),
    ("fr_BE.json", "fr"),
    ("nl_BE.json", "nl"),
    ("nl_NL.json", "nl"),
    ("pt_PT.json", "pt"),
];

/// The text of every status and category in a language.
#[utoipa::path(get, path = "/translations/{file}", tag = "track and trace", operation_id = "getTranslations",
    params(("file" = String, Path, description = "`en_BE.json`, `en_ES.json`, `en_NL.json`, `en_PT.json`, `es_ES.json`, `fr_BE.json`, `nl_BE.json`, `nl_NL.json` or `pt_PT.json`")),
    responses((status = 200, body = wire::Translations), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn get(State(app): State<App>, Path(file): Path<String>) -> Answer<Json<wire::Translations>> {
    let Some((_, language)) = FILES.iter().find(|(name, _)| *name == file) else {
        let message = format!("The translation {} was not found", excerpt(&file));
        return Err(
            Failure::new(StatusCode::NOT_FOUND, "translation_not_found", message).with(
                Violation::new("file", "unknown", "there is no file of this name")
                    .accepting(FILES.map(|(name, _)| name)),
            ),
        );
    };
    let statuses = &app.service.network().statuses;
    let status = statuses.all().map(|status| (&status.code, &status.texts));
    let category = statuses.categories().map(|category| (&category.code, &category.texts));
    Ok(Json(wire::Translations {
        events: wire::EventTexts {
            status: texts(status, language),
            category: texts(category, language),
        },
    }))
}

/// Codes with their texts in one language, in order.
fn texts<'t>(
    rows: impl Iterator<Item = (&'t String, &'t HashMap<String, String>)>,
    language: &str,
) -> BTreeMap<String, String> {
    rows.filter_map(|(code, texts)| Some((code.clone(), texts.get(language)?.clone())))
        .collect()
}
