//! Time windows (reference 13.1).

use super::App;
use super::auth::MaybeBearer;
use super::error::Answer;
use super::parameters::Parameters;
use axum::Json;
use axum::extract::{RawQuery, State};
use colli_core::calendar::WindowKind;
use colli_core::capability::SenderKind;
use colli_core::country::CountryCode;
use colli_service::planning::TimeWindow;
use colli_wire::dhl_parcel::time_windows as wire;
use jiff::civil::Weekday;

/// Where nothing is named (reference 13.1).
const COUNTRY_DEFAULT: &str = "NL";
const POSTAL_CODE_DEFAULT: &str = "3542AD";
/// Who sends, by the word of `rules`.
const RULES: [(&str, SenderKind); 2] = [("b2c", SenderKind::Business), ("c2c", SenderKind::Consumer)];

/// When a parcel sent now could be delivered to a household. An area nobody delivers to gives an empty list.
#[utoipa::path(get, path = "/time-windows", tag = "planning", operation_id = "listTimeWindows",
    params(("countryCode" = Option<String>, Query, description = "ISO 3166-1 alpha-2; `NL` when left out"),
        ("postalCode" = Option<String>, Query, description = "Postal code; `3542AD` when left out in NL"),
        ("rules" = Option<String>, Query, description = "Who sends: `b2c` (default) or `c2c`"),
        ("excludeDaysOfWeek" = Option<Vec<i32>>, Query, description = "1 = Monday to 7 = Sunday; repeatable")),
    responses((status = 200, body = Vec<wire::TimeWindow>), (status = 400, body = super::ErrorResponse)))]
pub(super) async fn list(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    RawQuery(raw): RawQuery,
) -> Answer<Json<Vec<wire::TimeWindow>>> {
    let mut parameters = Parameters::read(&app, raw.as_deref());
    let (country, postal_code) = read_place(&mut parameters);
    let sender = parameters.named(
        &["rules"],
        "rule",
        |_, text| RULES.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)),
        |_| RULES.map(|(word, _)| word).to_vec(),
    );
    let left_out: Vec<Weekday> = parameters
        .numbers("excludeDaysOfWeek", 1..=7)
        .into_iter()
        .filter_map(|day| Weekday::from_monday_one_offset(day).ok())
        .collect();
    parameters.finish()?;
    let (Some(country), Some(postal_code)) = (country, postal_code) else {
        return Ok(Json(Vec::new()));
    };
    let postal_code = app.service.network().postal.normalised_or_typed(country, postal_code);
    let sender = sender.map_or(SenderKind::Business, |(_, sender)| *sender);
    let windows = app
        .service
        .time_windows(caller.as_deref(), sender, (country, &postal_code), &left_out);
    Ok(Json(windows.iter().map(|window| write(window, &postal_code)).collect()))
}

/// Country and postal code; the default code is Dutch.
fn read_place(parameters: &mut Parameters<'_>) -> (Option<CountryCode>, Option<String>) {
    let country = if parameters.text(&["countryCode"]).is_some() {
        parameters.country(&["countryCode"])
    } else {
        CountryCode::parse(COUNTRY_DEFAULT)
    };
    let is_default = country.is_some_and(|country| country.as_str() == COUNTRY_DEFAULT);
    let postal_code = match parameters.text(&["postalCode"]) {
        None if is_default => Some(POSTAL_CODE_DEFAULT.to_owned()),
        None if country.is_some() => parameters.required(&["postalCode"]),
        given => given,
    };
    (country, postal_code)
}

fn write(window: &TimeWindow, postal_code: &str) -> wire::TimeWindow {
    let kind = match window.kind {
        WindowKind::Evening => "Evening",
        _ => "Day",
    };
    wire::TimeWindow {
        postal_code: postal_code.to_owned(),
        delivery_date: window.date.strftime("%d-%m-%Y").to_string(),
        kind: kind.to_owned(),
        start_time: hours_minutes(window.window.from_minute),
        end_time: hours_minutes(window.window.to_minute),
        status: "Available".to_owned(),
    }
}

/// A minute of the day as `HHmm`; the end of the day is `0000`.
fn hours_minutes(minute: u16) -> String {
    format!("{:02}{:02}", minute / 60 % 24, minute % 60)
}
