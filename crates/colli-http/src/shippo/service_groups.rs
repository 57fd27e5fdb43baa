//! Service groups: what a shop offers at the checkout (reference 5.15).

use super::auth::Caller;
use super::body::JsonBody;
use super::customs::{read_amount, read_currency};
use super::error::Answer;
use super::id::{self, Id, hex};
use super::written::money;
use super::{App, Routes, route};
use crate::reader::Reader;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{delete as delete_, get as get_, post, put};
use colli_core::address::{clean_text, excerpt};
use colli_core::error::Violation;
use colli_core::gateway::service_group::{GroupLevel, GroupType, Price, ServiceGroup};
use colli_core::money::Money;
use colli_service::gateway::Object;
use colli_wire::field::{Field, Number};
use colli_wire::shippo::service_groups as wire;
use rust_decimal::prelude::ToPrimitive as _;
use uuid::Uuid;

/// Characters of a text at most.
const TEXT_CHARS_MAX: usize = 255;
/// Service levels of a group at most.
const LEVELS_MAX: usize = 50;
/// Percents a rate can be adjusted by.
const ADJUSTMENT: std::ops::RangeInclusive<i32> = -100..=1_000;

pub(super) fn routes() -> Routes {
    vec![
        route("POST", "/service-groups", post(create)),
        route("GET", "/service-groups", get_(list)),
        route("PUT", "/service-groups", put(change)),
        route("DELETE", "/service-groups/{id}", delete_(delete)),
    ]
}

/// Makes a service group.
#[utoipa::path(post, path = "/service-groups", tag = "rates at checkout", operation_id = "createServiceGroup",
    request_body = wire::ServiceGroupRequest, responses((status = 201, body = wire::ServiceGroup), (status = 400), (status = 401)))]
pub(super) async fn create(
    State(app): State<App>,
    Caller(caller): Caller,
    JsonBody(request): JsonBody<wire::ServiceGroupRequest>,
) -> Answer<(StatusCode, Json<wire::ServiceGroup>)> {
    let mut reader = Reader::default();
    let group = read(&mut reader, request);
    reader.finish()?;
    let made = app.service.create_service_group(&caller, group).await?;
    Ok((StatusCode::CREATED, Json(written(made))))
}

/// Lists all service groups, newest first.
#[utoipa::path(get, path = "/service-groups", tag = "rates at checkout", operation_id = "listServiceGroups",
    responses((status = 200, body = Vec<wire::ServiceGroup>), (status = 401)))]
pub(super) async fn list(State(app): State<App>, Caller(caller): Caller) -> Answer<Json<Vec<wire::ServiceGroup>>> {
    let groups = app.service.service_groups(&caller).await?;
    Ok(Json(groups.into_iter().map(written).collect()))
}

/// Changes the service group its body names.
#[utoipa::path(put, path = "/service-groups", tag = "rates at checkout", operation_id = "updateServiceGroup",
    request_body = wire::ServiceGroupRequest, responses((status = 200, body = wire::ServiceGroup), (status = 400), (status = 401), (status = 404)))]
pub(super) async fn change(
    State(app): State<App>,
    Caller(caller): Caller,
    JsonBody(request): JsonBody<wire::ServiceGroupRequest>,
) -> Answer<Json<wire::ServiceGroup>> {
    let mut reader = Reader::default();
    let id = named(&mut reader, request.object_id.clone(), "object_id");
    if request.is_active.is_absent() {
        reader.push(Violation::required("is_active").accepting(["true", "false"]));
    }
    let group = read(&mut reader, request);
    reader.finish()?;
    let changed = app.service.change_service_group(&caller, id, group).await?;
    Ok(Json(written(changed)))
}

/// Deletes a service group.
#[utoipa::path(delete, path = "/service-groups/{id}", tag = "rates at checkout", operation_id = "deleteServiceGroup",
    params(("id" = String, Path)), responses((status = 204), (status = 401), (status = 404)))]
pub(super) async fn delete(State(app): State<App>, Caller(caller): Caller, Id(id): Id) -> Answer<StatusCode> {
    app.service.delete_object::<ServiceGroup>(caller.tenant, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An id that must be there; a placeholder when it is not.
fn named(reader: &mut Reader, field: Field<String>, path: &str) -> Uuid {
    let text = reader.required(field, path);
    let id = id::parse(&text);
    if id.is_none() && !text.is_empty() {
        reader.push(
            Violation::new(path, "format", format!("'{}' is no id of an object", excerpt(&text)))
                .accepting(["32 hexadecimal digits"]),
        );
    }
    id.unwrap_or_default()
}

fn read(reader: &mut Reader, request: wire::ServiceGroupRequest) -> ServiceGroup {
    let mut text = |field: Field<String>, path: &str| {
        let text = clean_text(&reader.required(field, path));
        reader.longest(&text, path, TEXT_CHARS_MAX);
        text
    };
    let name = text(request.name, "name");
    let description = text(request.description, "description");
    let kind = kind(reader, request.kind);
    let levels_sent = Reader::given(&request.service_levels);
    let levels = levels(reader, request.service_levels);
    if !levels_sent || (levels.is_empty() && kind == Some(GroupType::LiveRate) && reader.is_clean()) {
        reader.push(Violation::required("service_levels").accepting([format!("1 to {LEVELS_MAX} service levels")]));
    }
    let flat_rate = price(
        reader,
        (request.flat_rate, "flat_rate"),
        (request.flat_rate_currency, "flat_rate_currency"),
        kind == Some(GroupType::FlatRate),
    );
    let free_from = price(
        reader,
        (request.free_shipping_threshold_min, "free_shipping_threshold_min"),
        (
            request.free_shipping_threshold_currency,
            "free_shipping_threshold_currency",
        ),
        kind == Some(GroupType::FreeShipping),
    );
    ServiceGroup {
        name,
        description,
        kind: kind.unwrap_or(GroupType::FlatRate),
        is_active: reader.flag(request.is_active, "is_active", true),
        levels,
        flat_rate,
        free_from,
        rate_adjustment: adjustment(reader, request.rate_adjustment),
    }
}

fn kind(reader: &mut Reader, field: Field<String>) -> Option<GroupType> {
    let text = reader.required(field, "type");
    let found = GroupType::NAMES.into_iter().find(|(name, _)| *name == text);
    if found.is_none() && !text.is_empty() {
        reader.push(
            Violation::new("type", "value", format!("'{}' is none of these words", excerpt(&text)))
                .accepting(GroupType::NAMES.map(|(name, _)| name)),
        );
    }
    found.map(|(_, kind)| kind)
}

fn levels(reader: &mut Reader, field: Field<Vec<Field<wire::ServiceLevelRequest>>>) -> Vec<GroupLevel> {
    let entries = reader.list(field, "service_levels");
    if entries.len() > LEVELS_MAX {
        let message = format!("{} service levels are too many", entries.len());
        reader.push(
            Violation::new("service_levels", "length", message)
                .accepting([format!("up to {LEVELS_MAX} service levels")]),
        );
        return Vec::new();
    }
    let levels = entries.into_iter().map(|(index, level)| GroupLevel {
        account: named(
            reader,
            level.account_object_id,
            &format!("service_levels[{index}].account_object_id"),
        ),
        service: reader.required(
            level.service_level_token,
            &format!("service_levels[{index}].service_level_token"),
        ),
    });
    levels.collect()
}

/// An amount with its currency, which come together.
fn price(
    reader: &mut Reader,
    (amount, amount_path): (Field<Number>, &str),
    (currency, currency_path): (Field<String>, &str),
    is_needed: bool,
) -> Option<Price> {
    let is_blank = |found: &str| found == "the string \"\"";
    let has_amount = match &amount {
        Field::Absent => false,
        Field::Wrong { found, .. } => !is_blank(found),
        Field::Value(_) => true,
    };
    let has_currency = match &currency {
        Field::Value(text) => !text.trim().is_empty(),
        other => !other.is_absent(),
    };
    if !is_needed && !has_amount && !has_currency {
        return None;
    }
    let amount = read_amount(reader, if has_amount { amount } else { Field::Absent }, amount_path);
    let currency = read_currency(reader, currency, currency_path);
    let money = Money::from_decimal(amount, &currency)?;
    Some(Price {
        minor: money.minor,
        currency,
    })
}

fn adjustment(reader: &mut Reader, field: Field<Number>) -> Option<i32> {
    let number = reader.decimal(field, "rate_adjustment")?;
    let percent = number
        .to_i32()
        .filter(|percent| number.fract().is_zero() && ADJUSTMENT.contains(percent));
    if percent.is_none() {
        reader.push(
            Violation::new("rate_adjustment", "range", format!("{number} is out of range"))
                .accepting(["a whole number of percent from -100 to 1000"]),
        );
    }
    percent
}

fn written(object: Object<ServiceGroup>) -> wire::ServiceGroup {
    let group = object.value;
    let shown = |price: Option<Price>| {
        let price = price.map(|price| (money(price.minor), price.currency));
        price.unzip()
    };
    let (flat_rate, flat_rate_currency) = shown(group.flat_rate);
    let (free_from, free_from_currency) = shown(group.free_from);
    wire::ServiceGroup {
        object_id: hex(object.id),
        name: group.name,
        description: group.description,
        kind: group.kind.word().to_owned(),
        is_active: group.is_active,
        service_levels: group
            .levels
            .into_iter()
            .map(|level| wire::ServiceLevel {
                account_object_id: hex(level.account),
                service_level_token: level.service,
            })
            .collect(),
        flat_rate,
        flat_rate_currency,
        free_shipping_threshold_min: free_from,
        free_shipping_threshold_currency: free_from_currency,
        rate_adjustment: group.rate_adjustment,
    }
}
