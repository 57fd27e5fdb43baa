//! Labels (reference 7).

use super::App;
use super::answers::{Kept, Question};
use super::auth::Bearer;
use super::body::{JsonBody, Wanted, document, json_bytes, to_json, wanted};
use super::error::{Answer, Failure};
use super::number;
use super::options::read_options;
use super::path::Path;
use super::shipments::{Parties, finish, read_account};
use super::time;
use crate::query::Query;
use crate::reader::Reader;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::ids::{LabelId, ShipmentId};
use colli_core::label::LabelLayout;
use colli_core::network::Network;
use colli_core::parcel::{Dimensions, PieceOrder};
use colli_core::shipment::{Origin, ShipmentOrder};
use colli_core::units::grams_from_kg;
use colli_service::labels::{Format, LabelFilter, LabelView};
use colli_wire::dhl_parcel::labels as wire;
use colli_wire::dhl_parcel::shipments as shipments_wire;
use colli_wire::field::Number;
use std::sync::Arc;
use uuid::Uuid;

/// What the JSON of a label embeds.
#[derive(Clone, Copy, Default)]
struct Embedded {
    pdf: bool,
    zpl: bool,
}

/// Makes one label: the deprecated form. New clients book shipments.
#[utoipa::path(post, path = "/labels", tag = "labels", operation_id = "createLabel", request_body = wire::LabelRequest, security(("bearer" = [])),
    responses((status = 201, description = "By `Accept`: JSON (default), the PDF, or ZPL",
            content((wire::LabelResponse = "application/json"), (Vec<u8> = "application/pdf"), (String = "application/zpl"))),
        (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse), (status = 409, body = super::ErrorResponse)))]
pub(super) async fn create(
    State(app): State<App>,
    Bearer(caller): Bearer,
    headers: HeaderMap,
    JsonBody(request): JsonBody<wire::LabelRequest>,
) -> Answer<Response> {
    let (order, embedded) = read_order(request, app.service.network())?;
    let booked = app.service.create_shipment(&caller, order).await.map_err(Failure::from);
    let booked = booked.map_err(|failure| failure.rename_fields(label_field))?;
    let view = LabelView {
        shipment: Arc::new(*booked.shipment),
        index: 0,
    };
    let response = match wanted(&headers) {
        Some(Wanted::Pdf) => document(app.service.render_label(&view, Format::Pdf)?.into(), "application/pdf"),
        Some(Wanted::Zpl) => document(app.service.render_label(&view, Format::Zpl)?.into(), "application/zpl"),
        _ => Json(with_documents(&app, &view, embedded)?).into_response(),
    };
    Ok((StatusCode::CREATED, response).into_response())
}

/// The shipment's paths, as this form spells them.
fn label_field(field: &str) -> String {
    match field {
        "shipmentId" => "labelId".to_owned(),
        "pieces[0].parcelType" => "parcelTypeKey".to_owned(),
        "pieces" => "quantity".to_owned(),
        _ => field.strip_prefix("pieces[0].").unwrap_or(field).to_owned(),
    }
}

fn read_order(request: wire::LabelRequest, network: &Network) -> Answer<(ShipmentOrder, Embedded)> {
    let mut reader = Reader::default();
    let r = &mut reader;
    let label_id = r.uuid(request.label_id, "labelId");
    let embedded = read_format(r.text(request.label_format, "labelFormat"), r);
    let parties = Parties::read(request.receiver, request.shipper, request.on_behalf_of, r);
    let account = read_account(request.account_id, r);
    let options = read_options(request.options, network, r);
    let piece = PieceOrder {
        parcel_type: r.required(request.parcel_type_key, "parcelTypeKey").trim().to_owned(),
        quantity: 1,
        weight_g: r.scaled(
            request.weight,
            "weight",
            "above 0, up to 1000 (kilograms)",
            grams_from_kg,
        ),
        dimensions: None,
    };
    // The guide's own sample sends a weight of 0 for "not weighed".
    let piece = PieceOrder {
        weight_g: piece.weight_g.filter(|grams| *grams > 0),
        ..piece
    };
    let number = r.whole(request.piece_number, "pieceNumber");
    let count = r.whole(request.quantity, "quantity");
    if options
        .chosen
        .iter()
        .any(|option| option.key.eq_ignore_ascii_case("ADD_RETURN_LABEL"))
    {
        r.push(
            Violation::new(
                "options",
                "unsupported",
                "ADD_RETURN_LABEL is possible only on POST /shipments",
            )
            .accepting(["POST /shipments"]),
        );
    }
    let order = (|| {
        let parties = parties?;
        Some(ShipmentOrder {
            shipment_id: ShipmentId(label_id),
            origin: Origin::Label,
            order_reference: r.text(request.order_reference, "orderReference"),
            account: account?,
            shipper: parties.shipper,
            receiver: parties.receiver,
            on_behalf_of: parties.on_behalf_of.or(options.on_behalf_of),
            options: options.chosen,
            is_return: r.flag(request.return_label, "returnLabel", false),
            pieces: vec![piece],
            product: r.text(request.product, "product"),
            application: r.text(request.application, "application"),
            customs: None,
            entry_summary: None,
            label_position: position(number, count),
            print_dialog: r.flag(request.automatic_print_dialog, "automaticPrintDialog", false),
        })
    })();
    let order = finish(order, reader, network).map_err(|failure| failure.rename_fields(label_field))?;
    Ok((order, embedded))
}

/// One of one is a plain label.
fn position(number: Option<u32>, count: Option<u32>) -> Option<(u32, u32)> {
    let number = number.unwrap_or(1);
    let count = count.unwrap_or_else(|| number.max(1));
    (number != 1 || count != 1).then_some((number, count))
}

fn read_format(format: Option<String>, reader: &mut Reader) -> Embedded {
    match format.unwrap_or_else(|| "pdf".to_owned()).to_lowercase().as_str() {
        "pdf" => Embedded { pdf: true, zpl: false },
        "zpl" => Embedded { pdf: false, zpl: true },
        "both" => Embedded { pdf: true, zpl: true },
        "neither" => Embedded::default(),
        other => {
            reader.push(
                Violation::new(
                    "labelFormat",
                    "unknown",
                    format!("'{}' is not a label format", excerpt(other)),
                )
                .accepting(["pdf", "zpl", "both", "neither"]),
            );
            Embedded::default()
        }
    }
}

/// Lists labels; at least one filter is needed. The list carries no documents.
#[utoipa::path(get, path = "/labels", tag = "labels", operation_id = "listLabels", security(("bearer" = [])),
    params(("trackerCodeFilter" = Option<String>, Query, description = "Code of the piece"),
        ("orderReferenceFilter" = Option<String>, Query, description = "The client's own reference"),
        ("shipmentId" = Option<String>, Query, description = "Shipment id, a UUID")),
    responses((status = 200, body = Vec<wire::LabelResponse>), (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse)))]
pub(super) async fn list(
    State(app): State<App>,
    Bearer(caller): Bearer,
    RawQuery(query): RawQuery,
) -> Answer<Response> {
    let query = Query::parse(query.as_deref());
    let shipment = match query.text("shipmentId") {
        None => None,
        Some(id) => Some(ShipmentId(Uuid::parse_str(&id).map_err(|_| Failure::bad_id(&id))?)),
    };
    let filter = LabelFilter {
        tracker_code: query.text("trackerCodeFilter"),
        order_reference: query.text("orderReferenceFilter"),
        shipment,
    };
    if filter.tracker_code.is_none() && filter.order_reference.is_none() && filter.shipment.is_none() {
        return Err(Failure::new(
            StatusCode::BAD_REQUEST,
            "filter_required",
            "At least one filter is needed",
        )
        .with(
            Violation::new("query", "required", "labels are listed by a filter").accepting([
                "trackerCodeFilter",
                "orderReferenceFilter",
                "shipmentId",
            ]),
        ));
    }
    // A code names one piece or one shipment for ever; references and what is not found may gain labels.
    let by_code_alone = filter.order_reference.is_none() && filter.shipment.is_none();
    let question = filter.tracker_code.as_deref().filter(|_| by_code_alone);
    let question = question.map(|code| Question::LabelOfCode(caller.tenant, code.into()));
    let kept = question.as_ref().and_then(|question| app.answers.get(question));
    if let Some(bytes) = kept.and_then(|kept| kept.still(&app.service, caller.tenant)) {
        return Ok(json_bytes(bytes));
    }
    let labels = app.service.labels(&caller, &filter).await?;
    let written: Vec<wire::LabelResponse> = labels.iter().filter_map(write_label).collect();
    let bytes = Bytes::from(to_json(&written)?);
    // A code is one shipment's, so all labels are as old as the first.
    if let (Some(question), Some(first)) = (question, labels.first()) {
        let kept = Kept::of_labels(&app.service, caller.tenant, first.shipment.created_at, bytes.clone());
        app.answers.insert(question, kept);
    }
    Ok(json_bytes(bytes))
}

/// One label: as JSON with the PDF embedded, as PDF, as ZPL, or as PNG for a printless return.
#[utoipa::path(get, path = "/labels/{id}", tag = "labels", operation_id = "getLabel", security(("bearer" = [])),
    params(("id" = String, Path, description = "Label id, or shipment id for its first piece; a UUID")),
    responses((status = 200, description = "By `Accept`",
            content((wire::LabelResponse = "application/json"), (Vec<u8> = "application/pdf"), (String = "application/zpl"), (Vec<u8> = "image/png"))),
        (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn get(
    State(app): State<App>,
    Bearer(caller): Bearer,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    let id = LabelId(Uuid::parse_str(&id).map_err(|_| Failure::bad_id(&id))?);
    let format = wanted(&headers).unwrap_or(Wanted::Json);
    let question = Question::Label(caller.tenant, id, format);
    let kept = app.answers.get(&question);
    if let Some(bytes) = kept.and_then(|kept| kept.still(&app.service, caller.tenant)) {
        return Ok(send(bytes, format));
    }
    let view = app.service.label(&caller, id).await?;
    let bytes = Bytes::from(match format {
        Wanted::Pdf => app.service.render_label(&view, Format::Pdf)?,
        Wanted::Zpl => app.service.render_label(&view, Format::Zpl)?,
        Wanted::Png => app.service.render_label(&view, Format::Png)?,
        Wanted::Json => to_json(&with_documents(&app, &view, Embedded { pdf: true, zpl: false })?)?,
    });
    let kept = Kept::of_labels(&app.service, caller.tenant, view.shipment.created_at, bytes.clone());
    app.answers.insert(question, kept);
    Ok(send(bytes, format))
}

/// Documents go chunked, JSON goes whole (reference 1).
fn send(bytes: Bytes, format: Wanted) -> Response {
    match format {
        Wanted::Json => json_bytes(bytes),
        Wanted::Pdf => document(bytes, "application/pdf"),
        Wanted::Zpl => document(bytes, "application/zpl"),
        Wanted::Png => document(bytes, "image/png"),
    }
}

fn with_documents(app: &App, view: &LabelView, embedded: Embedded) -> Answer<wire::LabelResponse> {
    let missing = || {
        Failure::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            "An unexpected error occurred",
        )
    };
    let mut label = write_label(view).ok_or_else(missing)?;
    if embedded.pdf {
        label.pdf = Some(STANDARD.encode(app.service.render_label(view, Format::Pdf)?));
    }
    if embedded.zpl {
        label.zpl = Some(String::from_utf8_lossy(&app.service.render_label(view, Format::Zpl)?).into_owned());
    }
    Ok(label)
}

fn write_label(view: &LabelView) -> Option<wire::LabelResponse> {
    let (shipment, piece) = (&view.shipment, view.piece()?);
    let layout = LabelLayout::parse(&shipment.label_layout).unwrap_or_default();
    let organisation = shipment.tenant.organisation.to_string();
    Some(wire::LabelResponse {
        label_id: piece.label_id.to_string(),
        order_reference: shipment.order.order_reference.clone(),
        parcel_type: piece.parcel_type.clone(),
        label_type: if piece.printless_code.is_some() {
            "PRINTLESS_QR"
        } else {
            layout.label_type()
        }
        .to_owned(),
        piece_number: shipment.order.label_position.map_or(piece.number, |(number, _)| number),
        weight: piece.weight_g.map(number::kilograms),
        dimensions: piece.dimensions.map(write_dimensions),
        tracker_code: piece.tracker_code.clone(),
        printless_code: piece.printless_code.clone(),
        shipment_tracker_code: shipment.tracker_code.clone(),
        routing_code: piece.routing_code.clone(),
        user_id: shipment.user.to_string(),
        organization_id: organisation.clone(),
        organisation_id: organisation,
        application: shipment.order.application.clone(),
        time_created: time::utc(shipment.created_at),
        shipment_id: shipment.order.shipment_id.to_string(),
        account_number: shipment.order.account.to_string(),
        pdf: None,
        zpl: None,
    })
}

fn write_dimensions(dimensions: Dimensions) -> shipments_wire::Dimensions {
    let side = |mm| Number(number::centimetres(mm).to_string());
    shipments_wire::Dimensions {
        length: side(dimensions.length_mm).into(),
        width: side(dimensions.width_mm).into(),
        height: side(dimensions.height_mm).into(),
    }
}
