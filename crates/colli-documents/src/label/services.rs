//! What the sender booked: option marks, cash on delivery, a ServicePoint.

use super::blocks::Sheet;
use super::template::sizes;
use crate::error::DocumentError;
use crate::fonts::Face;
use crate::layout::{Align, Item, Length, Rect, Style, mm, pt};
use crate::text::{Place, display, fit};
use colli_core::label::{LabelCod, LabelServicePoint};
use std::borrow::Cow;

/// Marks in boxes; core makes no more.
const MARKS_MAX: usize = 6;
/// Height of a mark's box at most, and the space between boxes.
const MARK_HEIGHT: Length = 800;
const MARK_GAP: Length = 120;
const COD_HEIGHT: Length = 1_250;

impl<'a> Sheet<'a> {
    /// Cash on delivery, then the option marks in boxes, two in a row.
    pub(super) fn marks(&mut self) {
        let (mut rect, label) = (self.template.marks, self.label);
        if let Some(cod) = &label.cod {
            self.cash_on_delivery(cod, Rect { h: COD_HEIGHT, ..rect });
            rect = Rect::new(
                rect.x,
                rect.y + COD_HEIGHT + MARK_GAP,
                rect.w,
                rect.h - COD_HEIGHT - MARK_GAP,
            );
        }
        let (count, shown) = (label.marks.len(), label.marks.len().min(MARKS_MAX));
        let rows = length(shown.div_ceil(2)).max(1);
        let width = (rect.w - MARK_GAP) / 2;
        let height = MARK_HEIGHT.min((rect.h - (rows - 1) * MARK_GAP) / rows);
        for (i, mark) in label.marks.iter().take(shown).enumerate() {
            let hidden = count - shown;
            let is_last = i + 1 == shown && hidden > 0;
            let text = if is_last {
                Cow::Owned(format!("+{}", hidden + 1))
            } else {
                display(mark)
            };
            let (column, row) = (length(i % 2), length(i / 2));
            let (x, y) = (rect.x + column * (width + MARK_GAP), rect.y + row * (height + MARK_GAP));
            self.mark(Rect::new(x, y, width, height), text);
        }
    }

    fn mark(&mut self, rect: Rect, text: Cow<'a, str>) {
        self.canvas.items.push(Item::Frame { rect, line: 35 });
        let place = Place {
            face: Face::Bold,
            width: rect.w - 180,
            sizes: sizes::MARK,
            lines: 1,
        };
        let fitted = fit(text, place);
        let style = Style::bold(fitted.size).aligned(Align::Centre);
        let base = rect.y + i32::midpoint(rect.h, fitted.size * 714 / 1000);
        for line in fitted.lines {
            self.canvas.text((rect.x + rect.w / 2, base), style, line);
        }
    }

    fn cash_on_delivery(&mut self, cod: &LabelCod, rect: Rect) {
        self.canvas.fill(rect);
        let caption = format!("COD {}", cod.method);
        self.canvas
            .text((rect.x + 150, rect.y + 370), Style::bold(pt(75)).white(), caption);
        let at = (rect.x + 150, rect.y + 1_000);
        self.one_line(
            at,
            Style::bold(0).white(),
            rect.w - 300,
            sizes::PRODUCT,
            cod.amount.to_string().into(),
        );
    }

    /// Where the receiver collects, and the customer's number at a locker.
    pub(super) fn service_point(&mut self) -> Result<(), DocumentError> {
        let Some(point) = &self.label.service_point else {
            return Ok(());
        };
        let rect = self.template.point;
        let badge = Rect { w: 2_700, ..rect };
        self.canvas.items.push(Item::Frame { rect, line: 35 });
        self.canvas.fill(badge);
        let white = Style::bold(pt(75)).white();
        self.canvas.text((badge.x + 130, rect.y + 370), white, "SERVICEPOINT");
        self.exact(
            (badge.x + 130, rect.y + 730),
            white,
            badge.w - 200,
            sizes::FACT,
            (&point.id, "servicePoint.id"),
        )?;
        let mut right = rect.right() - 150;
        if let Some(number) = &point.post_number {
            let style = Style::bold(0).aligned(Align::Right);
            let size = self.exact(
                (right, rect.y + 720),
                style,
                mm(26),
                sizes::ATTENTION_BOLD,
                (number, "postNumber"),
            )?;
            self.caption((right, rect.y + 290), Align::Right, "POST NUMBER");
            right -= Face::Bold.font().width(&display(number), size).max(mm(14)) + mm(2);
        }
        self.point_lines(point, badge.right() + 150, right);
        Ok(())
    }

    fn point_lines(&mut self, point: &'a LabelServicePoint, left: Length, right: Length) {
        let y = self.template.point.y;
        let width = right - left;
        self.one_line(
            (left, y + 370),
            Style::bold(0),
            width,
            sizes::POINT,
            display(&point.name),
        );
        self.one_line(
            (left, y + 730),
            Style::regular(0),
            width,
            sizes::POINT,
            display(&point.address),
        );
    }
}

fn length(count: usize) -> Length {
    Length::try_from(count).unwrap_or(0)
}
