//! ServicePoints (reference 5).

mod written;

use super::App;
use super::auth::MaybeBearer;
use super::error::{Answer, Failure};
use super::path::Path;
use crate::query::Query;
use axum::extract::{RawQuery, State};
use colli_core::account::Caller;
use colli_core::address::excerpt;
use colli_core::country::CountryCode;
use colli_core::error::Violation;
use colli_core::limits::{SEARCH_CHARS_MAX, SERVICE_POINTS_MAX};
use colli_service::Error;
use colli_service::network_service_points::{ServicePointQuery, has_search_field};
use colli_wire::dhl_parcel::service_points as wire;
use std::str::FromStr;
use written::Written;

/// What a limit may be; a higher one gives as many as there are to give.
const LIMIT_ACCEPTED: &str = "1 to 50";
/// ServicePoints of an answer when the client names no limit.
const LIMIT_DEFAULT: usize = 20;
/// Fields one of which names a place.
const SEARCH_FIELDS: [&str; 7] = [
    "q",
    "fuzzy",
    "postalCode",
    "zipCode",
    "city",
    "street with houseNumber",
    "latitude and longitude",
];

/// Finds ServicePoints, nearest first.
#[utoipa::path(get, path = "/parcel-shop-locations/{countryCode}", tag = "ServicePoints", operation_id = "findServicePoints",
    params(("countryCode" = String, Path, description = "ISO 3166-1 alpha-2"),
        ("limit" = Option<u32>, Query, description = "1 to 50, default 20"),
        ("q" = Option<String>, Query, description = "Words all of which must be found in name, address or postal code"),
        ("fuzzy" = Option<String>, Query, description = "A postal code or town; nearest to it"),
        ("street" = Option<String>, Query, description = "Street; not enough alone"), ("houseNumber" = Option<String>, Query, description = "House number"),
        ("city" = Option<String>, Query, description = "Town"), ("zipCode" = Option<String>, Query, description = "Postal code, old name"),
        ("postalCode" = Option<String>, Query, description = "Postal code"), ("latitude" = Option<f64>, Query, description = "Search centre, degrees"),
        ("longitude" = Option<f64>, Query, description = "Search centre, degrees"), ("radius" = Option<u32>, Query, description = "Metres around the centre"),
        ("showUnavailable" = Option<bool>, Query, description = "Include those that are closed for now"),
        ("serviceType" = Option<Vec<String>>, Query, description = "`parcel-last-mile`, `parcel-first-mile`"),
        ("isLocker" = Option<bool>, Query, description = "Only lockers, or none"), ("sameDepot" = Option<bool>, Query, description = "Only those of the nearest depot"),
        ("collectionTime" = Option<u32>, Query, description = "Parcels are fetched at this hour or later")),
    responses((status = 200, body = Vec<wire::ParcelShopLocation>), (status = 400, body = super::ErrorResponse)))]
pub(super) async fn search(
    State(app): State<App>,
    MaybeBearer(caller): MaybeBearer,
    Path(country): Path<String>,
    RawQuery(raw): RawQuery,
) -> Answer<Written> {
    let country = read_country(&app, &country)?;
    let query = read_query(&app, country, caller.as_deref(), &Query::parse(raw.as_deref()))?;
    if !has_search_field(&query) {
        return Err(Failure::invalid_parameter(
            Violation::new("query", "required", "a country alone names no place; say where to look")
                .accepting(SEARCH_FIELDS),
        ));
    }
    let found = app.service.find_service_points(&query);
    Ok(Written::many(
        found.iter().map(|found| (&found.point, found.distance_m)),
    ))
}

/// One ServicePoint.
#[utoipa::path(get, path = "/parcel-shop-locations/{countryCode}/{id}", tag = "ServicePoints", operation_id = "getServicePoint",
    params(("countryCode" = String, Path, description = "ISO 3166-1 alpha-2"), ("id" = String, Path, description = "Id; what follows `|` is ignored")),
    responses((status = 200, body = wire::ParcelShopLocation), (status = 400, body = super::ErrorResponse), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn get(State(app): State<App>, Path((country, id)): Path<(String, String)>) -> Answer<Written> {
    let country = read_country(&app, &country)?;
    let point = app.service.service_point(country, &id);
    let point = point.ok_or_else(|| Error::NotFound {
        what: "ServicePoint",
        missing: vec![excerpt(&id)],
    })?;
    Ok(Written::one(&point))
}

fn read_country(app: &App, text: &str) -> Answer<CountryCode> {
    CountryCode::parse(text)
        .filter(|code| app.service.network().country(*code).is_some())
        .ok_or_else(|| {
            Failure::invalid_parameter(
                Violation::new(
                    "countryCode",
                    "unknown",
                    format!("there is no country '{}'", excerpt(text)),
                )
                .accepting(["an ISO 3166-1 alpha-2 code such as NL"]),
            )
        })
}

fn read_query(app: &App, country: CountryCode, caller: Option<&Caller>, args: &Query) -> Answer<ServicePointQuery> {
    let text = |names: &[&str]| -> Answer<Option<String>> {
        let value = args.text_of(names);
        match value {
            Some(text) if text.chars().count() > SEARCH_CHARS_MAX => Err(Failure::invalid_parameter(
                Violation::new(names[0], "length", "this text is too long to search for")
                    .accepting([format!("up to {SEARCH_CHARS_MAX} characters")]),
            )),
            other => Ok(other),
        }
    };
    let limit = number::<usize>(args, "limit", LIMIT_ACCEPTED)?.unwrap_or(LIMIT_DEFAULT);
    if limit == 0 {
        return Err(out_of_range("limit", LIMIT_ACCEPTED));
    }
    let degrees = |name, most: f64| -> Answer<Option<f64>> {
        match args.parsed::<f64>(name) {
            Ok(value) if value.is_none_or(|value| (-most..=most).contains(&value)) => Ok(value),
            _ => Err(out_of_range(name, &format!("degrees from -{most} to {most}"))),
        }
    };
    Ok(ServicePointQuery {
        country,
        limit: limit.min(SERVICE_POINTS_MAX),
        q: text(&["q"])?,
        fuzzy: text(&["fuzzy"])?,
        street: text(&["street"])?,
        house_number: text(&["houseNumber"])?,
        city: text(&["city"])?,
        postal_code: text(&["postalCode", "zipCode"])?,
        latitude: degrees("latitude", 90.0)?,
        longitude: degrees("longitude", 180.0)?,
        radius_m: number::<u32>(args, "radius", "metres, a whole number")?,
        show_unavailable: flag(args, "showUnavailable")?.unwrap_or(false),
        service_types: args.list("serviceType"),
        is_locker: flag(args, "isLocker")?,
        same_depot: flag(args, "sameDepot")?,
        collection_time: number::<u32>(args, "collectionTime", "an hour of the day, such as 14")?,
        today: Some(app.service.today(caller)),
    })
}

fn flag(args: &Query, name: &str) -> Answer<Option<bool>> {
    args.flag(name).map_err(|value| {
        Failure::invalid_parameter(
            Violation::new(name, "type", format!("'{}' is not a boolean", excerpt(&value)))
                .accepting(["true", "false"]),
        )
    })
}

fn number<T: FromStr>(args: &Query, name: &str, accepted: &str) -> Answer<Option<T>> {
    args.parsed::<T>(name).map_err(|_| out_of_range(name, accepted))
}

fn out_of_range(name: &str, accepted: &str) -> Failure {
    Failure::invalid_parameter(Violation::new(name, "range", "this is not a number in range").accepting([accepted]))
}
