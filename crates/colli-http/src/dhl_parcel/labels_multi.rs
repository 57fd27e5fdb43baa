//! Several labels in one document (reference 7.4).

use super::App;
use super::auth::Bearer;
use super::body::{JsonBody, Wanted, document, wanted};
use super::error::Answer;
use crate::reader::Reader;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::ids::{LabelId, ShipmentId};
use colli_core::limits::LABELS_PER_DOCUMENT_MAX;
use colli_service::documents::{MixedLayoutPolicy, PageLayout, PageSize, PdfOptions};
use colli_service::labels::LabelSelection;
use colli_wire::dhl_parcel::labels as wire;
use colli_wire::field::Field;
use uuid::Uuid;

/// Most cells of an A4 sheet that can be left empty.
const OFFSET_MAX: u32 = 3;

/// Several labels in one PDF or ZPL document.
#[utoipa::path(post, path = "/labels/multi", tag = "labels", operation_id = "createLabelDocument", request_body = wire::MultiLabelRequest, security(("bearer" = [])),
    responses((status = 200, description = "By `Accept`: PDF (default) or ZPL; sent chunked",
            content((Vec<u8> = "application/pdf"), (String = "application/zpl"))),
        (status = 400, body = super::ErrorResponse), (status = 401, body = super::ErrorResponse), (status = 404, body = super::ErrorResponse)))]
pub(super) async fn create(
    State(app): State<App>,
    Bearer(caller): Bearer,
    headers: HeaderMap,
    JsonBody(request): JsonBody<wire::MultiLabelRequest>,
) -> Answer<Response> {
    let (selection, options) = read(request)?;
    let labels = app.service.select_labels(&caller, &selection).await?;
    let zpl = wanted(&headers) == Some(Wanted::Zpl);
    // A large document takes milliseconds of pure computing; other requests go on meanwhile.
    let rendered = tokio::task::spawn_blocking(move || {
        if zpl {
            app.service.render_zpl(&labels)
        } else {
            app.service.render_pdf(&labels, &options)
        }
    });
    let bytes = rendered
        .await
        .map_err(|error| colli_service::Error::Internal(error.to_string()))??;
    Ok(document(
        bytes.into(),
        if zpl { "application/zpl" } else { "application/pdf" },
    ))
}

fn read(request: wire::MultiLabelRequest) -> Answer<(LabelSelection, PdfOptions)> {
    let mut reader = Reader::default();
    let r = &mut reader;
    let selection = LabelSelection {
        labels: ids(request.label_ids, "labelIds", r).into_iter().map(LabelId).collect(),
        shipments: ids(request.shipment_ids, "shipmentIds", r)
            .into_iter()
            .map(ShipmentId)
            .collect(),
        tracker_codes: r.texts(request.tracker_codes, "trackerCodes"),
        shipment_tracker_codes: r.texts(request.shipment_tracker_codes, "shipmentTrackerCodes"),
        skip_missing: word(request.missing_label_policy, "missingLabelPolicy", &["fail", "skip"], r) == Some(1),
    };
    let named = selection.labels.len()
        + selection.shipments.len()
        + selection.tracker_codes.len()
        + selection.shipment_tracker_codes.len();
    if named == 0 {
        r.push(Violation::new("labelIds", "required", "no label is named").accepting([
            "labelIds",
            "shipmentIds",
            "trackerCodes",
            "shipmentTrackerCodes",
        ]));
    }
    if named > LABELS_PER_DOCUMENT_MAX {
        r.push(Violation::new(
            "labelIds",
            "range",
            format!("a document holds at most {LABELS_PER_DOCUMENT_MAX} labels, {named} were named"),
        ));
    }
    let original = word(request.ordering, "ordering", &["grouped", "original"], r) == Some(1);
    let options = read_pdf_options(request.pdf_options, !original, r);
    reader.finish()?;
    Ok((selection, options))
}

fn read_pdf_options(field: Field<wire::PdfOptions>, grouped: bool, r: &mut Reader) -> PdfOptions {
    let mut options = PdfOptions {
        grouped,
        ..PdfOptions::default()
    };
    let Some(wanted) = r.value(field, "pdfOptions") else {
        return options;
    };
    options.print_dialog = r.flag(wanted.auto_print_dialog, "pdfOptions.autoPrintDialog", false);
    if word(wanted.page_size, "pdfOptions.pageSize", &["original", "a4"], r) == Some(1) {
        options.page_size = PageSize::A4;
    }
    let Some(page) = r.value(wanted.page_options, "pdfOptions.pageOptions") else {
        return options;
    };
    let path = |name: &str| format!("pdfOptions.pageOptions.{name}");
    if word(page.page_layout, &path("pageLayout"), &["portrait", "landscape"], r) == Some(1) {
        options.page_layout = PageLayout::Landscape;
    }
    if word(
        page.mixed_layout_policy,
        &path("mixedLayoutPolicy"),
        &["separate", "match"],
        r,
    ) == Some(1)
    {
        options.mixed_layout_policy = MixedLayoutPolicy::Uniform;
    }
    let offset = r.whole(page.first_page_offset, &path("firstPageOffset")).unwrap_or(0);
    if offset > OFFSET_MAX {
        r.push(
            Violation::new(path("firstPageOffset"), "range", "a sheet has fewer places")
                .accepting([format!("0 to {OFFSET_MAX}")]),
        );
    }
    options.first_page_offset = offset.min(OFFSET_MAX) as usize;
    options
}

fn ids(field: Field<Vec<Field<String>>>, path: &str, r: &mut Reader) -> Vec<Uuid> {
    let entries = r.list(field, path);
    entries
        .into_iter()
        .map(|(index, id)| r.uuid(id.into(), &format!("{path}[{index}]")))
        .collect()
}

/// The place of a word in its list, in any case.
fn word(field: Field<String>, path: &str, words: &[&str], r: &mut Reader) -> Option<usize> {
    let text = r.text(field, path)?;
    let place = words.iter().position(|word| word.eq_ignore_ascii_case(text.trim()));
    if place.is_none() {
        r.push(
            Violation::new(path, "unknown", format!("'{}' is not known here", excerpt(&text)))
                .accepting(words.iter().copied()),
        );
    }
    place
}
