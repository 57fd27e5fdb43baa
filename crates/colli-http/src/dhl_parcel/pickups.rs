//! Pickups (reference 14).

use super::App;
use super::auth::Bearer;
use super::body::JsonBody;
use super::error::{Answer, Failure};
use super::party::{read_country, write_name};
use super::path::Path;
use super::query::Query;
use super::reader::Reader;
use super::shipments::{page_number, read_account};
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use colli_core::address::{Address, excerpt};
use colli_core::error::Violation;
use colli_core::ids::AccountNumber;
use colli_core::limits::{PAGE_MAX, SEARCH_CHARS_MAX};
use colli_core::party::{Name, Party};
use colli_core::pickup::{PickupOrder, TimeSlot};
use colli_service::pickups::{PickupQuery, PickupView};
use colli_wire::dhl_parcel::pickups as wire;
use colli_wire::field::Field;
use jiff::civil::{Date, Time};
use uuid::Uuid;

/// Entries of a list when the client names no limit (reference 14.2).
const PAGE_DEFAULT: usize = 10;
/// Header with a key of the client's: the same key again answers the first pickup.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Bytes of such a key.
const KEY_BYTES_MAX: usize = 255;
/// The one kind of pickup there is.
const ONCE: &str = "Once";

/// Books a pickup. A repeated `Idempotency-Key` with the same body answers the original.
#[utoipa::path(post, path = "/pickup-requests", tag = "pickups", operation_id = "createPickupRequest", request_body = wire::PickupRequest, security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "A key of your own; the same key again answers the first pickup")),
    responses((status = 201, body = wire::PickupResponse), (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse),
        (status = 403, body = super::ErrorResponse), (status = 409, body = super::ErrorResponse), (status = 413, body = super::ErrorResponse)))]
pub(super) async fn create(
    State(app): State<App>,
    Bearer(caller): Bearer,
    headers: HeaderMap,
    JsonBody(request): JsonBody<wire::PickupRequest>,
) -> Answer<(StatusCode, Json<wire::PickupResponse>)> {
    let key = idempotency_key(&headers)?;
    let order = read_order(request)?;
    let booked = app.service.book_pickup(&caller, order, key).await;
    let booked = booked.map_err(|error| Failure::from(error).rename_fields(wire_name))?;
    Ok((StatusCode::CREATED, Json(write_booked(&booked))))
}

/// Pickups on the accounts of the token, newest first.
#[utoipa::path(get, path = "/pickup-requests", tag = "pickups", operation_id = "listPickupRequests", security(("bearer" = [])),
    params(("limit" = Option<u32>, Query, description = "1 to 100, default 10"), ("skip" = Option<u32>, Query, description = "Entries to leave out"),
        ("query" = Option<String>, Query, description = "Words or parts of words that all occur in the request"),
        ("accountIds" = Option<Vec<String>>, Query, description = "On these accounts; left out means all of the token")),
    responses((status = 200, body = wire::PickupListResponse), (status = 400, body = super::ErrorResponse),
        (status = 401, body = super::ErrorResponse), (status = 403, body = super::ErrorResponse)))]
pub(super) async fn list(
    State(app): State<App>,
    Bearer(caller): Bearer,
    RawQuery(query): RawQuery,
) -> Answer<Json<wire::PickupListResponse>> {
    let query = Query::parse(query.as_deref());
    let asked = PickupQuery {
        text: search_text(&query)?,
        accounts: accounts(&query)?,
        limit: page_number(&query, "limit", PAGE_DEFAULT, 1..=PAGE_MAX)?,
        skip: page_number(&query, "skip", 0, 0..=u32::MAX as usize)?,
    };
    let list = app.service.pickups(&caller, &asked).await?;
    Ok(Json(wire::PickupListResponse {
        results: list.total,
        limit: asked.limit,
        skip: asked.skip,
        data: list.pickups.iter().map(write_read).collect(),
    }))
}

/// One pickup.
#[utoipa::path(get, path = "/pickup-requests/{id}", tag = "pickups", operation_id = "getPickupRequest", params(("id" = String, Path, description = "Pickup id, a UUID")),
    security(("bearer" = [])), responses((status = 200, body = wire::PickupResponse), (status = 400, body = super::ErrorResponse),
        (status = 401, body = super::ErrorResponse), (status = 403, body = super::ErrorResponse), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn get(
    State(app): State<App>,
    Bearer(caller): Bearer,
    Path(id): Path<String>,
) -> Answer<Json<wire::PickupResponse>> {
    let id = Uuid::parse_str(&id).map_err(|_| Failure::bad_id(&id))?;
    Ok(Json(write_read(&app.service.pickup(&caller, id).await?)))
}

/// Names that pickups spell differently from shipments.
fn wire_name(field: &str) -> String {
    let field = field.replace(".additionalAddressLine", ".additionalInfo");
    match field.strip_suffix(".email") {
        Some(party) => format!("{party}.email.address"),
        None => field,
    }
}

fn idempotency_key(headers: &HeaderMap) -> Answer<Option<&str>> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let key = value.to_str().ok().map(str::trim);
    match key.filter(|key| !key.is_empty() && key.len() <= KEY_BYTES_MAX) {
        Some(key) => Ok(Some(key)),
        None => Err(Failure::invalid_parameter(
            Violation::new("Idempotency-Key", "format", "this is not a key").accepting([
                format!("1 to {KEY_BYTES_MAX} printable ASCII characters"),
                "no such header".to_owned(),
            ]),
        )),
    }
}

fn search_text(query: &Query) -> Answer<String> {
    let text = query.text("query").unwrap_or_default();
    if text.chars().count() <= SEARCH_CHARS_MAX {
        return Ok(text);
    }
    Err(Failure::invalid_parameter(
        Violation::new("query", "length", "this is too long to search for")
            .accepting([format!("up to {SEARCH_CHARS_MAX} characters")]),
    ))
}

fn accounts(query: &Query) -> Answer<Vec<AccountNumber>> {
    let read = |text: String| {
        AccountNumber::parse(&text).ok_or_else(|| {
            Failure::invalid_parameter(
                Violation::new(
                    "accountIds",
                    "format",
                    format!("'{}' is not an account number", excerpt(&text)),
                )
                .accepting(["eight digits, such as 08500001"]),
            )
        })
    };
    query.list("accountIds").into_iter().map(read).collect()
}

fn read_order(request: wire::PickupRequest) -> Answer<PickupOrder> {
    let mut reader = Reader::default();
    let reader_ref = &mut reader;
    let account = read_account(request.account_id, reader_ref);
    let date = read_date(request.pickup_date, reader_ref);
    check_kind(request.kind, reader_ref);
    let shipper = reader_ref
        .object(request.shipper, "shipper")
        .and_then(|party| read_party(*party, "shipper", reader_ref));
    let receiver = reader_ref
        .value(request.receiver, "receiver")
        .and_then(|party| read_party(*party, "receiver", reader_ref));
    let slot = reader_ref.value(request.time_slot, "timeSlot");
    let order = (|| {
        Some(PickupOrder {
            description: reader_ref.text(request.description, "description"),
            location: reader_ref.text(request.pickup_location, "pickupLocation"),
            packages: reader_ref.whole(request.number_of_packages, "numberOfPackages"),
            pallets: reader_ref.whole(request.number_of_pallets, "numberOfPallets"),
            total_weight_kg: reader_ref.whole(request.total_weight, "totalWeight"),
            slot: slot.and_then(|slot| read_slot(slot, reader_ref)),
            provide_labels: reader_ref.flag(request.provide_labels, "provideLabels", false),
            requester: reader_ref.text(request.requester_name, "requesterName"),
            organisation: reader_ref.text(request.organisation_name, "organisationName"),
            account: account?,
            date: date?,
            shipper: shipper?,
            receiver,
        })
    })();
    match order {
        Some(order) if reader.is_clean() => Ok(order),
        _ => Err(reader.failure()),
    }
}

fn check_kind(field: Field<String>, reader: &mut Reader) {
    let kind = reader.required(field, "type");
    if !kind.is_empty() && !kind.trim().eq_ignore_ascii_case(ONCE) {
        let message = format!("there is no kind of pickup '{}'", excerpt(&kind));
        reader.push(Violation::new("type", "unknown", message).accepting([ONCE]));
    }
}

fn read_date(field: Field<String>, reader: &mut Reader) -> Option<Date> {
    let text = reader.required(field, "pickupDate");
    if text.is_empty() {
        return None;
    }
    // Exactly this form: others leave it to the reader what is the day and what the month.
    let date = Date::strptime("%Y-%m-%d", text.trim())
        .ok()
        .filter(|_| text.trim().len() == 10);
    if date.is_none() {
        let message = format!("'{}' is not a date", excerpt(&text));
        reader.push(Violation::new("pickupDate", "format", message).accepting(["yyyy-MM-dd"]));
    }
    date
}

fn read_slot(slot: wire::PickupTimeSlot, reader: &mut Reader) -> Option<TimeSlot> {
    let mut time = |field: Field<String>, path: &str| {
        let text = reader.required(field, path);
        if text.is_empty() {
            return None;
        }
        let time = Time::strptime("%H:%M", text.trim()).ok();
        if time.is_none() {
            let message = format!("'{}' is not a time of day", excerpt(&text));
            reader.push(Violation::new(path, "format", message).accepting(["HH:mm, such as 10:15"]));
        }
        time
    };
    let (from, to) = (time(slot.from, "timeSlot.from"), time(slot.to, "timeSlot.to"));
    Some(TimeSlot { from: from?, to: to? })
}

fn read_party(party: wire::PickupParty, path: &str, reader: &mut Reader) -> Option<Party> {
    let at = |field: &str| format!("{path}.{field}");
    let name = reader.object(party.name, &at("name")).unwrap_or_default();
    let address = reader.object(party.address, &at("address"));
    let email = reader.value(party.email, &at("email")).unwrap_or_default();
    Some(Party {
        name: Name {
            first: reader.text(name.first_name, &at("name.firstName")),
            last: reader.text(name.last_name, &at("name.lastName")),
            company: reader.text(name.company_name, &at("name.companyName")),
            additional: reader.text(name.additional_name, &at("name.additionalName")),
        },
        email: reader.text(email.address, &at("email.address")),
        phone: reader.text(party.phone_number, &at("phoneNumber")),
        vat_number: None,
        eori_number: None,
        reference: None,
        rex_number: None,
        address: read_address(address?, &at("address"), reader)?,
    })
}

fn read_address(address: wire::PickupAddress, path: &str, reader: &mut Reader) -> Option<Address> {
    let at = |field: &str| format!("{path}.{field}");
    let postal_code = reader.text(address.postal_code, &at("postalCode"));
    let zip_code = reader.text(address.zip_code, &at("zipCode"));
    let country = read_country(address.country_code, &at("countryCode"), reader);
    Some(Address {
        postal_code: postal_code.or(zip_code).unwrap_or_default(),
        city: reader.required(address.city, &at("city")),
        street: reader.required(address.street, &at("street")),
        number: reader.text(address.number, &at("number")),
        addition: reader.text(address.addition, &at("addition")),
        additional_line: reader.text(address.additional_info, &at("additionalInfo")),
        is_business: reader.flag(address.is_business, &at("isBusiness"), true),
        country: country?,
    })
}

/// The answer to a booking: what was ordered, and the confirmation.
fn write_booked(view: &PickupView) -> wire::PickupResponse {
    let (pickup, order) = (&view.pickup, &view.pickup.order);
    wire::PickupResponse {
        id: pickup.id.to_string(),
        user_id: pickup.user.to_string(),
        time_created: None,
        account_id: order.account.to_string(),
        pickup_date: order.date.to_string(),
        description: order.description.clone(),
        pickup_location: order.location.clone(),
        number_of_packages: order.packages,
        number_of_pallets: order.pallets,
        total_weight: order.total_weight_kg,
        shipper: write_party(&order.shipper),
        receiver: order.receiver.as_ref().map(write_party),
        confirmation_number: pickup.confirmation_number(),
        status_list: view
            .statuses
            .iter()
            .map(|step| wire::PickupStatus {
                status: step.status.clone(),
                timestamp: super::time::utc(step.at),
            })
            .collect(),
    }
}

/// A pickup as it is read later: with the time of booking and both numbers (reference 14.1).
fn write_read(view: &PickupView) -> wire::PickupResponse {
    let order = &view.pickup.order;
    wire::PickupResponse {
        time_created: Some(super::time::utc(view.pickup.created_at)),
        number_of_packages: Some(order.packages.unwrap_or(0)),
        number_of_pallets: Some(order.pallets.unwrap_or(0)),
        ..write_booked(view)
    }
}

fn write_party(party: &Party) -> wire::PickupParty {
    let address = &party.address;
    wire::PickupParty {
        name: write_name(&party.name).into(),
        email: party
            .email
            .clone()
            .map(|address| wire::PickupEmail {
                address: address.into(),
            })
            .into(),
        phone_number: party.phone.clone().into(),
        address: wire::PickupAddress {
            country_code: address.country.to_string().into(),
            postal_code: Some(address.postal_code.clone()).filter(|code| !code.is_empty()).into(),
            zip_code: Field::Absent,
            city: address.city.clone().into(),
            street: address.street.clone().into(),
            number: address.number.clone().into(),
            addition: address.addition.clone().into(),
            is_business: address.is_business.into(),
            additional_info: address.additional_line.clone().into(),
        }
        .into(),
    }
}
