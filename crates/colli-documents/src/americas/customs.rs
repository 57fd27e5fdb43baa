//! The customs declaration as a label sums it up, in the manner of a CN22 (label-standards 7.1).

use super::setting::line;
use super::template::sizes;
use crate::layout::{Align, Canvas, Item, Length, Rect, Style, pt};
use colli_core::americas::label::{LabelCustoms, LabelGoods, pounds_and_ounces};
use colli_core::money::Money;
use jiff::civil::Date;

/// Left and right edges of quantity, description, tariff code, origin, weight and value, in thousandths of the width.
const COLUMNS: [(i32, i32, Align); 6] = [
    (0, 55, Align::Right),
    (70, 435, Align::Left),
    (440, 605, Align::Right),
    (610, 705, Align::Right),
    (710, 840, Align::Right),
    (845, 1_000, Align::Right),
];

/// From base line to base line.
const STEP: Length = pt(65) * 122 / 100;
/// Lines beside the goods: head, captions, total, and two of the declaration.
const OTHER_LINES: usize = 5;

/// Draws the block into its frame. Goods without a line of their own are summed up in the last.
pub(super) fn customs_block(canvas: &mut Canvas<'_>, customs: &LabelCustoms, date: Date, rect: Rect) {
    canvas.items.push(Item::Frame { rect, line: 25 });
    let inner = rect.inset(90);
    let mut base = inner.y + STEP * 80 / 100;
    let terms = customs.terms.as_deref().map(|terms| format!("  ·  {terms}"));
    let terms = terms.unwrap_or_default();
    let title = format!("CUSTOMS DECLARATION (CN22)  ·  {}{terms}", customs.contents);
    line(canvas, (inner.x, base), Style::bold(0), (inner.w, sizes::GOODS), &title);
    base += STEP;
    let captions = ["QTY", "DESCRIPTION", "TARIFF", "ORIGIN", "WEIGHT", "VALUE"];
    row(
        canvas,
        inner,
        base,
        Style::bold(sizes::CAPTION),
        &captions.map(str::to_owned),
    );
    let room = usize::try_from(inner.h / STEP).unwrap_or(0);
    for cells in lines(customs, room.saturating_sub(OTHER_LINES).max(1)) {
        base += STEP;
        row(canvas, inner, base, Style::regular(0), &cells);
    }
    declaration(canvas, customs, date, inner);
}

/// The lines of the goods, at most so many.
fn lines(customs: &LabelCustoms, most: usize) -> Vec<[String; 6]> {
    let goods = customs.goods.as_slice();
    if goods.len() <= most {
        return goods.iter().map(cells).collect();
    }
    let (own, others) = goods.split_at(most - 1);
    let last = summed_up(others, &customs.total.currency);
    own.iter().map(cells).chain([last]).collect()
}

/// Total, declaration and signature at the foot of the block.
fn declaration(canvas: &mut Canvas<'_>, customs: &LabelCustoms, date: Date, inner: Rect) {
    let bottom = inner.bottom();
    let weight = customs.goods.iter().map(|goods| u64::from(goods.net_weight_g)).sum();
    let total = [
        String::new(),
        "Total".to_owned(),
        String::new(),
        String::new(),
        pounds_and_ounces(weight),
        customs.total.to_string(),
    ];
    row(canvas, inner, bottom - 2 * STEP - 60, Style::bold(0), &total);
    let words =
        "I certify that this declaration is correct and that the parcel holds nothing forbidden by law or post.";
    let room = (inner.w, &[pt(55), pt(50)][..]);
    line(canvas, (inner.x, bottom - STEP - 20), Style::regular(0), room, words);
    let signed = format!("Signed: {}   {date}", customs.signer);
    let room = (inner.w, sizes::GOODS);
    line(canvas, (inner.x, bottom - 40), Style::regular(0), room, &signed);
}

fn cells(goods: &LabelGoods) -> [String; 6] {
    [
        goods.quantity.to_string(),
        goods.description.clone(),
        goods.code.clone(),
        goods.origin.clone(),
        pounds_and_ounces(u64::from(goods.net_weight_g)),
        goods.value.to_string(),
    ]
}

/// Goods that have no line of their own.
fn summed_up(goods: &[LabelGoods], currency: &str) -> [String; 6] {
    let weight = goods.iter().map(|goods| u64::from(goods.net_weight_g)).sum();
    let value = goods
        .iter()
        .fold(0i64, |sum, goods| sum.saturating_add(goods.value.minor));
    let value = Money {
        minor: value,
        currency: currency.to_owned(),
    };
    [
        String::new(),
        format!("and {} more lines: see the invoice", goods.len()),
        String::new(),
        String::new(),
        pounds_and_ounces(weight),
        value.to_string(),
    ]
}

fn row(canvas: &mut Canvas<'_>, rect: Rect, base: Length, style: Style, cells: &[String; 6]) {
    let at = |thousandths: i32| rect.x + rect.w * thousandths / 1000;
    let own = [style.size];
    let sizes = if style.size > 0 { &own[..] } else { sizes::GOODS };
    for ((from, to, align), cell) in COLUMNS.into_iter().zip(cells) {
        let x = if align == Align::Left { at(from) } else { at(to) };
        line(
            canvas,
            (x, base),
            style.aligned(align),
            (at(to) - at(from), sizes),
            cell,
        );
    }
}
