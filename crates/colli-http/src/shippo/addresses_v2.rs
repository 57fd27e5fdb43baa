//! Validation of addresses in the members of the second version (reference 5.4).

use super::auth::Caller;
use super::error::{Answer, Failure};
use super::{App, Routes, addresses, route};
use crate::query::Query;
use crate::reader::Reader;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::routing::get as get_;
use colli_core::error::Violation;
use colli_core::gateway::address::{Address, Validation};
use colli_wire::field::Field;
use colli_wire::shippo::addresses::{AddressAnalysed, AddressRequest, AddressV2, Analysis, Reason, ValidationResult};

/// Members of both versions: in the second, and in the first.
const MEMBERS: [(&str, &str); 9] = [
    ("address_line_1", "street1"),
    ("address_line_2", "street2"),
    ("address_line_3", "street3"),
    ("city_locality", "city"),
    ("state_province", "state"),
    ("postal_code", "zip"),
    ("country_code", "country"),
    ("name", "name"),
    ("organization", "company"),
];

pub(super) fn routes() -> Routes {
    vec![route("GET", "/v2/addresses/validate", get_(validate))]
}

/// Validates an address that is not stored.
#[utoipa::path(get, path = "/v2/addresses/validate", tag = "addresses", operation_id = "validateAddressV2",
    params(("address_line_1" = String, Query), ("address_line_2" = Option<String>, Query),
        ("address_line_3" = Option<String>, Query), ("city_locality" = Option<String>, Query),
        ("state_province" = Option<String>, Query), ("postal_code" = Option<String>, Query),
        ("country_code" = String, Query), ("name" = Option<String>, Query), ("organization" = Option<String>, Query)),
    responses((status = 200, body = AddressAnalysed), (status = 400), (status = 401)))]
pub(super) async fn validate(
    State(app): State<App>,
    Caller(caller): Caller,
    RawQuery(raw): RawQuery,
) -> Answer<Json<AddressAnalysed>> {
    let query = Query::parse(raw.as_deref());
    let asked = read(&app, &query)?;
    let mended = app.service.validated(&caller, &asked);
    let (original, recommended) = (members(&asked), members(&mended));
    let changed = original
        .iter()
        .zip(&recommended)
        .filter(|(before, after)| before != after);
    let changed_attributes = changed.map(|(_, (name, _))| (*name).to_owned()).collect();
    let analysis = Analysis {
        validation_result: result(mended.validation.clone()),
        address_type: address_type(&mended),
        changed_attributes,
    };
    Ok(Json(AddressAnalysed {
        original_address: written(&asked),
        recommended_address: written(&mended),
        analysis,
    }))
}

fn read(app: &App, query: &Query) -> Answer<Address> {
    let text = |name: &str| Field::from(query.text(name));
    let request = AddressRequest {
        street1: text("address_line_1"),
        street2: text("address_line_2"),
        street3: text("address_line_3"),
        city: text("city_locality"),
        state: text("state_province"),
        zip: text("postal_code"),
        country: text("country_code"),
        name: text("name"),
        company: text("organization"),
        ..AddressRequest::default()
    };
    let mut reader = Reader::default();
    let address = addresses::read(&mut reader, request, app.service.network(), "");
    if address.street1.is_empty() {
        reader.push(Violation::required("street1"));
    }
    let is_american = address.country == "US";
    let is_located = if is_american {
        !address.zip.is_empty() || (!address.city.is_empty() && !address.state.is_empty())
    } else {
        !address.city.is_empty()
    };
    if !is_located {
        let (field, wanted) = if is_american {
            ("zip", "postal_code, or city_locality and state_province")
        } else {
            ("city", "city_locality")
        };
        reader.push(Violation::required(field).accepting([wanted]));
    }
    // Violations name members of the first version; clients know those of the second.
    let violations: Vec<Violation> = match reader.finish() {
        Ok(()) => return Ok(address),
        Err(violations) => violations,
    };
    let renamed = violations.into_iter().map(|mut violation| {
        let known = MEMBERS.iter().find(|(_, first)| *first == violation.field);
        if let Some((second, _)) = known {
            (*second).clone_into(&mut violation.field);
        }
        violation
    });
    Err(Failure::from(renamed.collect::<Vec<_>>()))
}

fn members(address: &Address) -> [(&'static str, &str); 9] {
    let values = [
        &address.street1,
        &address.street2,
        &address.street3,
        &address.city,
        &address.state,
        &address.zip,
        &address.country,
        &address.name,
        &address.company,
    ];
    std::array::from_fn(|at| (MEMBERS[at].0, values[at].as_str()))
}

fn written(address: &Address) -> AddressV2 {
    let address = address.clone();
    AddressV2 {
        address_line_1: address.street1,
        address_line_2: address.street2,
        address_line_3: address.street3,
        city_locality: address.city,
        state_province: address.state,
        postal_code: address.zip,
        country_code: address.country,
        name: address.name,
        organization: address.company,
    }
}

fn address_type(address: &Address) -> String {
    let kind = match address.is_residential {
        Some(true) => "residential",
        Some(false) => "commercial",
        None => "unknown",
    };
    kind.to_owned()
}

/// Valid without reservations, valid after something was mended or noted, or not valid.
fn result(validation: Option<Validation>) -> ValidationResult {
    let validation = validation.unwrap_or(Validation {
        is_valid: true,
        messages: Vec::new(),
    });
    let value = match (validation.is_valid, validation.messages.is_empty()) {
        (true, true) => "valid",
        (true, false) => "partially_valid",
        (false, _) => "invalid",
    };
    ValidationResult {
        value: value.to_owned(),
        reasons: validation
            .messages
            .into_iter()
            .map(|message| Reason {
                code: message.code,
                kind: message.kind,
                description: message.text,
            })
            .collect(),
    }
}
