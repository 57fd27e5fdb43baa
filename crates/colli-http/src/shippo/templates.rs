//! Templates of parcels: the carriers', clients' own, and the one used at the checkout (reference 5.15).

use super::auth::Caller;
use super::body::JsonBody;
use super::error::{Answer, Failure};
use super::id::{self, Id, hex};
use super::parcels::{needed_size, sized, unit, word};
use super::written::{size, utc};
use super::{App, Routes, route};
use crate::query::Query;
use crate::reader::Reader;
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::routing::{delete as delete_, get as get_, post, put};
use colli_core::address::{clean_text, excerpt};
use colli_core::error::Violation;
use colli_core::gateway::carrier_account::CarrierAccount;
use colli_core::gateway::parcel::{DISTANCE_UNITS, MASS_UNITS};
use colli_core::gateway::template::{CarrierTemplate, CarrierTemplates, UserTemplate};
use colli_service::gateway::{GatewayCaller, Object, PageAsked};
use colli_wire::shippo::templates as wire;
use rust_decimal::Decimal;

/// Characters of a name at most.
const NAME_CHARS_MAX: usize = 255;
/// Entries of a list without pages.
const LISTED_MAX: usize = 200;
/// Where the template used at the checkout is.
const SETTING: &str = "/live-rates/settings/parcel-template";
/// Which carriers' templates can be asked for.
const INCLUDE: [&str; 3] = ["all", "user", "enabled"];

pub(super) fn routes() -> Routes {
    vec![
        route("GET", "/parcel-templates", get_(list_carriers)),
        route("GET", "/parcel-templates/{token}", get_(get_carriers)),
        route("POST", "/user-parcel-templates", post(create)),
        route("GET", "/user-parcel-templates", get_(list)),
        route("GET", "/user-parcel-templates/{id}", get_(get)),
        route("PUT", "/user-parcel-templates/{id}", put(change)),
        route("DELETE", "/user-parcel-templates/{id}", delete_(delete)),
        route("GET", SETTING, get_(default)),
        route("PUT", SETTING, put(set_default)),
        route("DELETE", SETTING, delete_(unset_default)),
    ]
}

/// Lists the carriers' templates: all, those of carriers with an active account, or those the client's own are made from.
#[utoipa::path(get, path = "/parcel-templates", tag = "parcel templates", operation_id = "listCarrierParcelTemplates",
    params(("include" = Option<String>, Query), ("carrier" = Option<String>, Query)),
    responses((status = 200, body = wire::CarrierTemplateList), (status = 400), (status = 401)))]
pub(super) async fn list_carriers(
    State(app): State<App>,
    Caller(caller): Caller,
    RawQuery(raw): RawQuery,
) -> Answer<Json<wire::CarrierTemplateList>> {
    let query = Query::parse(raw.as_deref());
    let include = query.text("include").unwrap_or_else(|| "all".to_owned());
    if !INCLUDE.contains(&include.as_str()) {
        let message = format!("'{}' is none of these words", excerpt(&include));
        return Err(Failure::violation(
            Violation::new("include", "value", message).accepting(INCLUDE),
        ));
    }
    let carrier = query.text("carrier");
    let of_carrier = |template: &&CarrierTemplate| {
        carrier
            .as_ref()
            .is_none_or(|carrier| *carrier == template.carrier_token || *carrier == template.carrier)
    };
    let wanted = wanted(&app, &caller, &include).await?;
    let templates = app.service.network().carrier_templates.all().iter().filter(of_carrier);
    let results = templates.filter(|template| wanted.as_ref().is_none_or(|wanted| wanted.contains(&template.token)));
    Ok(Json(wire::CarrierTemplateList {
        results: results.map(carriers_written).collect(),
    }))
}

/// Tokens of the templates that are wanted; `None` for all.
async fn wanted(app: &App, caller: &GatewayCaller, include: &str) -> Answer<Option<Vec<String>>> {
    let all = PageAsked::new(1, LISTED_MAX);
    match include {
        "user" => {
            let page = app.service.list_objects::<UserTemplate>(caller.tenant, all).await?;
            Ok(Some(
                page.entries
                    .into_iter()
                    .filter_map(|template| template.value.template)
                    .collect(),
            ))
        }
        "enabled" => {
            let page = app.service.list_objects::<CarrierAccount>(caller.tenant, all).await?;
            let is_enabled = |template: &&CarrierTemplate| {
                let mut accounts = page.entries.iter();
                accounts.any(|account| account.value.is_active && account.value.carrier == template.carrier_token)
            };
            let templates = app.service.network().carrier_templates.all().iter();
            Ok(Some(
                templates
                    .filter(is_enabled)
                    .map(|template| template.token.clone())
                    .collect(),
            ))
        }
        _ => Ok(None),
    }
}

/// A carrier's template by its token.
#[utoipa::path(get, path = "/parcel-templates/{token}", tag = "parcel templates", operation_id = "getCarrierParcelTemplate",
    params(("token" = String, Path)), responses((status = 200, body = wire::CarrierTemplate), (status = 401), (status = 404)))]
pub(super) async fn get_carriers(
    State(app): State<App>,
    _: Caller,
    Path(token): Path<String>,
) -> Answer<Json<wire::CarrierTemplate>> {
    let template = app.service.network().carrier_templates.get(&token);
    template
        .map(|template| Json(carriers_written(template)))
        .ok_or_else(Failure::not_found)
}

/// Makes a template.
#[utoipa::path(post, path = "/user-parcel-templates", tag = "parcel templates", operation_id = "createUserParcelTemplate",
    request_body = wire::UserTemplateRequest, responses((status = 200, body = wire::UserTemplate), (status = 400), (status = 401)))]
pub(super) async fn create(
    State(app): State<App>,
    Caller(caller): Caller,
    JsonBody(request): JsonBody<wire::UserTemplateRequest>,
) -> Answer<Json<wire::UserTemplate>> {
    let template = read(request, &app.service.network().carrier_templates, None)?;
    let made = app.service.create_object(&caller, template).await?;
    Ok(Json(written(&app, &caller, &made)))
}

/// Lists the client's templates, newest first.
#[utoipa::path(get, path = "/user-parcel-templates", tag = "parcel templates", operation_id = "listUserParcelTemplates",
    responses((status = 200, body = wire::UserTemplateList), (status = 401)))]
pub(super) async fn list(State(app): State<App>, Caller(caller): Caller) -> Answer<Json<wire::UserTemplateList>> {
    let all = PageAsked::new(1, LISTED_MAX);
    let page = app.service.list_objects::<UserTemplate>(caller.tenant, all).await?;
    let results = page.entries.iter().map(|template| written(&app, &caller, template));
    Ok(Json(wire::UserTemplateList {
        results: results.collect(),
    }))
}

/// A template of the client's.
#[utoipa::path(get, path = "/user-parcel-templates/{id}", tag = "parcel templates", operation_id = "getUserParcelTemplate",
    params(("id" = String, Path)), responses((status = 200, body = wire::UserTemplate), (status = 401), (status = 404)))]
pub(super) async fn get(
    State(app): State<App>,
    Caller(caller): Caller,
    Id(id): Id,
) -> Answer<Json<wire::UserTemplate>> {
    let template = app.service.object::<UserTemplate>(caller.tenant, id).await?;
    Ok(Json(written(&app, &caller, &template)))
}

/// Changes a template. What is left out stays.
#[utoipa::path(put, path = "/user-parcel-templates/{id}", tag = "parcel templates", operation_id = "updateUserParcelTemplate",
    params(("id" = String, Path)), request_body = wire::UserTemplateRequest,
    responses((status = 200, body = wire::UserTemplate), (status = 400), (status = 401), (status = 404)))]
pub(super) async fn change(
    State(app): State<App>,
    Caller(caller): Caller,
    Id(id): Id,
    JsonBody(request): JsonBody<wire::UserTemplateRequest>,
) -> Answer<Json<wire::UserTemplate>> {
    let before = app.service.object::<UserTemplate>(caller.tenant, id).await?;
    let template = read(request, &app.service.network().carrier_templates, Some(&before.value))?;
    let change = |_: &Object<UserTemplate>| Ok(Some(template.clone()));
    let changed = app.service.change_object(caller.tenant, id, change).await?;
    Ok(Json(written(&app, &caller, &changed)))
}

/// Deletes a template.
#[utoipa::path(delete, path = "/user-parcel-templates/{id}", tag = "parcel templates", operation_id = "deleteUserParcelTemplate",
    params(("id" = String, Path)), responses((status = 204), (status = 401), (status = 404)))]
pub(super) async fn delete(State(app): State<App>, Caller(caller): Caller, Id(id): Id) -> Answer<StatusCode> {
    app.service.delete_object::<UserTemplate>(caller.tenant, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The template used at the checkout.
#[utoipa::path(get, path = "/live-rates/settings/parcel-template", tag = "rates at checkout", operation_id = "getDefaultParcelTemplate",
    responses((status = 200, body = wire::DefaultTemplate), (status = 401)))]
pub(super) async fn default(State(app): State<App>, Caller(caller): Caller) -> Answer<Json<wire::DefaultTemplate>> {
    let template = app.service.default_template(&caller).await?;
    Ok(Json(wire::DefaultTemplate {
        result: template.map(|template| written(&app, &caller, &template)),
    }))
}

/// Uses a template of the client's at the checkout.
#[utoipa::path(put, path = "/live-rates/settings/parcel-template", tag = "rates at checkout", operation_id = "updateDefaultParcelTemplate",
    request_body = wire::DefaultTemplateRequest, responses((status = 200, body = wire::DefaultTemplate), (status = 400), (status = 401)))]
pub(super) async fn set_default(
    State(app): State<App>,
    Caller(caller): Caller,
    JsonBody(request): JsonBody<wire::DefaultTemplateRequest>,
) -> Answer<Json<wire::DefaultTemplate>> {
    let mut reader = Reader::default();
    let text = reader.required(request.object_id, "object_id");
    reader.finish()?;
    let id = id::parse(&text).ok_or_else(|| {
        let message = format!("'{}' is no id of a template", excerpt(&text));
        Failure::violation(Violation::new("object_id", "format", message).accepting(["32 hexadecimal digits"]))
    })?;
    let template = app.service.set_default_template(&caller, Some(id)).await?;
    Ok(Json(wire::DefaultTemplate {
        result: template.map(|template| written(&app, &caller, &template)),
    }))
}

/// Uses no template at the checkout.
#[utoipa::path(delete, path = "/live-rates/settings/parcel-template", tag = "rates at checkout", operation_id = "deleteDefaultParcelTemplate",
    responses((status = 204), (status = 401)))]
pub(super) async fn unset_default(State(app): State<App>, Caller(caller): Caller) -> Answer<StatusCode> {
    app.service.set_default_template(&caller, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads a template; what a change leaves out stays.
fn read(
    request: wire::UserTemplateRequest,
    carriers: &CarrierTemplates,
    before: Option<&UserTemplate>,
) -> Answer<UserTemplate> {
    let mut reader = Reader::default();
    let token = reader.text(request.template, "template");
    let template = token.as_deref().and_then(|token| carriers.get(token));
    if let Some(token) = token.as_ref().filter(|_| template.is_none()) {
        let message = format!("there is no template {}", excerpt(token));
        reader.push(Violation::new("template", "unknown", message).accepting(carriers.tokens()));
    }
    let name = reader.text(request.name, "name").map(|name| clean_text(&name));
    let name = name
        .or_else(|| before.map(|before| before.name.clone()))
        .or_else(|| template.map(|template| template.name.clone()));
    if name.is_none() && token.is_none() {
        reader.push_once(Violation::required("name"));
    }
    let name = name.unwrap_or_default();
    reader.longest(&name, "name", NAME_CHARS_MAX);
    let (distance_unit, [length, width, height]) = match (template, before) {
        (Some(template), _) => (
            template.distance_unit.clone(),
            [template.length, template.width, template.height],
        ),
        (None, None) => (
            unit(&mut reader, request.distance_unit, "distance_unit", &DISTANCE_UNITS),
            [
                needed_size(&mut reader, request.length, "length"),
                needed_size(&mut reader, request.width, "width"),
                needed_size(&mut reader, request.height, "height"),
            ],
        ),
        (None, Some(before)) => (
            word(&mut reader, request.distance_unit, "distance_unit", &DISTANCE_UNITS)
                .unwrap_or_else(|| before.distance_unit.clone()),
            [
                sized(&mut reader, request.length, "length").unwrap_or(before.length),
                sized(&mut reader, request.width, "width").unwrap_or(before.width),
                sized(&mut reader, request.height, "height").unwrap_or(before.height),
            ],
        ),
    };
    let weight = sized(&mut reader, request.weight, "weight").or_else(|| before?.weight);
    let weight_unit = word(&mut reader, request.weight_unit, "weight_unit", &MASS_UNITS);
    let weight_unit = weight_unit.or_else(|| before?.weight_unit.clone());
    if weight.is_some() && weight_unit.is_none() {
        reader.push_once(Violation::required("weight_unit").accepting(MASS_UNITS));
    }
    reader.finish()?;
    let mut sides = [length, width, height];
    sides.sort_unstable_by(|a: &Decimal, b| b.cmp(a));
    let [length, width, height] = sides;
    Ok(UserTemplate {
        name,
        template: token.or_else(|| before?.template.clone()),
        length,
        width,
        height,
        distance_unit,
        weight,
        weight_unit,
    })
}

fn carriers_written(template: &CarrierTemplate) -> wire::CarrierTemplate {
    wire::CarrierTemplate {
        carrier: template.carrier.clone(),
        name: template.name.clone(),
        token: template.token.clone(),
        length: size(template.length),
        width: size(template.width),
        height: size(template.height),
        distance_unit: template.distance_unit.clone(),
        is_variable_dimensions: template.is_variable,
    }
}

fn written(app: &App, caller: &GatewayCaller, object: &Object<UserTemplate>) -> wire::UserTemplate {
    let template = object.value.clone();
    let carriers = &app.service.network().carrier_templates;
    wire::UserTemplate {
        object_id: hex(object.id),
        object_owner: caller.owner.clone(),
        object_created: utc(object.created_at),
        object_updated: utc(object.updated_at),
        name: template.name,
        template: template
            .template
            .and_then(|token| carriers.get(&token))
            .map(carriers_written),
        length: size(template.length),
        width: size(template.width),
        height: size(template.height),
        distance_unit: template.distance_unit,
        weight: template.weight.map(size),
        weight_unit: template.weight_unit,
    }
}
