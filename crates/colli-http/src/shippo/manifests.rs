//! Manifests: labels handed over together (reference 5.10).

use super::auth::Caller;
use super::body::JsonBody;
use super::error::{Answer, Failure};
use super::id::{Id, hex, parse};
use super::page::{List, ListQuery, RESULTS};
use super::written::utc;
use super::{App, Routes, addresses, route, time};
use crate::files::Links;
use crate::reader::Reader;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get as get_, post};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::gateway::manifest::Manifest;
use colli_core::network::Network;
use colli_service::Error;
use colli_service::gateway::{GatewayCaller, MANIFEST_TRANSACTIONS_MAX, NewManifest, Object};
use colli_wire::field::Field;
use colli_wire::shippo::manifests::{self as wire, ManifestRequest};

/// What is said of purchases none of which fits (reference 2.6).
const NOTHING_FITS: &str = "Invalid transactions ID for manifest request. The labels of a manifest share its carrier account, \
     shipment date and sender ZIP code, and are on no manifest yet";
/// Purchases that are named one by one in a refusal.
const NAMED_MAX: usize = 10;

pub(super) fn routes() -> Routes {
    vec![
        route("POST", "/manifests", post(create)),
        route("GET", "/manifests", get_(list)),
        route("GET", "/manifests/{id}", get_(get)),
    ]
}

/// Makes a manifest. Its parcels begin to move; labels that cannot go on it are named in `errors`.
#[utoipa::path(post, path = "/manifests", tag = "manifests", operation_id = "createManifest", request_body = ManifestRequest,
    responses((status = 201, body = wire::Manifest), (status = 400), (status = 401), (status = 404)))]
pub(super) async fn create(
    State(app): State<App>,
    Caller(caller): Caller,
    headers: HeaderMap,
    JsonBody(request): JsonBody<ManifestRequest>,
) -> Answer<(StatusCode, Json<wire::Manifest>)> {
    let new = read(request, app.service.network())?;
    let manifest = app.service.create_manifest(&caller, new).await.map_err(nothing_fits)?;
    let links = Links::of_request(&app.service, &headers);
    Ok((StatusCode::CREATED, Json(written(&app, &caller, &links, &manifest)?)))
}

/// Lists manifests, newest first.
#[utoipa::path(get, path = "/manifests", tag = "manifests", operation_id = "listManifests",
    params(("page" = Option<usize>, Query), ("results" = Option<usize>, Query)),
    responses((status = 200, body = List<wire::Manifest>), (status = 400), (status = 401)))]
pub(super) async fn list(
    State(app): State<App>,
    Caller(caller): Caller,
    headers: HeaderMap,
    query: ListQuery,
) -> Answer<Json<List<wire::Manifest>>> {
    let asked = query.asked(RESULTS)?;
    let page = app.service.list_objects::<Manifest>(caller.tenant, asked).await?;
    let links = Links::of_request(&app.service, &headers);
    let entries: Answer<Vec<_>> = page
        .entries
        .iter()
        .map(|manifest| written(&app, &caller, &links, manifest))
        .collect();
    let page = colli_service::gateway::ObjectPage {
        entries: entries?,
        has_next: page.has_next,
    };
    Ok(Json(query.list(asked, page, |manifest| manifest)))
}

/// A manifest.
#[utoipa::path(get, path = "/manifests/{id}", tag = "manifests", operation_id = "getManifest", params(("id" = String, Path)),
    responses((status = 200, body = wire::Manifest), (status = 401), (status = 404)))]
pub(super) async fn get(
    State(app): State<App>,
    Caller(caller): Caller,
    headers: HeaderMap,
    Id(id): Id,
) -> Answer<Json<wire::Manifest>> {
    let manifest = app.service.object::<Manifest>(caller.tenant, id).await?;
    let links = Links::of_request(&app.service, &headers);
    Ok(Json(written(&app, &caller, &links, &manifest)?))
}

fn read(request: ManifestRequest, network: &Network) -> Answer<NewManifest> {
    let mut reader = Reader::default();
    let account = reader.required(request.carrier_account, "carrier_account");
    let carrier_account = parse(&account);
    if carrier_account.is_none() && !account.is_empty() {
        let message = format!("Account with object_id {} was not found", excerpt(&account));
        reader.push(Violation::new("carrier_account", "unknown", message));
    }
    if !Reader::given(&request.shipment_date) {
        reader.push(Violation::required("shipment_date"));
    }
    let shipment_date = time::read(&mut reader, request.shipment_date, "shipment_date");
    let sent = reader.object(request.address_from, "address_from");
    let address_from = sent.and_then(|sent| addresses::given(&mut reader, sent, network, "address_from"));
    let transactions = transactions(&mut reader, request.transactions);
    let is_async = reader.flag(request.r#async, "async", false);
    reader.finish()?;
    let (Some(carrier_account), Some(shipment_date), Some(address_from)) =
        (carrier_account, shipment_date, address_from)
    else {
        return Err(Failure::violation(Violation::required("shipment_date")));
    };
    Ok(NewManifest {
        carrier_account,
        shipment_date,
        address_from,
        transactions,
        is_async,
    })
}

/// Ids of purchases. What is no id names no purchase, which the manifest says of it.
fn transactions(reader: &mut Reader, field: Field<Vec<Field<String>>>) -> Option<Vec<String>> {
    if !Reader::given(&field) {
        return None;
    }
    let sent = reader.texts(field, "transactions");
    if sent.len() > MANIFEST_TRANSACTIONS_MAX {
        let violation = Violation::new("transactions", "range", "these are more labels than a manifest takes");
        reader.push(violation.accepting([format!("up to {MANIFEST_TRANSACTIONS_MAX} transactions")]));
    }
    Some(sent)
}

fn nothing_fits(error: Error) -> Failure {
    match error {
        Error::NotFound {
            what: "manifest transactions",
            missing,
        } => {
            let named: Vec<String> = missing.into_iter().take(NAMED_MAX).collect();
            let why = if named.is_empty() {
                "None were named: leave transactions out to hand over all that fit".to_owned()
            } else {
                named.join("; ")
            };
            let detail = format!("{NOTHING_FITS}. {why}.");
            Failure::new(StatusCode::NOT_FOUND, detail)
        }
        error => error.into(),
    }
}

fn written(app: &App, caller: &GatewayCaller, links: &Links, manifest: &Object<Manifest>) -> Answer<wire::Manifest> {
    let value = &manifest.value;
    let papers = app.service.manifest_links(caller, manifest)?;
    Ok(wire::Manifest {
        object_created: utc(manifest.created_at),
        object_updated: utc(manifest.updated_at),
        object_id: hex(manifest.id),
        object_owner: caller.owner.clone(),
        status: value.status.word().to_owned(),
        errors: value.errors.clone(),
        provider: value.carrier.clone(),
        shipment_date: utc(value.shipment_date),
        address_from: hex(value.address_from.id),
        documents: papers
            .iter()
            .map(|paper| links.document(&paper.name, &paper.query))
            .collect(),
        carrier_account: hex(value.carrier_account),
        transactions: value.transactions.iter().copied().map(hex).collect(),
    })
}
