//! From the facts of a label of the American network to placed items (label-standards 2 and 5.3).

use super::address::{Lines, set_address};
use super::customs::customs_block;
use super::setting::{band, boxed, line, whole_line};
use super::template::{Form, Template, sizes};
use crate::code128::{Code128, QUIET_MODULES};
use crate::error::DocumentError;
use crate::fonts::Face;
use crate::gs1::{self, Element};
use crate::layout::{Align, Barcode, Canvas, Item, Length, Rect, Style, pt};
use crate::text::{display, printable};
use colli_core::americas::impb::Impb;
use colli_core::americas::label::{AmericasLabel, pounds_and_ounces};
use colli_core::americas::postal_party::PostalParty;
use colli_core::barcode::groups_of_four;

/// X dimensions in micrometres, best first. None is below 0.33 mm (label-standards 1.6).
pub(super) const PAPER_MODULES: &[i32] = &[375, 339, 330];

/// From the caption of a fact to its value.
const FACT_INDENT: Length = 1_150;
/// A line of the foot is at least so high; where there is less, the references share one.
const LINE_MIN: Length = 200;

/// Draws a label in a form. X dimensions are in micrometres, best first.
pub fn compose<'a>(label: &'a AmericasLabel, form: Form, modules: &[i32]) -> Result<Canvas<'a>, DocumentError> {
    check_name(&label.receiver, "receiver.name")?;
    check_name(&label.sender, "sender.name")?;
    let is_abroad = label.routing_code.is_empty();
    let template = Template::of(form, is_abroad);
    let mut sheet = Sheet {
        canvas: Canvas::new(template.size.0, template.size.1),
        template,
        label,
    };
    for rule in template.rules.iter().filter(|rule| rule.h > 0) {
        sheet.canvas.fill(*rule);
    }
    sheet.header();
    sheet.addresses(is_abroad)?;
    sheet.sort();
    sheet.marks();
    if let Some(customs) = label.customs.as_ref().filter(|_| is_abroad) {
        customs_block(&mut sheet.canvas, customs, label.ship_date, template.customs);
    }
    sheet.code(modules)?;
    sheet.foot();
    Ok(sheet.canvas)
}

/// Design section 11, Paper: a name of which nothing printable remains is a fault.
fn check_name(party: &PostalParty, field: &'static str) -> Result<(), DocumentError> {
    let is_named = !(party.name.is_empty() && party.company.is_empty());
    if is_named && printable(&party.name) == 0 && printable(&party.company) == 0 {
        return Err(DocumentError::Unprintable { field });
    }
    Ok(())
}

struct Sheet<'a> {
    canvas: Canvas<'a>,
    template: &'static Template,
    label: &'a AmericasLabel,
}

impl Sheet<'_> {
    /// Service, weight and date, postage, name of the service.
    fn header(&mut self) {
        let (template, label) = (self.template, self.label);
        boxed(&mut self.canvas, template.class, sizes::CLASS, &label.class_mark);
        let mut facts = template.facts;
        if label.is_return {
            let height = facts.h * 45 / 100;
            band(&mut self.canvas, Rect { h: height, ..facts }, sizes::BAND, "RETURN");
            (facts.y, facts.h) = (facts.y + height, facts.h - height);
        }
        self.facts(facts);
        self.imprint(template.imprint);
        let banner = template.banner;
        let at = (
            banner.x + banner.w / 2,
            banner.y + i32::midpoint(banner.h, pt(140) * 714 / 1000),
        );
        let style = Style::bold(0).aligned(Align::Centre);
        line(
            &mut self.canvas,
            at,
            style,
            (banner.w, sizes::BANNER),
            &label.service_name,
        );
    }

    fn facts(&mut self, rect: Rect) {
        let label = self.label;
        let mut rows = Vec::with_capacity(4);
        if let Some(grams) = label.weight_g {
            rows.push(("WEIGHT", pounds_and_ounces(u64::from(grams))));
        }
        rows.push(("SHIPPED", label.ship_date.strftime("%b %-d, %Y").to_string()));
        if label.piece_count > 1 {
            rows.push(("PIECE", format!("{} of {}", label.piece_number, label.piece_count)));
        }
        let step = rect.h / Length::try_from(rows.len().max(3)).unwrap_or(3);
        for (row, (caption, value)) in (1..).zip(rows) {
            let base = rect.y + row * step - step / 4;
            self.canvas.text((rect.x, base), Style::bold(sizes::CAPTION), caption);
            let room = (rect.w - FACT_INDENT, fitting(sizes::FACT, step));
            line(
                &mut self.canvas,
                (rect.x + FACT_INDENT, base),
                Style::bold(0),
                room,
                &value,
            );
        }
    }

    fn imprint(&mut self, rect: Rect) {
        self.canvas.items.push(Item::Frame { rect, line: 30 });
        let lines = &self.label.postage;
        let step = (rect.h - 160) / Length::try_from(lines.len().max(3)).unwrap_or(3);
        let first = rect.y + 80 + (rect.h - 160 - step * Length::try_from(lines.len()).unwrap_or(0)) / 2;
        for (row, text) in (1..).zip(lines) {
            let at = (rect.x + rect.w / 2, first + row * step - step / 4);
            let style = Style::bold(0).aligned(Align::Centre);
            line(
                &mut self.canvas,
                at,
                style,
                (rect.w - 200, fitting(sizes::IMPRINT, step)),
                text,
            );
        }
    }

    fn addresses(&mut self, is_abroad: bool) -> Result<(), DocumentError> {
        let (template, label) = (self.template, self.label);
        let sender = Lines {
            country: is_abroad,
            phone: false,
        };
        let below = label.endorsement.as_deref();
        set_address(
            &mut self.canvas,
            &label.sender,
            template.sender,
            sizes::SENDER,
            sender,
            below,
        )?;
        let rect = template.receiver;
        let caption = Style::bold(sizes::CAPTION);
        self.canvas.text((rect.x, rect.y + 200), caption, "SHIP");
        self.canvas.text((rect.x, rect.y + 420), caption, "TO");
        let rect = Rect::new(rect.x + 850, rect.y, rect.w - 850, rect.h);
        let receiver = Lines {
            country: is_abroad,
            phone: is_abroad,
        };
        set_address(&mut self.canvas, &label.receiver, rect, sizes::RECEIVER, receiver, None)
    }

    /// The distribution centre in large type, the pickup account below.
    fn sort(&mut self) {
        let (rect, label) = (self.template.sort, self.label);
        let style = Style::bold(0).aligned(Align::Right);
        let room = (rect.w, fitting(sizes::SORT, rect.h * 55 / 100));
        line(
            &mut self.canvas,
            (rect.right(), rect.y + rect.h * 45 / 100),
            style,
            room,
            &label.facility,
        );
        if !label.pickup_number.is_empty() {
            let text = format!("ACCT {}", label.pickup_number);
            let at = (rect.right(), rect.y + rect.h * 75 / 100);
            line(&mut self.canvas, at, style, (rect.w, sizes::FOOT), &text);
        }
    }

    /// Marks in one row, or two where there are many, each as wide as its text wants.
    fn marks(&mut self) {
        const GAP: Length = 120;
        let (rect, marks) = (self.template.marks, &self.label.marks);
        let rows = if marks.len() > 2 { 2 } else { 1 };
        let height = (rect.h + GAP / 2) / rows - GAP / 2;
        let per_row = marks.len().div_ceil(usize::try_from(rows).unwrap_or(1)).max(1);
        for (row, marks) in (0..).zip(marks.chunks(per_row)) {
            let wanted = |text: &String| {
                let width = Face::Bold.font().width(&display(text), 300);
                width.clamp(1_000, rect.w) + 300
            };
            let total: Length = marks.iter().map(wanted).sum();
            let gaps = GAP * (Length::try_from(marks.len()).unwrap_or(1) - 1);
            let mut at = Rect::new(rect.x, rect.y + row * (height + GAP / 2), 0, height);
            for mark in marks {
                let share = i64::from(wanted(mark)) * i64::from(rect.w - gaps) / i64::from(total.max(1));
                at.w = Length::try_from(share).unwrap_or(rect.w).min(wanted(mark) * 3 / 2);
                boxed(&mut self.canvas, at, fitting(sizes::MARK, height), mark);
                at.x += at.w + GAP;
            }
        }
    }

    /// The bar code with identification bars, banner and the digits people read.
    fn code(&mut self, modules: &[i32]) -> Result<(), DocumentError> {
        let (block, label) = (self.template.code, self.label);
        let (code, text) = symbol(label)?;
        let wide = code.modules() + 2 * QUIET_MODULES;
        let field = "trackerCode";
        let fits = |um: &&i32| wide * **um <= block.w * 10;
        let module_um = *modules.iter().find(fits).ok_or(DocumentError::Overflow { field })?;
        let (middle, width) = (block.x + block.w / 2, code.modules() * module_um / 10);
        let x = middle - width / 2;
        let (above, below, thickness) = block.identification;
        if thickness > 0 {
            self.canvas.fill(Rect::new(x, above, width, thickness));
            self.canvas.fill(Rect::new(x, below, width, thickness));
        }
        let style = Style::bold(0).aligned(Align::Centre);
        let banner = fitting(sizes::CODE_BANNER, 2 * (block.y - block.banner).max(120) + 60);
        line(
            &mut self.canvas,
            (middle, block.banner),
            style,
            (block.w, banner),
            label.banner,
        );
        self.canvas.items.push(Item::Barcode(Barcode {
            text: &label.shown_number,
            x,
            y: block.y,
            h: block.h,
            module_um,
            code,
        }));
        let room = (block.w, sizes::CODE_TEXT);
        whole_line(&mut self.canvas, (middle, block.text), style, room, (&text, field))?;
        Ok(())
    }

    /// References; the notice of labels that are not for the post.
    fn foot(&mut self) {
        let (rect, label) = (self.template.foot, self.label);
        let mut room = rect;
        if let Some(notice) = label.notice {
            let height = (rect.h - LINE_MIN - 30).min(560);
            room.h -= height + 40;
            let at = Rect::new(rect.x, rect.bottom() - height, rect.w, height);
            band(&mut self.canvas, at, sizes::BAND, notice);
        }
        let references = [("Ref 1", &label.reference_1), ("Ref 2", &label.reference_2)];
        let given = references
            .into_iter()
            .filter_map(|(caption, text)| Some(format!("{caption}: {}", text.as_ref()?)));
        let mut lines: Vec<String> = given.collect();
        if room.h < 2 * LINE_MIN {
            lines = vec![lines.join("  ·  ")];
        }
        let step = (room.h / Length::try_from(lines.len().max(1)).unwrap_or(1)).min(380);
        for (row, text) in (1..).zip(lines) {
            let at = (room.x, room.y + row * step - step / 4);
            line(
                &mut self.canvas,
                at,
                Style::regular(0),
                (room.w, fitting(sizes::FOOT, step)),
                &text,
            );
        }
    }
}

/// The sizes that fit a height, at least the smallest.
fn fitting(sizes: &'static [Length], height: Length) -> &'static [Length] {
    let from = sizes.iter().position(|size| size * 105 / 100 <= height);
    &sizes[from.unwrap_or(sizes.len().saturating_sub(1))..]
}

/// The symbol of a label and the digits below it. Domestic parcels have a GS1 symbol, of which people see the package
/// code alone; parcels that leave the country a plain one.
fn symbol(label: &AmericasLabel) -> Result<(Code128, String), DocumentError> {
    let field = "trackerCode";
    if label.routing_code.is_empty() {
        let is_ours = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        if label.shown_number.is_empty() || !label.shown_number.bytes().all(is_ours) {
            return Err(DocumentError::BarcodeText { field });
        }
        return Ok((Code128::text(&label.shown_number)?, groups_of_four(&label.shown_number)));
    }
    let whole = Impb::parse(&label.shown_number).ok_or(DocumentError::BarcodeText { field })?;
    let zip = whole.zip.ok_or(DocumentError::BarcodeText { field: "routingCode" })?;
    let elements = [Element::ShipToPostalCode(&zip), Element::Package(whole.pic.as_str())];
    Ok((gs1::symbol(&elements)?, groups_of_four(whole.pic.as_str())))
}
