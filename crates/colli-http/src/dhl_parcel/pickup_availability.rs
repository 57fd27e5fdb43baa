//! Days on which parcels can be picked up (reference 14.4).

use super::App;
use super::auth::MaybeBearer;
use super::error::Answer;
use super::parameters::Parameters;
use axum::Json;
use axum::extract::{RawQuery, State};
use colli_core::calendar::Window;
use colli_wire::dhl_parcel::pickup_availability as wire;

/// Days on which parcels can be picked up at a postal code. A place nobody picks up at gives an empty list.
#[utoipa::path(get, path = "/pickup-availability", tag = "planning", operation_id = "listPickupDays",
    params(("countryCode" = String, Query, description = "ISO 3166-1 alpha-2"), ("postalCode" = String, Query, description = "Postal code")),
    responses((status = 200, body = Vec<wire::PickupDay>), (status = 400, body = super::ErrorResponse)))]
pub(super) async fn list(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    RawQuery(raw): RawQuery,
) -> Answer<Json<Vec<wire::PickupDay>>> {
    let mut parameters = Parameters::read(&app, raw.as_deref());
    let country = parameters.required_country(&["countryCode"]);
    let postal_code = parameters.required(&["postalCode", "zipCode"]);
    parameters.finish()?;
    let (Some(country), Some(postal_code)) = (country, postal_code) else {
        return Ok(Json(Vec::new()));
    };
    let postal_code = app.service.network().postal.normalised_or_typed(country, postal_code);
    let days = app.service.pickup_days(caller.as_deref(), (country, &postal_code));
    let written = days.into_iter().map(|day| wire::PickupDay {
        date: day.date.to_string(),
        time_slots: day.slots.into_iter().map(write_slot).collect(),
    });
    Ok(Json(written.collect()))
}

fn write_slot(slot: Window) -> wire::TimeSlot {
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    wire::TimeSlot {
        from: time(slot.from_minute),
        to: time(slot.to_minute),
    }
}
