//! Parcels (reference 5.5).

use super::auth::Caller;
use super::body::JsonBody;
use super::carrier_accounts::METADATA_CHARS_MAX;
use super::error::Answer;
use super::given::member;
use super::id::{Id, hex};
use super::page::{List, ListQuery, RESULTS_MANY};
use super::written::{size, utc};
use super::{App, Routes, route};
use crate::reader::Reader;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get as get_, post};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::gateway::parcel::{DISTANCE_UNITS, MASS_UNITS, Parcel};
use colli_core::gateway::template::{CarrierTemplate, CarrierTemplates};
use colli_core::gateway::{Extra, Held};
use colli_service::gateway::{GatewayCaller, Object};
use colli_wire::field::{Field, Number};
use colli_wire::shippo::parcels::{self as wire, ParcelRequest};
use rust_decimal::Decimal;
use serde_json::Value;

/// Sizes lie below this: six digits before the point.
const SIZE_END: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);
/// Digits after the point at most.
const SIZE_SCALE: u32 = 4;
/// What is said of sizes that are none.
const SIZE_ACCEPTED: &str = "a number above 0 with up to 6 digits before the point and 4 after it";
/// Characters of a reference at most.
const REFERENCE_CHARS_MAX: usize = 50;
/// Ways to collect money.
pub(super) const PAYMENT_METHODS: [&str; 3] = ["SECURED_FUNDS", "CASH", "ANY"];
/// Insurers; without one the cover is a third party's.
pub(super) const INSURERS: [&str; 3] = ["FEDEX", "UPS", "ONTRAC"];

pub(super) fn routes() -> Routes {
    vec![
        route("POST", "/parcels", post(create)),
        route("GET", "/parcels", get_(list)),
        route("GET", "/parcels/{id}", get_(get)),
    ]
}

/// Makes a parcel.
#[utoipa::path(post, path = "/parcels", tag = "parcels", operation_id = "createParcel",
    request_body = ParcelRequest, responses((status = 201, body = wire::Parcel), (status = 400), (status = 401)))]
pub(super) async fn create(
    State(app): State<App>,
    Caller(caller): Caller,
    JsonBody(request): JsonBody<ParcelRequest>,
) -> Answer<(StatusCode, Json<wire::Parcel>)> {
    let mut reader = Reader::default();
    let parcel = read(&mut reader, request, &app.service.network().carrier_templates, "");
    reader.finish()?;
    let made = app.service.create_object(&caller, parcel).await?;
    Ok((StatusCode::CREATED, Json(of_object(&caller, &made))))
}

/// Lists parcels, newest first.
#[utoipa::path(get, path = "/parcels", tag = "parcels", operation_id = "listParcels",
    params(("page" = Option<usize>, Query), ("results" = Option<usize>, Query)),
    responses((status = 200, body = List<wire::Parcel>), (status = 400), (status = 401)))]
pub(super) async fn list(
    State(app): State<App>,
    Caller(caller): Caller,
    query: ListQuery,
) -> Answer<Json<List<wire::Parcel>>> {
    let asked = query.asked(RESULTS_MANY)?;
    let page = app.service.list_objects::<Parcel>(caller.tenant, asked).await?;
    Ok(Json(query.list(asked, page, |parcel| of_object(&caller, &parcel))))
}

/// A parcel.
#[utoipa::path(get, path = "/parcels/{id}", tag = "parcels", operation_id = "getParcel",
    params(("id" = String, Path)), responses((status = 200, body = wire::Parcel), (status = 401), (status = 404)))]
pub(super) async fn get(State(app): State<App>, Caller(caller): Caller, Id(id): Id) -> Answer<Json<wire::Parcel>> {
    let parcel = app.service.object::<Parcel>(caller.tenant, id).await?;
    Ok(Json(of_object(&caller, &parcel)))
}

/// Reads a parcel whose members lie under `path`, which is empty for the resource itself.
pub(super) fn read(reader: &mut Reader, request: ParcelRequest, templates: &CarrierTemplates, path: &str) -> Parcel {
    let token = reader.text(request.template, &member(path, "template"));
    let template = token.as_deref().and_then(|token| known(reader, templates, token, path));
    let has_sides = [&request.length, &request.width, &request.height]
        .into_iter()
        .any(Reader::given);
    let fixed = template.filter(|template| !(template.is_variable && has_sides));
    let (sides, distance_unit) = match fixed {
        Some(template) => (
            [template.length, template.width, template.height],
            template.distance_unit.clone(),
        ),
        // What follows from an unknown template is not said twice.
        None if token.is_some() && template.is_none() => ([Decimal::ONE; 3], "in".to_owned()),
        None => (
            [
                needed_size(reader, request.length, &member(path, "length")),
                needed_size(reader, request.width, &member(path, "width")),
                needed_size(reader, request.height, &member(path, "height")),
            ],
            unit(
                reader,
                request.distance_unit,
                &member(path, "distance_unit"),
                &DISTANCE_UNITS,
            ),
        ),
    };
    let metadata = member(path, "metadata");
    let [length, width, height] = sides;
    let parcel = Parcel {
        length,
        width,
        height,
        distance_unit,
        weight: needed_size(reader, request.weight, &member(path, "weight")),
        mass_unit: unit(reader, request.mass_unit, &member(path, "mass_unit"), &MASS_UNITS),
        template: token,
        extra: extra(reader, request.extra, &member(path, "extra")),
        metadata: reader.text(request.metadata, &metadata).unwrap_or_default(),
    };
    reader.longest(&parcel.metadata, &metadata, METADATA_CHARS_MAX);
    parcel.sorted()
}

fn known<'t>(
    reader: &mut Reader,
    templates: &'t CarrierTemplates,
    token: &str,
    path: &str,
) -> Option<&'t CarrierTemplate> {
    let found = templates.get(token);
    if found.is_none() {
        reader.push(
            Violation::new(
                member(path, "template"),
                "unknown",
                format!("there is no template {}", excerpt(token)),
            )
            .accepting(templates.tokens()),
        );
    }
    found
}

/// A weight or a length that must be there.
pub(super) fn needed_size(reader: &mut Reader, field: Field<Number>, path: &str) -> Decimal {
    let is_absent =
        matches!(&field, Field::Absent) || matches!(&field, Field::Wrong { found, .. } if found == "the string \"\"");
    if is_absent {
        reader.push(Violation::required(path).accepting([SIZE_ACCEPTED]));
    }
    sized(reader, field, path).unwrap_or(Decimal::ONE)
}

/// A weight or a length.
pub(super) fn sized(reader: &mut Reader, field: Field<Number>, path: &str) -> Option<Decimal> {
    let number = reader.decimal(field, path)?.normalize();
    if number > Decimal::ZERO && number < SIZE_END && number.scale() <= SIZE_SCALE {
        return Some(number);
    }
    reader.push(Violation::new(path, "range", format!("{number} is no size")).accepting([SIZE_ACCEPTED]));
    None
}

/// One of a list of words.
pub(super) fn unit(reader: &mut Reader, field: Field<String>, path: &str, units: &[&'static str]) -> String {
    let is_absent = field.is_absent();
    match word(reader, field, path, units) {
        Some(unit) => unit,
        None if is_absent => {
            reader.push(Violation::required(path).accepting(units.iter().copied()));
            String::new()
        }
        None => String::new(),
    }
}

/// One of a list of words, or nothing.
pub(super) fn word(reader: &mut Reader, field: Field<String>, path: &str, words: &[&'static str]) -> Option<String> {
    let text = reader.text(field, path)?;
    if words.contains(&text.as_str()) {
        return Some(text);
    }
    reader.push(
        Violation::new(path, "value", format!("'{}' is none of these words", excerpt(&text)))
            .accepting(words.iter().copied()),
    );
    None
}

/// Reads `extra`: what the SDKs would fail on when they read it back is refused, everything else is kept as it is.
fn extra(reader: &mut Reader, field: Field<Value>, path: &str) -> Extra {
    let members = match reader.value(field, path) {
        None => return Extra::new(),
        Some(Value::Object(members)) => members,
        Some(_) => {
            reader.push(Violation::new(path, "type", "extra is an object").accepting(["an object"]));
            return Extra::new();
        }
    };
    for (outer, inner, words) in [
        ("COD", "payment_method", PAYMENT_METHODS),
        ("insurance", "provider", INSURERS),
    ] {
        let Some(value) = members.get(outer).filter(|value| !value.is_null()) else {
            continue;
        };
        let field = member(path, outer);
        if !value.is_object() {
            reader.push(Violation::new(field, "type", "this is an object").accepting(["an object"]));
            continue;
        }
        let word = value.get(inner).filter(|word| !word.is_null());
        if word.is_some_and(|word| !word.as_str().is_some_and(|word| words.contains(&word))) {
            reader.push(Violation::new(member(&field, inner), "value", "this is none of these words").accepting(words));
        }
    }
    for name in ["reference_1", "reference_2"] {
        match members.get(name) {
            Some(Value::String(text)) => reader.longest(text, &member(path, name), REFERENCE_CHARS_MAX),
            None | Some(Value::Null) => {}
            Some(_) => reader
                .push(Violation::new(member(path, name), "type", "a reference is a string").accepting(["a string"])),
        }
    }
    members.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

/// Writes a parcel that stands for itself.
pub(super) fn of_object(caller: &GatewayCaller, object: &Object<Parcel>) -> wire::Parcel {
    written(caller, object.id, object.created_at, &object.value)
}

/// Writes a parcel inside another object.
pub(super) fn of_held(caller: &GatewayCaller, held: &Held<Parcel>) -> wire::Parcel {
    written(caller, held.id, held.created_at, &held.value)
}

fn written(caller: &GatewayCaller, id: uuid::Uuid, created_at: jiff::Timestamp, parcel: &Parcel) -> wire::Parcel {
    wire::Parcel {
        object_state: "VALID".to_owned(),
        object_id: hex(id),
        object_created: utc(created_at),
        object_updated: utc(created_at),
        object_owner: caller.owner.clone(),
        template: parcel.template.clone(),
        extra: parcel.extra.clone(),
        length: size(parcel.length),
        width: size(parcel.width),
        height: size(parcel.height),
        distance_unit: parcel.distance_unit.clone(),
        weight: size(parcel.weight),
        mass_unit: parcel.mass_unit.clone(),
        value_amount: None,
        value_currency: None,
        line_items: Vec::new(),
        metadata: parcel.metadata.clone(),
        test: caller.is_test(),
    }
}
