//! Carrier accounts (reference 5.1).

use super::auth::Caller;
use super::body::JsonBody;
use super::error::Answer;
use super::id::{Id, hex};
use super::page::{List, ListQuery, RESULTS};
use super::{App, Routes, route};
use crate::reader::Reader;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get as get_, post, put};
use colli_core::error::Violation;
use colli_core::gateway::carrier_account::Parameters;
use colli_service::gateway::{CarrierAccountView, GatewayCaller, NewCarrierAccount, ServiceLevel};
use colli_wire::field::Field;
use colli_wire::shippo::carrier_accounts::{
    AccountInfo, AccountServiceLevel, Authentication, CarrierAccount, CarrierAccountRequest,
};
use serde_json::Value;

/// Characters of a client's own note at most (reference 2.5).
pub(super) const METADATA_CHARS_MAX: usize = 100;
/// Characters of what a client calls an account at most.
const ACCOUNT_ID_CHARS_MAX: usize = 255;

pub(super) fn routes() -> Routes {
    vec![
        route("POST", "/carrier_accounts", post(create)),
        route("GET", "/carrier_accounts", get_(list)),
        route("GET", "/carrier_accounts/{id}", get_(get)),
        route("PUT", "/carrier_accounts/{id}", put(change)),
    ]
}

/// Connects an account at a carrier.
#[utoipa::path(post, path = "/carrier_accounts", tag = "carrier accounts", operation_id = "createCarrierAccount",
    request_body = CarrierAccountRequest, responses((status = 201, body = CarrierAccount), (status = 400), (status = 401)))]
pub(super) async fn create(
    State(app): State<App>,
    Caller(caller): Caller,
    JsonBody(request): JsonBody<CarrierAccountRequest>,
) -> Answer<(StatusCode, Json<CarrierAccount>)> {
    let new = read(request, None)?;
    let view = app.service.create_carrier_account(&caller, new).await?;
    Ok((StatusCode::CREATED, Json(written(&caller, view))))
}

/// Lists accounts, newest first.
#[utoipa::path(get, path = "/carrier_accounts", tag = "carrier accounts", operation_id = "listCarrierAccounts",
    params(("carrier" = Option<String>, Query), ("account_id" = Option<String>, Query), ("service_levels" = Option<bool>, Query),
        ("page" = Option<usize>, Query), ("results" = Option<usize>, Query)),
    responses((status = 200, body = List<CarrierAccount>), (status = 400), (status = 401)))]
pub(super) async fn list(
    State(app): State<App>,
    Caller(caller): Caller,
    query: ListQuery,
) -> Answer<Json<List<CarrierAccount>>> {
    let asked = query.asked(RESULTS)?;
    let (carrier, account_id) = (query.query.text("carrier"), query.query.text("account_id"));
    let with_levels = query.query.flag("service_levels").ok().flatten().unwrap_or(false);
    let filter = (carrier.as_deref(), account_id.as_deref());
    let page = app.service.carrier_accounts(&caller, asked, filter).await?;
    let mut accounts = Vec::with_capacity(page.entries.len());
    for view in page.entries {
        let levels = if with_levels {
            Some(app.service.service_levels(&caller, &view.account).await?)
        } else {
            None
        };
        accounts.push(CarrierAccount {
            service_levels: levels.map(|levels| levels.into_iter().map(level).collect()),
            object_info: Some(connected()),
            ..written(&caller, view)
        });
    }
    let page = colli_service::gateway::ObjectPage {
        entries: accounts,
        has_next: page.has_next,
    };
    Ok(Json(query.list(asked, page, |account| account)))
}

/// An account.
#[utoipa::path(get, path = "/carrier_accounts/{id}", tag = "carrier accounts", operation_id = "getCarrierAccount",
    params(("id" = String, Path)), responses((status = 200, body = CarrierAccount), (status = 401), (status = 404)))]
pub(super) async fn get(State(app): State<App>, Caller(caller): Caller, Id(id): Id) -> Answer<Json<CarrierAccount>> {
    let view = app.service.carrier_account(&caller, id).await?;
    Ok(Json(written(&caller, view)))
}

/// Changes an account. A secret sent as it is shown stays what it is.
#[utoipa::path(put, path = "/carrier_accounts/{id}", tag = "carrier accounts", operation_id = "updateCarrierAccount",
    params(("id" = String, Path)), request_body = CarrierAccountRequest,
    responses((status = 200, body = CarrierAccount), (status = 400), (status = 401), (status = 404)))]
pub(super) async fn change(
    State(app): State<App>,
    Caller(caller): Caller,
    Id(id): Id,
    JsonBody(request): JsonBody<CarrierAccountRequest>,
) -> Answer<Json<CarrierAccount>> {
    let before = app.service.carrier_account(&caller, id).await?;
    let new = read(request, Some(&before))?;
    let view = app.service.change_carrier_account(&caller, id, new).await?;
    Ok(Json(written(&caller, view)))
}

/// Reads a request; what a change leaves out stays.
fn read(request: CarrierAccountRequest, before: Option<&CarrierAccountView>) -> Answer<NewCarrierAccount> {
    let mut reader = Reader::default();
    let is_change = before.is_some();
    let parameters = parameters(&mut reader, request.parameters, is_change);
    let before = before.map(|view| &view.account.value);
    let new = NewCarrierAccount {
        carrier: reader.required(request.carrier, "carrier"),
        account_id: reader.required(request.account_id, "account_id"),
        parameters,
        is_active: reader.flag(request.active, "active", before.is_none_or(|account| account.is_active)),
        is_test: reader.flag(request.test, "test", before.is_some_and(|account| account.is_test)),
        metadata: reader
            .text(request.metadata, "metadata")
            .or_else(|| before.map(|account| account.metadata.clone()))
            .unwrap_or_default(),
    };
    reader.longest(&new.metadata, "metadata", METADATA_CHARS_MAX);
    reader.longest(&new.account_id, "account_id", ACCOUNT_ID_CHARS_MAX);
    reader.finish()?;
    Ok(new)
}

fn parameters(reader: &mut Reader, field: Field<Value>, is_change: bool) -> Option<Parameters> {
    let sent = reader.value(field, "parameters");
    let members = match sent {
        Some(Value::Object(members)) => members,
        None if is_change => return None,
        None => {
            reader.push(Violation::required("parameters"));
            return None;
        }
        Some(_) => {
            reader.push(
                Violation::new("parameters", "type", "parameters are an object").accepting(["an object of strings"]),
            );
            return None;
        }
    };
    let mut parameters = Parameters::new();
    for (name, value) in members {
        match value {
            Value::Null => {}
            Value::String(text) => drop(parameters.insert(name, text)),
            Value::Bool(flag) => drop(parameters.insert(name, flag.to_string())),
            Value::Number(number) => drop(parameters.insert(name, number.to_string())),
            Value::Array(_) | Value::Object(_) => {
                let field = format!("parameters.{}", colli_core::address::excerpt(&name));
                reader.push(Violation::new(field, "type", "a parameter is a string").accepting(["a string"]));
            }
        }
    }
    Some(parameters)
}

fn written(caller: &GatewayCaller, view: CarrierAccountView) -> CarrierAccount {
    let account = view.account.value;
    CarrierAccount {
        account_id: account.account_id,
        active: account.is_active,
        carrier: account.carrier,
        carrier_name: view.carrier.name.to_owned(),
        parameters: view.parameters,
        is_shippo_account: false,
        metadata: account.metadata,
        object_id: hex(view.account.id),
        object_owner: caller.owner.clone(),
        test: account.is_test,
        service_levels: None,
        object_info: None,
    }
}

fn connected() -> AccountInfo {
    AccountInfo {
        authentication: Authentication {
            kind: "default".to_owned(),
            status: "connected".to_owned(),
        },
    }
}

fn level(level: ServiceLevel) -> AccountServiceLevel {
    AccountServiceLevel {
        name: level.name,
        token: level.token,
        supports_return_labels: level.supports_return_labels,
    }
}
