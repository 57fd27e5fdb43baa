//! From the facts of a label to placed items.

mod address;
mod blocks;
mod foot;
mod services;
mod template;

use crate::error::DocumentError;
use crate::layout::{Canvas, Item, Rect, Style, mm, pt};
use crate::text::printable;
use blocks::Sheet;
use colli_core::label::{Label, LabelLayout, LabelParty};
use template::Template;

/// X dimensions in micrometres, best first (label-standards 1.6).
pub(crate) type Modules = &'static [i32];

/// On paper: 0.375 mm, else four or three dots of a 300 dpi printer.
const A6_MODULES: Modules = &[375, 339, 254];
/// The strip is made for office printers.
const STRIP_MODULES: Modules = &[339, 300, 254];

/// Size of an A4 sheet, upright.
pub(crate) const A4: (i32, i32) = (mm(210), mm(297));

/// Draws a label in a layout, which need not be its own.
pub fn compose(label: &Label, layout: LabelLayout) -> Result<Canvas<'_>, DocumentError> {
    match layout {
        LabelLayout::A4Third => draw(label, Template::of(layout), STRIP_MODULES),
        LabelLayout::A6 => draw(label, Template::of(layout), A6_MODULES),
        LabelLayout::A4 => Ok(whole_sheet(draw(label, Template::of(layout), A6_MODULES)?)),
    }
}

/// Width and height of a layout.
pub(crate) fn size(layout: LabelLayout) -> (i32, i32) {
    if layout == LabelLayout::A4 {
        A4
    } else {
        Template::of(layout).size
    }
}

/// Draws a label in the A6 design with X dimensions of a printer's own.
pub(crate) fn compose_a6(label: &Label, modules: Modules) -> Result<Canvas<'_>, DocumentError> {
    draw(label, Template::of(LabelLayout::A6), modules)
}

fn draw<'a>(label: &'a Label, template: &'static Template, modules: Modules) -> Result<Canvas<'a>, DocumentError> {
    check_name(&label.receiver, "receiver.name")?;
    check_name(&label.sender, "sender.name")?;
    let (width, height) = template.size;
    let mut sheet = Sheet {
        canvas: Canvas::new(width, height),
        template,
        label,
        modules,
    };
    for rule in template.rules {
        sheet.canvas.fill(*rule);
    }
    sheet.header();
    sheet.sender()?;
    sheet.facts()?;
    sheet.receiver()?;
    sheet.marks();
    sheet.service_point()?;
    sheet.routing()?;
    sheet.plate()?;
    sheet.footer();
    sheet.glance();
    Ok(sheet.canvas)
}

/// Design section 11, Paper: a name of which nothing printable remains is a fault.
fn check_name(party: &LabelParty, field: &'static str) -> Result<(), DocumentError> {
    let is_named = !(party.name.is_empty() && party.attention.is_empty());
    if is_named && printable(&party.name) == 0 && printable(&party.attention) == 0 {
        return Err(DocumentError::Unprintable { field });
    }
    Ok(())
}

/// Puts the A6 label at the top of a whole sheet, with guides to cut along and a word on what to do.
fn whole_sheet(mut label: Canvas<'_>) -> Canvas<'_> {
    let (width, height) = A4;
    let at = Rect::new((width - label.width) / 2, mm(10), label.width, label.height);
    for item in &mut label.items {
        shift(item, at.x, at.y);
    }
    label.items.extend([
        Item::CutGuide {
            from: (at.x, at.y),
            to: (at.right(), at.y),
        },
        Item::CutGuide {
            from: (at.x, at.bottom()),
            to: (at.right(), at.bottom()),
        },
        Item::CutGuide {
            from: (at.x, at.y),
            to: (at.x, at.bottom()),
        },
        Item::CutGuide {
            from: (at.right(), at.y),
            to: (at.right(), at.bottom()),
        },
    ]);
    (label.width, label.height) = (width, height);
    label.text(
        (at.x, at.bottom() + mm(6)),
        Style::regular(pt(80)),
        "Cut along the line and fix the label flat on the largest side of the parcel.",
    );
    label.text(
        (at.x, at.bottom() + mm(10)),
        Style::regular(pt(80)),
        "Print at 100 %. Keep tape and folds off the bar codes.",
    );
    label
}

/// Moves one thing.
pub(crate) fn shift(item: &mut Item<'_>, dx: i32, dy: i32) {
    let (x, y) = match item {
        Item::Text(run) => (&mut run.x, &mut run.y),
        Item::Fill(rect) | Item::Frame { rect, .. } => (&mut rect.x, &mut rect.y),
        Item::Barcode(code) => (&mut code.x, &mut code.y),
        Item::Qr(code) => (&mut code.x, &mut code.y),
        Item::CutGuide { from, to } => {
            to.0 += dx;
            to.1 += dy;
            (&mut from.0, &mut from.1)
        }
        Item::Stroke(stroke) => {
            for point in stroke.curves.iter_mut().flatten() {
                point.0 += dx;
                point.1 += dy;
            }
            (&mut stroke.from.0, &mut stroke.from.1)
        }
    };
    *x += dx;
    *y += dy;
}
