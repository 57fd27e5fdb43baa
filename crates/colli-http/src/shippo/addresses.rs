//! Addresses (reference 5.3).

use super::auth::Caller;
use super::body::FormBody;
use super::carrier_accounts::METADATA_CHARS_MAX;
use super::error::Answer;
use super::given::{self, member};
use super::id::{Id, hex};
use super::page::{List, ListQuery, RESULTS};
use super::written::utc;
use super::{App, Routes, route};
use crate::reader::Reader;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get as get_, post};
use colli_core::address::{clean_text, excerpt};
use colli_core::country::CountryCode;
use colli_core::error::Violation;
use colli_core::gateway::Held;
use colli_core::gateway::address::{Address, Validation};
use colli_core::network::Network;
use colli_service::gateway::{GatewayCaller, Given, Object};
use colli_wire::field::Field;
use colli_wire::shippo::addresses::{self as wire, AddressRequest, ValidationMessage, ValidationResults};
use colli_wire::shippo::id_or::IdOr;

/// Characters of the first street line at most.
const STREET1_CHARS_MAX: usize = 121;
/// Characters of any other text of an address at most.
const TEXT_CHARS_MAX: usize = 100;
/// Who says what a validation found.
const VALIDATOR: &str = "Shippo Address Validator";

pub(super) fn routes() -> Routes {
    vec![
        route("POST", "/addresses", post(create)),
        route("GET", "/addresses", get_(list)),
        route("GET", "/addresses/{id}", get_(get)),
        route("GET", "/addresses/{id}/validate", get_(validate)),
    ]
}

/// Makes an address; with `validate` it is looked up and mended at once.
#[utoipa::path(post, path = "/addresses", tag = "addresses", operation_id = "createAddress",
    request_body = AddressRequest, responses((status = 201, body = wire::Address), (status = 400), (status = 401)))]
pub(super) async fn create(
    State(app): State<App>,
    Caller(caller): Caller,
    FormBody(request): FormBody<AddressRequest>,
) -> Answer<(StatusCode, Json<wire::Address>)> {
    let mut reader = Reader::default();
    let is_to_validate = reader.flag(request.validate.clone(), "validate", false);
    let address = read(&mut reader, request, app.service.network(), "");
    reader.finish()?;
    let address = if is_to_validate {
        app.service.validated(&caller, &address)
    } else {
        address
    };
    let made = app.service.create_object(&caller, address).await?;
    Ok((StatusCode::CREATED, Json(of_object(&caller, &made))))
}

/// Lists addresses, newest first.
#[utoipa::path(get, path = "/addresses", tag = "addresses", operation_id = "listAddresses",
    params(("page" = Option<usize>, Query), ("results" = Option<usize>, Query)),
    responses((status = 200, body = List<wire::Address>), (status = 400), (status = 401)))]
pub(super) async fn list(
    State(app): State<App>,
    Caller(caller): Caller,
    query: ListQuery,
) -> Answer<Json<List<wire::Address>>> {
    let asked = query.asked(RESULTS)?;
    let page = app.service.list_objects::<Address>(caller.tenant, asked).await?;
    Ok(Json(query.list(asked, page, |address| of_object(&caller, &address))))
}

/// An address.
#[utoipa::path(get, path = "/addresses/{id}", tag = "addresses", operation_id = "getAddress",
    params(("id" = String, Path)), responses((status = 200, body = wire::Address), (status = 401), (status = 404)))]
pub(super) async fn get(State(app): State<App>, Caller(caller): Caller, Id(id): Id) -> Answer<Json<wire::Address>> {
    let address = app.service.object::<Address>(caller.tenant, id).await?;
    Ok(Json(of_object(&caller, &address)))
}

/// Validates an address: answers a new one, mended, with what was found.
#[utoipa::path(get, path = "/addresses/{id}/validate", tag = "addresses", operation_id = "validateAddress",
    params(("id" = String, Path)), responses((status = 200, body = wire::Address), (status = 401), (status = 404)))]
pub(super) async fn validate(
    State(app): State<App>,
    Caller(caller): Caller,
    Id(id): Id,
) -> Answer<Json<wire::Address>> {
    let made = app.service.validate_address(&caller, id).await?;
    Ok(Json(of_object(&caller, &made)))
}

/// Reads an address whose members lie under `path`, which is empty for the resource itself.
pub(super) fn read(reader: &mut Reader, request: AddressRequest, network: &Network, path: &str) -> Address {
    let mut text = |field: Field<String>, name: &str| -> String {
        let path = member(path, name);
        let text = reader
            .text(field, &path)
            .map(|text| clean_text(&text))
            .unwrap_or_default();
        let chars_max = if name == "street1" {
            STREET1_CHARS_MAX
        } else {
            TEXT_CHARS_MAX
        };
        reader.longest(&text, &path, chars_max);
        text
    };
    let mut address = Address {
        name: text(request.name, "name"),
        company: text(request.company, "company"),
        street_no: text(request.street_no, "street_no"),
        street1: text(request.street1, "street1"),
        street2: text(request.street2, "street2"),
        street3: text(request.street3, "street3"),
        city: text(request.city, "city"),
        state: text(request.state, "state"),
        zip: text(request.zip, "zip"),
        phone: text(request.phone, "phone"),
        email: text(request.email, "email"),
        ..Address::default()
    };
    let metadata = member(path, "metadata");
    address.metadata = reader.text(request.metadata, &metadata).unwrap_or_default();
    reader.longest(&address.metadata, &metadata, METADATA_CHARS_MAX);
    address.country = country(reader, request.country, network, &member(path, "country"));
    address.is_residential = residential(reader, request.is_residential, &member(path, "is_residential"));
    address
}

/// Reads an address, or the id of one.
pub(super) fn given(
    reader: &mut Reader,
    sent: IdOr<AddressRequest>,
    network: &Network,
    path: &str,
) -> Option<Given<Address>> {
    given::read(reader, sent, path, |reader, request| {
        read(reader, request, network, path)
    })
}

/// A country that exists, in any case.
pub(super) fn country(reader: &mut Reader, field: Field<String>, network: &Network, path: &str) -> String {
    let text = reader.required(field, path);
    let code = CountryCode::parse(&text).filter(|code| network.country(*code).is_some());
    if code.is_none() && !text.is_empty() {
        reader.push(
            Violation::new(path, "unknown", format!("'{}' is no country", excerpt(&text)))
                .accepting(["two letters of ISO 3166-1, such as US"]),
        );
    }
    code.map(|code| code.to_string()).unwrap_or_default()
}

fn residential(reader: &mut Reader, field: Field<bool>, path: &str) -> Option<bool> {
    // A form has no other way to say that it does not know.
    if matches!(&field, Field::Wrong { found, .. } if found == "the string \"\"") {
        return None;
    }
    reader.value(field, path)
}

/// Writes an address that stands for itself.
pub(super) fn of_object(caller: &GatewayCaller, object: &Object<Address>) -> wire::Address {
    wire::Address {
        object_created: utc(object.created_at),
        object_updated: utc(object.updated_at),
        object_owner: caller.owner.clone(),
        latitude: None,
        longitude: None,
        metadata: object.value.metadata.clone(),
        inner: of_held(caller, &object.held()),
    }
}

/// Writes an address inside another object: what it says, and nothing of when it was made or whose it is.
pub(super) fn of_held(caller: &GatewayCaller, held: &Held<Address>) -> wire::InnerAddress {
    let address = held.value.clone();
    wire::InnerAddress {
        object_id: hex(held.id),
        is_complete: address.is_complete(),
        name: address.name,
        company: address.company,
        street_no: address.street_no,
        street1: address.street1,
        validation_results: results(address.validation),
        street2: address.street2,
        street3: address.street3,
        city: address.city,
        state: address.state,
        zip: address.zip,
        country: address.country,
        phone: address.phone,
        email: address.email,
        is_residential: address.is_residential,
        test: caller.is_test(),
    }
}

fn results(validation: Option<Validation>) -> ValidationResults {
    let Some(validation) = validation else {
        return ValidationResults::default();
    };
    let messages = validation.messages.into_iter().map(|message| ValidationMessage {
        source: VALIDATOR.to_owned(),
        code: message.code,
        kind: message.kind,
        text: message.text,
    });
    ValidationResults {
        is_valid: Some(validation.is_valid),
        messages: Some(messages.collect()),
    }
}
