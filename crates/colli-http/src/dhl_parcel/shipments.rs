//! Shipments (reference 6).

use super::App;
use super::auth::Bearer;
use super::body::JsonBody;
use super::customs::{read_declaration, read_entry_summary, write_declaration};
use super::error::{Answer, Failure};
use super::number;
use super::options::read_options;
use super::party::{read_party, write_party};
use super::path::Path;
use crate::query::Query;
use crate::reader::Reader;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use colli_core::error::Violation;
use colli_core::ids::{AccountNumber, ShipmentId};
use colli_core::label::LabelLayout;
use colli_core::limits::PAGE_MAX;
use colli_core::network::Network;
use colli_core::parcel::{Dimensions, PieceOrder};
use colli_core::shipment::{ChosenOption, OptionInput, Origin, Piece, Shipment, ShipmentOrder};
use colli_core::units::{grams_from_kg, mm_from_cm};
use colli_wire::dhl_parcel::shipments as wire;
use colli_wire::field::{Field, Number};
use serde_json::Value;
use uuid::Uuid;

/// Entries of a list when the client names no limit.
const PAGE_DEFAULT: usize = 20;
const WEIGHT: &str = "above 0, up to 1000 (kilograms)";
const SIDE: &str = "above 0, up to 1000 (centimetres)";

/// Books a shipment. A repeated id with the same body answers the original.
#[utoipa::path(post, path = "/shipments", tag = "shipments", operation_id = "createShipment", request_body = wire::ShipmentRequest, security(("bearer" = [])),
    responses((status = 201, body = wire::ShipmentResponse), (status = 400, body = super::ErrorResponse),
        (status = 401, body = super::ErrorResponse), (status = 409, body = super::ErrorResponse), (status = 413, body = super::ErrorResponse)))]
pub(super) async fn create(
    State(app): State<App>,
    Bearer(caller): Bearer,
    JsonBody(request): JsonBody<wire::ShipmentRequest>,
) -> Answer<(StatusCode, Json<wire::ShipmentResponse>)> {
    let order = read_order(request, app.service.network())?;
    let booked = app.service.create_shipment(&caller, order).await?;
    Ok((StatusCode::CREATED, Json(write_shipment(&booked.shipment))))
}

/// One shipment with what was ordered.
#[utoipa::path(get, path = "/shipments/{id}", tag = "shipments", operation_id = "getShipment", params(("id" = String, Path, description = "Shipment id, a UUID")),
    security(("bearer" = [])), responses((status = 200, body = wire::ShipmentDetails), (status = 400, body = super::ErrorResponse),
        (status = 401, body = super::ErrorResponse), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn get(
    State(app): State<App>,
    Bearer(caller): Bearer,
    Path(id): Path<String>,
) -> Answer<Json<wire::ShipmentDetails>> {
    let id = Uuid::parse_str(&id).map_err(|_| Failure::bad_id(&id))?;
    let shipment = app.service.shipment(&caller, ShipmentId(id)).await?;
    Ok(Json(write_details(&shipment)))
}

/// Shipments of the token's organisation, newest first.
#[utoipa::path(get, path = "/shipments", tag = "shipments", operation_id = "listShipments", security(("bearer" = [])),
    params(("limit" = Option<u32>, Query, description = "1 to 100, default 20"), ("skip" = Option<u32>, Query, description = "Entries to leave out")),
    responses((status = 200, body = Vec<wire::ShipmentDetails>), (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse)))]
pub(super) async fn list(
    State(app): State<App>,
    Bearer(caller): Bearer,
    RawQuery(query): RawQuery,
) -> Answer<Json<Vec<wire::ShipmentDetails>>> {
    let query = Query::parse(query.as_deref());
    let limit = page_number(&query, "limit", PAGE_DEFAULT, 1..=PAGE_MAX)?;
    let skip = page_number(&query, "skip", 0, 0..=u32::MAX as usize)?;
    let shipments = app.service.list_shipments(&caller, limit, skip).await?;
    Ok(Json(shipments.iter().map(write_details).collect()))
}

/// A number of a list's query, within its range.
pub(super) fn page_number(
    query: &Query,
    name: &str,
    default: usize,
    range: std::ops::RangeInclusive<usize>,
) -> Answer<usize> {
    let number = match query.parsed::<usize>(name) {
        Ok(None) => return Ok(default),
        Ok(Some(number)) => Some(number).filter(|number| range.contains(number)),
        Err(_) => None,
    };
    number.ok_or_else(|| {
        Failure::invalid_parameter(
            Violation::new(name, "range", "this is not a number in range").accepting([format!(
                "{} to {}",
                range.start(),
                range.end()
            )]),
        )
    })
}

fn read_order(request: wire::ShipmentRequest, network: &Network) -> Answer<ShipmentOrder> {
    let mut reader = Reader::default();
    let reader_ref = &mut reader;
    let shipment_id = reader_ref.uuid(request.shipment_id, "shipmentId");
    let parties = Parties::read(request.receiver, request.shipper, request.on_behalf_of, reader_ref);
    let account = read_account(request.account_id, reader_ref);
    let options = read_options(request.options, network, reader_ref);
    if request.pieces.is_absent() {
        reader_ref.push(Violation::required("pieces"));
    }
    let pieces = reader_ref
        .list(request.pieces, "pieces")
        .into_iter()
        .map(|(index, piece)| read_piece(piece, &format!("pieces[{index}]"), reader_ref))
        .collect();
    let customs = reader_ref.value(request.customs_declaration, "customsDeclaration");
    let entry_summary = reader_ref.value(request.entry_summary_declaration, "entrySummaryDeclaration");
    let order = (|| {
        let parties = parties?;
        Some(ShipmentOrder {
            shipment_id: ShipmentId(shipment_id),
            origin: Origin::Shipment,
            order_reference: reader_ref.text(request.order_reference, "orderReference"),
            account: account?,
            shipper: parties.shipper,
            receiver: parties.receiver,
            on_behalf_of: parties.on_behalf_of.or(options.on_behalf_of),
            options: options.chosen,
            is_return: reader_ref.flag(request.return_label, "returnLabel", false),
            pieces,
            product: reader_ref.text(request.product, "product"),
            application: reader_ref.text(request.application, "application"),
            customs: customs.map(|declaration| read_declaration(*declaration, reader_ref)),
            entry_summary: entry_summary.map(|declaration| read_entry_summary(*declaration, reader_ref)),
            label_position: None,
            print_dialog: false,
        })
    })();
    finish(order, reader, network)
}

/// The order, when nothing was found. Otherwise its content is checked as well, as far as it could be read, so that one
/// answer names every broken field and not only those of the wrong type.
pub(super) fn finish(order: Option<ShipmentOrder>, mut reader: Reader, network: &Network) -> Answer<ShipmentOrder> {
    match order {
        Some(order) if reader.is_clean() => Ok(order),
        Some(order) => {
            for violation in colli_core::order::check(order, network).err().unwrap_or_default() {
                reader.push_once(violation);
            }
            Err(reader.failure())
        }
        None => Err(reader.failure()),
    }
}

/// The parties of an order.
pub(super) struct Parties {
    pub(super) receiver: colli_core::party::Party,
    pub(super) shipper: colli_core::party::Party,
    pub(super) on_behalf_of: Option<colli_core::party::Party>,
}

impl Parties {
    pub(super) fn read(
        receiver: Field<Box<wire::Party>>,
        shipper: Field<Box<wire::Party>>,
        on_behalf_of: Field<Box<wire::Party>>,
        reader: &mut Reader,
    ) -> Option<Self> {
        let receiver = reader
            .object(receiver, "receiver")
            .and_then(|party| read_party(*party, "receiver", reader));
        let shipper = reader
            .object(shipper, "shipper")
            .and_then(|party| read_party(*party, "shipper", reader));
        let on_behalf_of = reader
            .value(on_behalf_of, "onBehalfOf")
            .and_then(|party| read_party(*party, "onBehalfOf", reader));
        Some(Self {
            receiver: receiver?,
            shipper: shipper?,
            on_behalf_of,
        })
    }
}

/// Reads the account. It may be empty only between consumers, which this API does not book.
pub(super) fn read_account(field: Field<String>, reader: &mut Reader) -> Option<AccountNumber> {
    let text = reader.required(field, "accountId");
    let account = AccountNumber::parse(&text);
    if account.is_none() && !text.is_empty() {
        reader.push(
            Violation::new(
                "accountId",
                "format",
                format!("'{}' is not an account number", colli_core::address::excerpt(&text)),
            )
            .accepting(["eight digits, such as 08500001"]),
        );
    }
    account
}

fn read_piece(piece: wire::Piece, path: &str, reader: &mut Reader) -> PieceOrder {
    let dimensions = reader.value(piece.dimensions, &format!("{path}.dimensions"));
    PieceOrder {
        parcel_type: reader
            .required(piece.parcel_type, &format!("{path}.parcelType"))
            .trim()
            .to_owned(),
        quantity: reader.whole(piece.quantity, &format!("{path}.quantity")).unwrap_or(1),
        weight_g: reader.scaled(piece.weight, &format!("{path}.weight"), WEIGHT, grams_from_kg),
        dimensions: dimensions.and_then(|dimensions| read_dimensions(dimensions, path, reader)),
    }
}

fn read_dimensions(dimensions: wire::Dimensions, path: &str, reader: &mut Reader) -> Option<Dimensions> {
    let all_absent = [&dimensions.length, &dimensions.width, &dimensions.height]
        .into_iter()
        .all(Field::is_absent);
    if all_absent {
        return None;
    }
    let mut side = |field: Field<Number>, name: &str| {
        let path = format!("{path}.dimensions.{name}");
        if field.is_absent() {
            reader.push(Violation::required(&path));
        }
        reader.scaled(field, &path, SIDE, mm_from_cm).unwrap_or(1)
    };
    Some(Dimensions {
        length_mm: side(dimensions.length, "length"),
        width_mm: side(dimensions.width, "width"),
        height_mm: side(dimensions.height, "height"),
    })
}

/// Writes what the network decided.
pub(super) fn write_shipment(shipment: &Shipment) -> wire::ShipmentResponse {
    let layout = LabelLayout::parse(&shipment.label_layout).unwrap_or_default();
    wire::ShipmentResponse {
        shipment_id: shipment.order.shipment_id.to_string(),
        shipment_tracker_code: shipment.tracker_code.clone(),
        product: shipment.product.clone(),
        order_reference: shipment.order.order_reference.clone(),
        pieces: shipment.pieces.iter().map(|piece| write_piece(piece, layout)).collect(),
        delivery_area: wire::DeliveryArea {
            remote: shipment.remote_area,
            kind: if shipment.remote_area { "Remote" } else { "NonRemote" }.to_owned(),
        },
        customs_declaration_id: shipment.customs_declaration_id.map(|id| id.to_string()),
    }
}

fn write_piece(piece: &Piece, layout: LabelLayout) -> wire::PieceResponse {
    let printless = piece.printless_code.is_some();
    wire::PieceResponse {
        label_id: (!printless).then(|| piece.label_id.to_string()),
        tracker_code: piece.tracker_code.clone(),
        printless_code: piece.printless_code.clone(),
        parcel_type: piece.parcel_type.clone(),
        piece_number: piece.number,
        weight: piece.weight_g.map(number::kilograms),
        label_type: if printless { "PRINTLESS_QR" } else { layout.label_type() }.to_owned(),
        return_label: piece.return_label.then_some(true),
    }
}

/// Writes a shipment with what was ordered.
pub(super) fn write_details(shipment: &Shipment) -> wire::ShipmentDetails {
    let order = &shipment.order;
    wire::ShipmentDetails {
        shipment: write_shipment(shipment),
        receiver: write_party(&order.receiver),
        shipper: write_party(&order.shipper),
        on_behalf_of: order.on_behalf_of.as_ref().map(write_party),
        account_id: order.account.to_string(),
        options: order.options.iter().map(write_option).collect(),
        return_label: order.is_return,
        application: order.application.clone(),
        customs_declaration: order.customs.as_ref().map(write_declaration),
        time_created: super::time::utc(shipment.created_at),
    }
}

fn write_option(option: &ChosenOption) -> wire::ChosenOption {
    let input = option.input.as_ref().map(|input| match input {
        OptionInput::Text(text) => Value::String(text.clone()),
        OptionInput::AmountMinor(minor) => Value::Number(number::amount(*minor)),
        OptionInput::Notification(flag) => serde_json::json!({ "notification": flag }),
    });
    wire::ChosenOption {
        key: option.key.clone().into(),
        input: input.into(),
    }
}
