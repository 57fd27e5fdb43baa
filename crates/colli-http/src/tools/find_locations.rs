//! `find_locations`: the nearest places where parcels are handed in or collected.

use super::location::{Location, described, now_at, of_unified};
use super::{About, Call, Done, Hints, Tool, ToolError};
use crate::unified::locations::{self, LocationRequest};
use colli_core::app::Scope;
use colli_core::error::Violation;
use colli_core::limits::SERVICE_POINTS_MAX;
use colli_service::network_service_points::Found;
use colli_service::upstream::{AddressQuestion, LocationQuestion, PositionQuestion, UpstreamError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const ABOUT: About = About {
    name: "find_locations",
    title: "Find locations",
    description: "Finds parcel shops and lockers near an address or a position, nearest first, with opening hours and services. Give country_code and postal_code or city, or latitude and longitude; narrow with location_type, service_type, open_now.",
    scope: Scope::Locations,
    hints: Hints::READ,
    example: r#"{"country_code": "NL", "postal_code": "1012JS", "service_type": "parcel:drop-off", "open_now": true, "limit": 5}"#,
};

/// Locations of an answer when the caller names no limit.
const LIMIT: usize = 10;

#[derive(Debug, Deserialize, JsonSchema)]
struct Input {
    /// Country to look in, ISO 3166-1 alpha-2: `NL`.
    #[schemars(length(min = 2, max = 2))]
    country_code: String,
    /// Postal code to look around.
    #[schemars(length(max = 20))]
    postal_code: Option<String>,
    /// Town to look in.
    #[schemars(length(max = 200))]
    city: Option<String>,
    /// Street, perhaps with a house number.
    #[schemars(length(max = 200))]
    street: Option<String>,
    /// Degrees north of a position to look around; goes with `longitude` and before an address.
    #[schemars(range(min = -90, max = 90))]
    latitude: Option<f64>,
    /// Degrees east of a position to look around.
    #[schemars(range(min = -180, max = 180))]
    longitude: Option<f64>,
    /// How far away at most, in metres; 5000 when left out.
    #[schemars(range(min = 1, max = 1_000_000))]
    radius_m: Option<u32>,
    /// Locations at most; 10 when left out.
    #[schemars(range(min = 1, max = 50))]
    limit: Option<u32>,
    /// `servicepoint` for shops or `locker`; several with commas between mean any of them.
    #[schemars(length(max = 100))]
    location_type: Option<String>,
    /// What must be possible there: `parcel:pick-up`, `parcel:drop-off`, `parcel:drop-off-unlabeled` (without a printed
    /// label), `parcel:drop-off-return`, `parcel:drop-off-return-unlabeled`; several with commas between mean all of them.
    #[schemars(length(max = 500))]
    service_type: Option<String>,
    /// Only those that are open at this moment.
    open_now: Option<bool>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Output {
    /// The locations, nearest first.
    locations: Vec<Location>,
}

pub(super) fn tool() -> Tool {
    Tool::new(ABOUT, run)
}

async fn run(call: Call, input: Input) -> Result<Done<Output>, ToolError> {
    let open_only = input.open_now.unwrap_or(false);
    let today = call.service.today_in(call.client.tenant);
    let mut query = asked(&input).anywhere(&call.service, today).map_err(of_arguments)?;
    if open_only {
        query = query.open_at(call.service.now(call.client.tenant));
    }
    let locations = if call.service.has_upstream() {
        upstream(&call, &input).await?
    } else {
        let found = locations::find(&call.service, &query).into_iter();
        let here = |found: Found<'_>| described(&found.point, found.distance_m, &now_at(&call, &found.point));
        found.map(here).collect()
    };
    let text = sentence(&locations, open_only);
    Ok(Done::new(Output { locations }, text))
}

fn limit_of(input: &Input) -> usize {
    input.limit.map_or(LIMIT, |limit| limit as usize)
}

/// Locations as the carrier's own API knows them.
async fn upstream(call: &Call, input: &Input) -> Result<Vec<Location>, ToolError> {
    let open_only = input.open_now.unwrap_or(false);
    // Those that are closed now are left out afterwards, so that more are asked for.
    let limit = if open_only { SERVICE_POINTS_MAX } else { limit_of(input) };
    let list = match call.service.locations_upstream(None, question(input, limit)).await {
        Err(UpstreamError::NotFound) => return Ok(Vec::new()),
        answered => answered?,
    };
    let locations = list.locations.iter().map(|told| of_unified(call, told.clone()));
    let wanted = locations.filter(|location| !open_only || location.is_open_now);
    Ok(wanted.take(limit_of(input)).collect())
}

fn question(input: &Input, limit: usize) -> LocationQuestion {
    let limit = u32::try_from(limit).ok();
    let country_code = input.country_code.to_uppercase();
    let text = |given: &Option<String>| given.clone().unwrap_or_default();
    let (location_types, service_types) = (
        words(input.location_type.as_deref()),
        words(input.service_type.as_deref()),
    );
    match input.latitude.zip(input.longitude) {
        Some((latitude, longitude)) => LocationQuestion::Position(PositionQuestion {
            lat_e6: millionths(latitude),
            lon_e6: millionths(longitude),
            country_code,
            location_types,
            service_types,
            radius_m: input.radius_m,
            limit,
        }),
        None => LocationQuestion::Address(AddressQuestion {
            country_code,
            postal_code: text(&input.postal_code),
            address_locality: text(&input.city),
            street_address: text(&input.street),
            location_types,
            service_types,
            radius_m: input.radius_m,
            limit,
        }),
    }
}

fn millionths(degrees: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most 180 million, as the schema of the arguments says"
    )]
    let millionths = (degrees * 1e6).round() as i32;
    millionths
}

/// Words with commas between.
fn words(text: Option<&str>) -> Vec<String> {
    let words = text.unwrap_or_default().split(',').map(|word| word.trim().to_owned());
    words.filter(|word| !word.is_empty()).collect()
}

fn asked(input: &Input) -> LocationRequest {
    LocationRequest {
        country_code: Some(input.country_code.clone()),
        address_locality: input.city.clone(),
        postal_code: input.postal_code.clone(),
        street_address: input.street.clone(),
        latitude: input.latitude.map(|degrees| degrees.to_string()),
        longitude: input.longitude.map(|degrees| degrees.to_string()),
        location_types: words(input.location_type.as_deref()),
        service_types: words(input.service_type.as_deref()),
        radius: input.radius_m.map(|metres| metres.to_string()),
        limit: Some(limit_of(input).to_string()),
        ..LocationRequest::default()
    }
}

/// What is wrong, told by the names of this tool's arguments.
fn of_arguments(violations: Vec<Violation>) -> ToolError {
    let renamed = violations.into_iter().map(|violation| Violation {
        field: argument(&violation.field).to_owned(),
        accepted: violation
            .accepted
            .iter()
            .map(|text| argument(text).to_owned())
            .collect(),
        ..violation
    });
    ToolError::Invalid(renamed.collect())
}

fn argument(parameter: &str) -> &str {
    match parameter {
        "countryCode" => "country_code",
        "addressLocality" => "city",
        "postalCode" => "postal_code",
        "streetAddress" => "street",
        "locationType" => "location_type",
        "serviceType" => "service_type",
        "radius" => "radius_m",
        other => other,
    }
}

fn sentence(locations: &[Location], open_only: bool) -> String {
    let open = if open_only { " that are open now" } else { "" };
    let Some(nearest) = locations.first() else {
        return format!("No locations{open} were found; a larger radius_m or fewer conditions may help.");
    };
    let distance = nearest.distance_m.map(|metres| format!(" at {metres} m"));
    let found = match locations.len() {
        1 => "One location".to_owned(),
        count => format!("{count} locations"),
    };
    format!(
        "{found}{open}; the nearest is {}{}.",
        [&nearest.name, ", ", &nearest.address.city].concat(),
        distance.unwrap_or_default()
    )
}
