//! The packing slip of an order: what should be in the box.

use super::letter::{BOTTOM, MARGIN, Page, Table, WIDTH, column, paginate};
use crate::error::DocumentError;
use crate::layout::{Align, Length, Rect, mm};
use crate::pdf::{Drawing, render_pages};
use colli_core::americas::postal_party::PostalParty;
use colli_core::money::Money;
use jiff::civil::Date;
use std::borrow::Cow;
use std::ops::Range;

/// One line of an order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SlipItem {
    /// What it is.
    pub title: String,
    /// Which of its kind: size, colour. May be empty.
    pub variant: String,
    /// The shop's article number. May be empty.
    pub sku: String,
    /// How many.
    pub quantity: u32,
    /// Price of the line.
    pub total: Option<Money>,
}

/// Everything a packing slip says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackingSlip {
    /// The shop's number of the order.
    pub order_number: String,
    /// When it was placed.
    pub placed_on: Date,
    /// Who sends; absent where the order names nobody.
    pub from: Option<PostalParty>,
    /// Who receives.
    pub to: PostalParty,
    /// How it is sent. May be empty.
    pub shipping_method: String,
    /// The lines of the order.
    pub items: Vec<SlipItem>,
    /// Sums below the lines, each with its caption, as far as known.
    pub sums: Vec<(&'static str, Money)>,
    /// Words to the receiver. May be empty.
    pub notes: String,
}

const ITEMS: Table = Table {
    columns: &[
        column("Quantity", 0, 90, Align::Right, 1),
        column("Item", 110, 440, Align::Left, 2),
        column("SKU", 560, 240, Align::Left, 2),
        column("Total", 800, 200, Align::Right, 1),
    ],
    row: 860,
};
/// From the top of the first page to its table.
const HEADING: Length = mm(58);
/// Rows the sums and notes take.
const CLOSING: usize = 5;

/// The slip as a document of letter pages. Equal facts give equal bytes.
pub fn packing_slip_pdf(slip: &PackingSlip) -> Result<Vec<u8>, DocumentError> {
    let first = ITEMS.rows_between(Page::top() + HEADING, BOTTOM);
    let other = ITEMS.rows_between(Page::top(), BOTTOM);
    let ranges = paginate(slip.items.len(), first, other, CLOSING);
    let pages = (0..ranges.len()).map(|index| Ok(page(slip, &ranges, index)));
    render_pages(pages, &slip.order_number, slip.placed_on)
}

fn page<'a>(slip: &'a PackingSlip, ranges: &[Range<usize>], index: usize) -> Drawing<'a> {
    let right = format!("Order {}", slip.order_number);
    let mut page: Page<'a> = Page::new("Packing slip", &right, (index + 1, ranges.len()));
    let mut top = Page::top();
    if index == 0 {
        heading(&mut page, slip, top);
        top += HEADING;
    }
    let range = ranges.get(index).cloned().unwrap_or_default();
    let items = slip.items.get(range).unwrap_or_default();
    let rows = items.iter().map(|item| {
        let title = if item.variant.is_empty() {
            Cow::Borrowed(item.title.as_str())
        } else {
            Cow::Owned(format!("{}, {}", item.title, item.variant))
        };
        [
            Cow::Owned(item.quantity.to_string()),
            title,
            Cow::Borrowed(item.sku.as_str()),
            Cow::Owned(item.total.as_ref().map(Money::to_string).unwrap_or_default()),
        ]
    });
    let bottom = ITEMS.draw(&mut page, top, rows);
    if index + 1 == ranges.len() {
        closing(&mut page, slip, bottom);
    }
    page.finish()
}

fn heading(page: &mut Page<'_>, slip: &PackingSlip, top: Length) {
    let third = WIDTH / 3;
    let gap = mm(5);
    if let Some(from) = &slip.from {
        page.party(Rect::new(MARGIN, top, third - gap, HEADING), "From", from);
    }
    page.party(
        Rect::new(MARGIN + third, top, third - gap, HEADING),
        "Ship to",
        &slip.to,
    );
    let x = MARGIN + 2 * third;
    let pieces: u64 = slip.items.iter().map(|item| u64::from(item.quantity)).sum();
    let facts = [
        ("Order", slip.order_number.clone()),
        ("Placed", slip.placed_on.strftime("%b %-d, %Y").to_string()),
        ("Items", pieces.to_string()),
        ("Shipping", slip.shipping_method.clone()),
    ];
    for (row, (caption, value)) in (0..).zip(facts.into_iter().filter(|(_, value)| !value.is_empty())) {
        page.fact((x, top + row * mm(11)), third - gap, caption, &value);
    }
}

fn closing(page: &mut Page<'_>, slip: &PackingSlip, top: Length) {
    const SUMS_MAX: usize = 6;
    for (row, (caption, sum)) in (0..).zip(slip.sums.iter().take(SUMS_MAX)) {
        page.sum(top + row * 480, caption, &sum.to_string());
    }
    page.words((MARGIN, top + 100), WIDTH * 55 / 100, 7, &slip.notes);
}
