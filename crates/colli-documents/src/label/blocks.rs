//! The upper blocks of a label, each drawn into its place of the template, and the means to draw them.

use super::Modules;
use super::address::{set_receiver, set_sender};
use super::template::{Template, sizes};
use crate::error::DocumentError;
use crate::fonts::Face;
use crate::layout::{Align, Canvas, Length, Rect, Style, mm, pt};
use crate::text::{Place, display, fit};
use colli_core::label::Label;
use std::borrow::Cow;

/// A label being drawn.
pub(super) struct Sheet<'a> {
    pub(super) canvas: Canvas<'a>,
    pub(super) template: &'static Template,
    pub(super) label: &'a Label,
    pub(super) modules: Modules,
}

/// From the caption of a fact to its value.
const FACT_INDENT: Length = 1_230;

impl<'a> Sheet<'a> {
    /// Product and weight at the left, the piece count at the right, the return mark between.
    pub(super) fn header(&mut self) {
        let (rect, mark, label) = (self.template.header, self.template.return_mark, self.label);
        let product_end = if label.is_return { mark.x - mm(2) } else { mark.right() };
        let product = display(&label.product_label);
        self.one_line(
            (rect.x, rect.y + 560),
            Style::bold(0),
            product_end - rect.x,
            sizes::PRODUCT,
            product,
        );
        if let Some(grams) = label.weight_g {
            self.canvas
                .text((rect.x, rect.y + 1_020), Style::regular(pt(100)), kilograms(grams));
        }
        let piece = format!("{}/{}", label.piece_number, label.piece_count);
        let (right, base) = (rect.right(), rect.y + 920);
        let room = right - mark.right() - mm(2);
        let width = self.one_line(
            (right, base),
            Style::bold(0).aligned(Align::Right),
            room,
            sizes::PIECE,
            piece.into(),
        );
        if label.is_return {
            self.return_mark(mark);
        } else {
            self.caption((right - width - 150, base), Align::Right, "PIECE");
        }
    }

    /// White `RETURN` on black, at least 8 mm high (label-standards 5.4).
    pub(super) fn return_mark(&mut self, rect: Rect) {
        self.canvas.fill(rect);
        let size = (rect.h * 80 / 100).min(rect.w * 21 / 100);
        let style = Style::bold(size).aligned(Align::Centre).white();
        let base = rect.y + i32::midpoint(rect.h, size * 714 / 1000);
        self.canvas.text((rect.x + rect.w / 2, base), style, "RETURN");
    }

    /// Who sends. The country is named when it is not the destination's.
    pub(super) fn sender(&mut self) -> Result<(), DocumentError> {
        let (rect, label) = (self.template.sender, self.label);
        self.caption((rect.x, rect.y + 200), Align::Left, "FROM");
        let with_country = label.sender.country_code != label.receiver.country_code;
        let rect = Rect::new(rect.x, rect.y + 250, rect.w, rect.h - 250);
        set_sender(&mut self.canvas, &label.sender, with_country, rect)
    }

    /// Date, account, order.
    pub(super) fn facts(&mut self) -> Result<(), DocumentError> {
        let (rect, label) = (self.template.facts, self.label);
        let mut rows: Vec<(&str, Cow<'a, str>)> = vec![("DATE", Cow::Owned(label.ship_date.to_string()))];
        rows.extend(label.account.as_deref().map(|account| ("ACCOUNT", display(account))));
        rows.extend(
            label
                .shipment_tracker_code
                .as_deref()
                .map(|code| ("SHIPMENT", display(code))),
        );
        rows.extend(label.order_reference.as_deref().map(|order| ("ORDER", display(order))));
        for (i, (caption, value)) in (0..).zip(rows) {
            let base = rect.y + 245 + i * 335;
            self.caption((rect.x, base), Align::Left, caption);
            let is_code = caption != "ORDER";
            let fitted = fit(value, Place::line(Face::Bold, rect.w - FACT_INDENT, sizes::FACT));
            if is_code && fitted.is_cut {
                return Err(DocumentError::Overflow {
                    field: if caption == "ACCOUNT" {
                        "account"
                    } else {
                        "shipmentTrackerCode"
                    },
                });
            }
            for line in fitted.lines {
                self.canvas
                    .text((rect.x + FACT_INDENT, base), Style::bold(fitted.size), line);
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
        let rect = Rect::new(rect.x, rect.y + 265, rect.w, rect.h - 265);
        set_receiver(&mut self.canvas, &self.label.receiver, rect)
    }

    pub(super) fn caption(&mut self, at: (Length, Length), align: Align, text: &'static str) {
        self.canvas.text(at, Style::bold(sizes::CAPTION).aligned(align), text);
    }

    /// One line that may shrink and end in an ellipsis. Returns its width.
    pub(super) fn one_line(
        &mut self,
        at: (Length, Length),
        style: Style,
        width: Length,
        sizes: &[Length],
        text: Cow<'a, str>,
    ) -> Length {
        let fitted = fit(text, Place::line(style.face, width, sizes));
        let style = style.sized(fitted.size);
        let mut used = 0;
        for line in fitted.lines {
            used = style.face.font().width(&line, style.size);
            self.canvas.text(at, style, line);
        }
        used
    }

    /// One line that may shrink but is never cut. Returns its size.
    pub(super) fn exact(
        &mut self,
        at: (Length, Length),
        style: Style,
        width: Length,
        sizes: &[Length],
        (text, field): (&str, &'static str),
    ) -> Result<Length, DocumentError> {
        let text = Cow::Owned(display(text).into_owned());
        let fitted = fit(text, Place::line(style.face, width, sizes));
        if fitted.is_cut {
            return Err(DocumentError::Overflow { field });
        }
        for line in fitted.lines {
            self.canvas.text(at, style.sized(fitted.size), line);
        }
        Ok(fitted.size)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_read_well() {
        let printed = [2500, 31_500, 50, 3000].map(kilograms);
        assert_eq!(printed, ["2.5 kg", "31.5 kg", "0.05 kg", "3 kg"]);
    }
}
