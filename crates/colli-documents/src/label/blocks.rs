//! The blocks of a label, each drawn into its place of the template.

use super::address::{set_receiver, set_sender};
use super::template::{CodeSlot, Template, sizes};
use super::Modules;
use crate::code128::{Code128, QUIET_MODULES};
use crate::error::DocumentError;
use crate::fonts::Face;
use crate::layout::{Align, Barcode, Canvas, Item, Length, Rect, Style, mm, pt};
use crate::text::{Place, display, fit};
use colli_core::label::{Label, LabelCod, LabelServicePoint};
use std::borrow::Cow;

/// A label being drawn.
pub(super) struct Sheet<'a> {
    pub(super) canvas: Canvas<'a>,
    pub(super) template: &'static Template,
    pub(super) label: &'a Label,
    pub(super) modules: Modules,
}

/// Height of a mark's box and the space between boxes.
const MARK_HEIGHT: Length = 800;
const MARK_GAP: Length = 120;
const COD_HEIGHT: Length = 1_250;

impl<'a> Sheet<'a> {
    /// Product and weight at the left, the piece count at the right, the return mark between.
    pub(super) fn header(&mut self) {
        let (rect, mark, label) = (self.template.header, self.template.return_mark, self.label);
        let product_end = if label.is_return { mark.x - mm(2) } else { mark.right() };
        let product = display(&label.product_label);
        self.one_line((rect.x, rect.y + 560), Style::bold(0), product_end - rect.x, sizes::PRODUCT, product);
        if let Some(grams) = label.weight_g {
            self.canvas.text((rect.x, rect.y + 1_020), Style::regular(pt(100)), kilograms(grams));
        }
        let piece = format!("{}/{}", label.piece_number, label.piece_count);
        let (right, base) = (rect.right(), rect.y + 920);
        let room = right - mark.right() - mm(2);
        let width = self.one_line((right, base), Style::bold(0).aligned(Align::Right), room, sizes::PIECE, piece.into());
        if label.is_return {
            self.return_mark(mark);
        } else {
            self.caption((right - width - 150, base), Align::Right, "PIECE");
        }
    }

    /// White `RETURN` on black, at least 8 mm high (label-standards 5.4).
    fn return_mark(&mut self, rect: Rect) {
        self.canvas.fill(rect);
        let size = (rect.h * 80 / 100).min(rect.w * 21 / 100);
        let style = Style::bold(size).aligned(Align::Centre).white();
        let base = rect.y + (rect.h + size * 714 / 1000) / 2;
        self.canvas.text((rect.x + rect.w / 2, base), style, "RETURN");
    }

    /// Who sends. The country is named when it is not the destination's.
    pub(super) fn sender(&mut self) -> Result<(), DocumentError> {
        let (rect, label) = (self.template.sender, self.label);
        self.caption((rect.x, rect.y + 210), Align::Left, "FROM");
        let with_country = label.sender.country_code != label.receiver.country_code;
        let rect = Rect::new(rect.x, rect.y + 230, rect.w, rect.h - 230);
        set_sender(&mut self.canvas, &label.sender, with_country, rect)
    }

    /// Date, account, order.
    pub(super) fn facts(&mut self) -> Result<(), DocumentError> {
        let (rect, label) = (self.template.facts, self.label);
        let mut rows: Vec<(&str, Cow<'a, str>)> = vec![("DATE", Cow::Owned(label.ship_date.to_string()))];
        rows.extend(label.account.as_deref().map(|account| ("ACCOUNT", display(account))));
        rows.extend(label.shipment_tracker_code.as_deref().map(|code| ("SHIPMENT", display(code))));
        rows.extend(label.order_reference.as_deref().map(|order| ("ORDER", display(order))));
        const INDENT: Length = 1_230;
        for (i, (caption, value)) in (0..).zip(rows) {
            let base = rect.y + 250 + i * 330;
            self.caption((rect.x, base), Align::Left, caption);
            let is_code = caption != "ORDER";
            let place = Place { face: Face::Bold, width: rect.w - INDENT, sizes: sizes::FACT, lines: 1 };
            let fitted = fit(value, place);
            if is_code && fitted.is_cut {
                return Err(DocumentError::Overflow { field: if caption == "ACCOUNT" { "account" } else { "shipmentTrackerCode" } });
            }
            for line in fitted.lines {
                self.canvas.text((rect.x + INDENT, base), Style::bold(fitted.size), line);
            }
        }
        Ok(())
    }

    /// Who receives.
    pub(super) fn receiver(&mut self) -> Result<(), DocumentError> {
        let mut rect = self.template.receiver;
        if self.label.service_point.is_none() {
            rect.h = self.template.point.bottom() - rect.y;
        }
        self.caption((rect.x, rect.y + 210), Align::Left, "TO");
        let rect = Rect::new(rect.x, rect.y + 240, rect.w, rect.h - 240);
        set_receiver(&mut self.canvas, &self.label.receiver, rect)
    }

    /// Cash on delivery, then the option marks in boxes, two in a row.
    pub(super) fn marks(&mut self) {
        let (mut rect, label) = (self.template.marks, self.label);
        if let Some(cod) = &label.cod {
            self.cash_on_delivery(cod, Rect { h: COD_HEIGHT, ..rect });
            rect = Rect::new(rect.x, rect.y + COD_HEIGHT + MARK_GAP, rect.w, rect.h - COD_HEIGHT - MARK_GAP);
        }
        let width = (rect.w - MARK_GAP) / 2;
        let rows = usize::try_from((rect.h + MARK_GAP) / (MARK_HEIGHT + MARK_GAP)).unwrap_or(0);
        let cells = rows * 2;
        for (i, mark) in label.marks.iter().take(cells).enumerate() {
            let hidden = label.marks.len() - cells.min(label.marks.len());
            let is_last = i + 1 == cells && hidden > 0;
            let text = if is_last { Cow::Owned(format!("+{}", hidden + 1)) } else { display(mark) };
            let (column, row) = (length(i % 2), length(i / 2));
            let (x, y) = (rect.x + column * (width + MARK_GAP), rect.y + row * (MARK_HEIGHT + MARK_GAP));
            self.mark(Rect::new(x, y, width, MARK_HEIGHT), text);
        }
    }

    fn mark(&mut self, rect: Rect, text: Cow<'a, str>) {
        self.canvas.items.push(Item::Frame { rect, line: 35 });
        let place = Place { face: Face::Bold, width: rect.w - 180, sizes: sizes::MARK, lines: 1 };
        let fitted = fit(text, place);
        let style = Style::bold(fitted.size).aligned(Align::Centre);
        let base = rect.y + (rect.h + fitted.size * 714 / 1000) / 2;
        for line in fitted.lines {
            self.canvas.text((rect.x + rect.w / 2, base), style, line);
        }
    }

    fn cash_on_delivery(&mut self, cod: &LabelCod, rect: Rect) {
        self.canvas.fill(rect);
        let caption = format!("COD {}", cod.method);
        self.canvas.text((rect.x + 150, rect.y + 370), Style::bold(pt(75)).white(), caption);
        let at = (rect.x + 150, rect.y + 1_000);
        self.one_line(at, Style::bold(0).white(), rect.w - 300, sizes::PRODUCT, cod.amount.to_string().into());
    }

    /// Where the receiver collects, and the customer's number at a locker.
    pub(super) fn service_point(&mut self) -> Result<(), DocumentError> {
        let Some(point) = &self.label.service_point else { return Ok(()) };
        let rect = self.template.point;
        let badge = Rect { w: 2_700, ..rect };
        self.canvas.items.push(Item::Frame { rect, line: 35 });
        self.canvas.fill(badge);
        let white = Style::bold(pt(75)).white();
        self.canvas.text((badge.x + 130, rect.y + 370), white, "SERVICEPOINT");
        self.exact((badge.x + 130, rect.y + 730), white, badge.w - 200, sizes::FACT, (&point.id, "servicePoint.id"))?;
        let mut right = rect.right() - 150;
        if let Some(number) = &point.post_number {
            let style = Style::bold(0).aligned(Align::Right);
            let size = self.exact((right, rect.y + 720), style, mm(26), sizes::ATTENTION_BOLD, (number, "postNumber"))?;
            self.caption((right, rect.y + 290), Align::Right, "POST NUMBER");
            right -= Face::Bold.font().width(&display(number), size).max(mm(14)) + mm(2);
        }
        self.point_lines(point, badge.right() + 150, right);
        Ok(())
    }

    fn point_lines(&mut self, point: &'a LabelServicePoint, left: Length, right: Length) {
        let y = self.template.point.y;
        let width = right - left;
        self.one_line((left, y + 370), Style::bold(0), width, sizes::POINT, display(&point.name));
        self.one_line((left, y + 730), Style::regular(0), width, sizes::POINT, display(&point.address));
    }

    /// The routing code with its text.
    pub(super) fn routing(&mut self) -> Result<(), DocumentError> {
        let code = &self.label.routing_code;
        let text = match code.strip_prefix("2L") {
            Some(rest) => format!("(2L){rest}"),
            None => code.clone(),
        };
        self.barcode(self.template.routing, code, "routingCode", (text, sizes::ROUTING_TEXT))
    }

    /// The licence plate with its text in groups of four.
    pub(super) fn plate(&mut self) -> Result<(), DocumentError> {
        let code = &self.label.tracker_code;
        self.barcode(self.template.plate, code, "trackerCode", (groups_of_four(code), sizes::PLATE_TEXT))
    }

    /// A bar code in the middle of its room at the first X dimension that fits, its text below.
    fn barcode(
        &mut self,
        slot: CodeSlot,
        content: &'a str,
        field: &'static str,
        (text, text_sizes): (String, &[Length]),
    ) -> Result<(), DocumentError> {
        let is_ours = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'+' | b':');
        if content.is_empty() || !content.bytes().all(is_ours) {
            return Err(DocumentError::BarcodeText { field });
        }
        let code = Code128::text(content)?;
        let modules = code.modules() + 2 * QUIET_MODULES;
        let fits = |um: &&i32| modules * **um <= slot.w * 10;
        let module_um = *self.modules.iter().find(fits).ok_or(DocumentError::Overflow { field })?;
        let middle = slot.x + slot.w / 2;
        let x = middle - code.modules() * module_um / 20;
        self.canvas.items.push(Item::Barcode(Barcode { text: content, x, y: slot.y, h: slot.h, module_um, code }));
        let style = Style::bold(0).aligned(Align::Centre);
        let at = (middle, slot.y + slot.h + slot.text_below);
        self.exact(at, style, slot.w, text_sizes, (&text, field))?;
        Ok(())
    }

    /// References; on returns, where the foot is taken by the mark, after the piece count in words.
    pub(super) fn footer(&mut self) {
        let (rect, label) = (self.template.footer, self.label);
        let mut text = join_references(&label.references);
        if label.is_return {
            text = if text.is_empty() { self.piece_words() } else { format!("{}  ·  {text}", self.piece_words()) };
        }
        let place = Place { face: Face::Regular, width: rect.w, sizes: sizes::FOOTER, lines: 2 };
        let fitted = fit(Cow::Owned(text), place);
        let first = if fitted.lines.len() > 1 { 210 } else { 330 };
        for (i, line) in (0..).zip(fitted.lines) {
            self.canvas.text((rect.x, rect.y + first + i * 240), Style::regular(fitted.size), line);
        }
    }

    /// Destination and piece count in type to be read from afar; on returns the second mark.
    pub(super) fn glance(&mut self) {
        let rect = self.template.glance;
        if self.label.is_return {
            self.return_mark(rect);
            return;
        }
        let base = rect.y + rect.h * 85 / 100;
        let (words, style) = (self.piece_words(), Style::bold(sizes::PIECE_WORDS).aligned(Align::Right));
        let room = rect.w - style.face.font().width(&words, style.size) - mm(4);
        self.canvas.text((rect.right(), base), style, words);
        let receiver = &self.label.receiver;
        let place = if receiver.postal_code.is_empty() { &receiver.city } else { &receiver.postal_code };
        let text = format!("{} {}", display(&receiver.country_code), display(place));
        let sizes = sizes::GLANCE.iter().position(|size| *size <= rect.h).map_or(sizes::GLANCE, |at| &sizes::GLANCE[at..]);
        self.one_line((rect.x, base), Style::bold(0), room, sizes, text.into());
    }

    fn piece_words(&self) -> String {
        format!("Piece {} of {}", self.label.piece_number, self.label.piece_count)
    }

    fn caption(&mut self, at: (Length, Length), align: Align, text: &'static str) {
        self.canvas.text(at, Style::bold(sizes::CAPTION).aligned(align), text);
    }

    /// One line that may shrink and end in an ellipsis. Returns its width.
    fn one_line(
        &mut self,
        at: (Length, Length),
        style: Style,
        width: Length,
        sizes: &[Length],
        text: Cow<'a, str>,
    ) -> Length {
        let fitted = fit(text, Place { face: style.face, width, sizes, lines: 1 });
        let style = style.sized(fitted.size);
        let mut used = 0;
        for line in fitted.lines {
            used = style.face.font().width(&line, style.size);
            self.canvas.text(at, style, line);
        }
        used
    }

    /// One line that may shrink but is never cut. Returns its size.
    fn exact(
        &mut self,
        at: (Length, Length),
        style: Style,
        width: Length,
        sizes: &[Length],
        (text, field): (&str, &'static str),
    ) -> Result<Length, DocumentError> {
        let text = Cow::Owned(display(text).into_owned());
        let fitted = fit(text, Place { face: style.face, width, sizes, lines: 1 });
        if fitted.is_cut {
            return Err(DocumentError::Overflow { field });
        }
        for line in fitted.lines {
            self.canvas.text(at, style.sized(fitted.size), line);
        }
        Ok(fitted.size)
    }
}

fn length(count: usize) -> Length {
    Length::try_from(count).unwrap_or(0)
}

/// Grams as kilograms without needless zeros: `2.5 kg`.
fn kilograms(grams: u32) -> String {
    let (whole, rest) = (grams / 1000, grams % 1000);
    if rest == 0 {
        return format!("{whole} kg");
    }
    let decimals = format!("{rest:03}");
    format!("{whole}.{} kg", decimals.trim_end_matches('0'))
}

/// `JVGL 0850 0001 …`, as people read it out.
pub(crate) fn groups_of_four(code: &str) -> String {
    let mut text = String::with_capacity(code.len() + code.len() / 4);
    for (i, c) in code.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            text.push(' ');
        }
        text.push(c);
    }
    text
}

fn join_references(references: &[String]) -> String {
    let shown: Vec<_> = references.iter().map(|reference| display(reference)).filter(|text| !text.is_empty()).collect();
    if shown.is_empty() { String::new() } else { format!("Ref. {}", shown.join("  ·  ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_and_codes_read_well() {
        assert_eq!([kilograms(2500), kilograms(31_500), kilograms(50), kilograms(3000)], ["2.5 kg", "31.5 kg", "0.05 kg", "3 kg"]);
        assert_eq!(groups_of_four("JVGL08500001813590386271"), "JVGL 0850 0001 8135 9038 6271");
        assert_eq!(groups_of_four("MDP5KLWYM4R"), "MDP5 KLWY M4R");
    }
}
