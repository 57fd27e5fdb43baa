//! The bar codes, and the foot of the label.

use super::blocks::Sheet;
use super::template::{CodeSlot, sizes};
use crate::code128::{Code128, QUIET_MODULES};
use crate::error::DocumentError;
use crate::fonts::Face;
use crate::layout::{Align, Barcode, Item, Length, Style, mm};
use crate::shorten::fit_whole;
use crate::text::{Place, display};
use colli_core::barcode::groups_of_four;

impl<'a> Sheet<'a> {
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
        self.barcode(
            self.template.plate,
            code,
            "trackerCode",
            (groups_of_four(code), sizes::PLATE_TEXT),
        )
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
        let module_um = *self
            .modules
            .iter()
            .find(fits)
            .ok_or(DocumentError::Overflow { field })?;
        let middle = slot.x + slot.w / 2;
        let x = middle - code.modules() * module_um / 20;
        self.canvas.items.push(Item::Barcode(Barcode {
            text: content,
            x,
            y: slot.y,
            h: slot.h,
            module_um,
            code,
        }));
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
            text = if text.is_empty() {
                self.piece_words()
            } else {
                format!("{}  ·  {text}", self.piece_words())
            };
        }
        let place = Place {
            face: Face::Regular,
            width: rect.w,
            sizes: sizes::FOOTER,
            lines: 3,
        };
        let fitted = fit_whole(text, place, sizes::FOOTER_SMALL, rect.h);
        let size = fitted.size;
        let gaps = Length::try_from(fitted.lines.len()).unwrap_or(1) - 1;
        let (first, step) = if gaps > 0 {
            let step = (size * 112 / 100).min((rect.h - size) / gaps);
            ((rect.h - gaps * step - size) / 2 + size * 82 / 100, step)
        } else {
            (330, 0)
        };
        for (i, line) in (0..).zip(fitted.lines) {
            let base = rect.y + first + i * step;
            self.canvas.text((rect.x, base), Style::regular(size), line);
        }
    }

    /// Destination and piece count in type to be read from afar; on returns the second mark.
    pub(super) fn glance(&mut self) {
        let rect = self.template.glance;
        if self.label.is_return {
            self.return_mark(rect);
            return;
        }
        let base = rect.y + rect.h * 80 / 100;
        let (words, style) = (
            self.piece_words(),
            Style::bold(sizes::PIECE_WORDS).aligned(Align::Right),
        );
        let room = rect.w - style.face.font().width(&words, style.size) - mm(4);
        self.canvas.text((rect.right(), base), style, words);
        let receiver = &self.label.receiver;
        let place = if receiver.postal_code.is_empty() {
            &receiver.city
        } else {
            &receiver.postal_code
        };
        let text = format!("{} {}", display(&receiver.country_code), display(place));
        let sizes = sizes::GLANCE
            .iter()
            .position(|size| *size <= rect.h)
            .map_or(sizes::GLANCE, |at| &sizes::GLANCE[at..]);
        self.one_line((rect.x, base), Style::bold(0), room, sizes, text.into());
    }

    fn piece_words(&self) -> String {
        format!("Piece {} of {}", self.label.piece_number, self.label.piece_count)
    }
}

fn join_references(references: &[String]) -> String {
    let shown: Vec<_> = references
        .iter()
        .map(|reference| display(reference))
        .filter(|text| !text.is_empty())
        .collect();
    if shown.is_empty() {
        String::new()
    } else {
        format!("Ref. {}", shown.join("  ·  "))
    }
}
