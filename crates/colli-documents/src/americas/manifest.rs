//! The driver manifest: a form to sign with the code that accepts all parcels, then the list of parcels
//! (label-standards 8, own design).

use super::letter::{BODY, BOTTOM, MARGIN, Page, SIZE, Table, WIDTH, column, paginate};
use super::setting::{band, line, whole_line};
use super::template::sizes;
use crate::code128::{Code128, QUIET_MODULES};
use crate::error::DocumentError;
use crate::gs1::{self, Element};
use crate::layout::{Align, Barcode, Item, Length, Rect, Style, mm};
use crate::pdf::{Drawing, render_pages};
use colli_core::americas::label::pounds_and_ounces;
use colli_core::americas::manifest::{Manifest, ManifestPackage, ServiceTotal};
use colli_core::barcode::groups_of_four;
use std::borrow::Cow;

/// Services with a line of their own; the others share the last.
const SERVICES_MAX: usize = 12;
/// X dimensions in micrometres, best first.
const MODULES: &[i32] = &[375, 339, 300, 254];

const SUMMARY: Table = Table {
    columns: &[
        column("Service", 0, 600, Align::Left, 1),
        column("Pieces", 600, 150, Align::Right, 1),
        column("Weight", 750, 250, Align::Right, 1),
    ],
    row: 480,
};
const PACKAGES: Table = Table {
    columns: &[
        column("#", 0, 55, Align::Right, 1),
        column("Tracking number", 65, 305, Align::Left, 1),
        column("Reference", 370, 200, Align::Left, 1),
        column("Service", 570, 210, Align::Left, 1),
        column("To", 780, 90, Align::Left, 1),
        column("Weight", 870, 130, Align::Right, 1),
    ],
    row: 470,
};

/// The manifest as a document of letter pages. Equal facts give equal bytes.
pub fn manifest_pdf(manifest: &Manifest) -> Result<Vec<u8>, DocumentError> {
    let rows = PACKAGES.rows_between(Page::top(), BOTTOM);
    let lists = if manifest.packages.is_empty() {
        Vec::new()
    } else {
        paginate(manifest.packages.len(), rows, rows, 0)
    };
    let count = lists.len() + 1;
    let pages = (0..count).map(|index| match index.checked_sub(1).and_then(|list| lists.get(list)) {
        None => form(manifest, count),
        Some(range) => {
            let packages = manifest.packages.get(range.clone()).unwrap_or_default();
            Ok(list(manifest, packages, range.start, (index + 1, count)))
        }
    });
    // The iterator knows its length: a range mapped.
    render_pages(pages, &manifest.manifest_id, manifest.ship_date)
}

fn heading(manifest: &Manifest) -> &'static str {
    if manifest.key.is_international {
        "Driver manifest: international"
    } else {
        "Driver manifest: domestic"
    }
}

/// The first page: who, where, when, both codes, what in sum, who signs.
fn form<'a>(manifest: &'a Manifest, count: usize) -> Result<Drawing<'a>, DocumentError> {
    let mut page: Page<'a> = Page::new(heading(manifest), &manifest.key.facility, (1, count));
    let top = Page::top();
    let half = WIDTH / 2;
    page.party(
        Rect::new(MARGIN, top, half - mm(5), mm(40)),
        "Shipper",
        &manifest.shipper,
    );
    let right = MARGIN + half;
    let quarter = half / 2 - mm(3);
    let facts = [
        ("Pickup account", manifest.pickup_number.clone()),
        ("Ship date", manifest.ship_date.strftime("%b %-d, %Y").to_string()),
        ("Distribution centre", manifest.key.facility.clone()),
        ("Place", manifest.facility_place.clone()),
        ("Made", manifest.created_at.strftime("%b %-d, %Y %H:%M").to_string()),
        ("Pieces", manifest.packages.len().to_string()),
    ];
    for (i, (caption, value)) in (0..).zip(facts) {
        let at = (right + (i % 2) * (half / 2), top + (i / 2) * mm(11));
        page.fact(at, quarter, caption, &value);
    }
    let acceptance = gs1::symbol(&[Element::Package(manifest.acceptance.as_str())])?;
    let y = top + mm(46);
    code(
        &mut page,
        (y, "Scan once to accept all parcels"),
        manifest.acceptance.as_str(),
        acceptance,
    )?;
    let id = manifest.manifest_id.as_str();
    let is_ours = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    if id.is_empty() || !id.bytes().all(is_ours) {
        return Err(DocumentError::BarcodeText { field: "manifestId" });
    }
    code(&mut page, (y + mm(37), "Manifest"), id, Code128::text(id)?)?;
    let y = summary(&mut page, manifest, y + mm(74));
    signatures(&mut page, y + mm(6));
    if let Some(notice) = manifest.notice {
        let rect = Rect::new(MARGIN, SIZE.1 - MARGIN - mm(8), WIDTH * 80 / 100, mm(8));
        band(&mut page.canvas, rect, sizes::BAND, notice);
    }
    Ok(page.finish())
}

/// A code of the form with its caption above and its text below, in the middle of the sheet.
fn code<'a>(
    page: &mut Page<'a>,
    (y, caption): (Length, &'static str),
    text: &'a str,
    code: Code128,
) -> Result<(), DocumentError> {
    let field = "manifestId";
    let wide = code.modules() + 2 * QUIET_MODULES;
    let fits = |um: &&i32| wide * **um <= WIDTH * 10;
    let module_um = *MODULES.iter().find(fits).ok_or(DocumentError::Overflow { field })?;
    let middle = SIZE.0 / 2;
    let style = Style::bold(0).aligned(Align::Centre);
    line(&mut page.canvas, (middle, y + 350), style, (WIDTH, BODY), caption);
    page.canvas.items.push(Item::Barcode(Barcode {
        text,
        x: middle - code.modules() * module_um / 20,
        y: y + 600,
        h: mm(20),
        module_um,
        code,
    }));
    let shown = groups_of_four(text);
    let room = (WIDTH, sizes::CODE_TEXT);
    whole_line(
        &mut page.canvas,
        (middle, y + 600 + mm(25)),
        style,
        room,
        (&shown, field),
    )?;
    Ok(())
}

/// Pieces and weight by service. Returns the lower edge.
fn summary(page: &mut Page<'_>, manifest: &Manifest, top: Length) -> Length {
    let mut totals = manifest.by_service();
    if totals.len() > SERVICES_MAX {
        let others = totals.split_off(SERVICES_MAX - 1);
        totals.push(ServiceTotal {
            service_name: format!("{} other services", others.len()),
            pieces: others.iter().map(|total| total.pieces).sum(),
            weight_g: others.iter().map(|total| total.weight_g).sum(),
        });
    }
    let rows = totals.iter().map(|total| {
        [
            Cow::Borrowed(total.service_name.as_str()),
            Cow::Owned(total.pieces.to_string()),
            Cow::Owned(pounds_and_ounces(total.weight_g)),
        ]
    });
    let y = SUMMARY.draw(page, top, rows);
    let at = |thousandths: i32| MARGIN + WIDTH * thousandths / 1000 - 120;
    let base = y + 300;
    line(
        &mut page.canvas,
        (MARGIN, base),
        Style::bold(0),
        (WIDTH / 2, BODY),
        "Total",
    );
    let style = Style::bold(0).aligned(Align::Right);
    let pieces = manifest.packages.len().to_string();
    line(&mut page.canvas, (at(750), base), style, (WIDTH / 8, BODY), &pieces);
    let weight = pounds_and_ounces(manifest.weight_g());
    line(&mut page.canvas, (at(1000), base), style, (WIDTH / 5, BODY), &weight);
    y + 450
}

fn signatures(page: &mut Page<'_>, y: Length) {
    let words = "The driver has received the pieces counted below. Parcels on no manifest stay on hold.";
    page.words((MARGIN, y), WIDTH, 1, words);
    page.signatures(y + mm(15), &["Pieces received", "Date", "Time"]);
    page.signatures(y + mm(29), &["Driver: name", "Driver: signature"]);
    page.signatures(y + mm(43), &["Shipper: name", "Shipper: signature"]);
}

/// One page of the list of parcels.
fn list<'a>(
    manifest: &'a Manifest,
    packages: &'a [ManifestPackage],
    before: usize,
    (number, count): (usize, usize),
) -> Drawing<'a> {
    let right = format!("Manifest {}", manifest.manifest_id);
    let mut page = Page::new(heading(manifest), &right, (number, count));
    let rows = packages.iter().enumerate().map(|(i, package)| {
        [
            Cow::Owned((before + i + 1).to_string()),
            Cow::Borrowed(package.tracking_number.as_str()),
            Cow::Borrowed(package.reference.as_str()),
            Cow::Borrowed(package.service_name.as_str()),
            Cow::Borrowed(package.destination.as_str()),
            Cow::Owned(pounds_and_ounces(u64::from(package.weight_g))),
        ]
    });
    PACKAGES.draw(&mut page, Page::top(), rows);
    page.finish()
}
