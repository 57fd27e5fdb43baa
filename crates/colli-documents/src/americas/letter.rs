//! Sheets of US letter size: headings, facts, parties, tables over as many pages as they need.

use super::setting::{block, line};
use crate::fonts::Face;
use crate::layout::{Align, Canvas, Length, Rect, Style, mm, pt};
use crate::pdf::Drawing;
use crate::text::Place;
use colli_core::americas::postal_party::PostalParty;
use std::borrow::Cow;
use std::ops::Range;

/// 8.5 × 11 in.
pub(super) const SIZE: (Length, Length) = (21_590, 27_940);
/// Free at every edge.
pub(super) const MARGIN: Length = mm(15);
/// Width between the margins.
pub(super) const WIDTH: Length = SIZE.0 - 2 * MARGIN;
/// Lower edge of what a page says above its number.
pub(super) const BOTTOM: Length = SIZE.1 - MARGIN - mm(6);

/// Sizes of body text.
pub(super) const BODY: &[Length] = &[pt(90), pt(85), pt(80), pt(75), pt(70), pt(65), pt(60)];
const TITLE: &[Length] = &[pt(200), pt(180), pt(160), pt(140), pt(120), pt(100)];
const CAPTION: Length = pt(70);

/// One page being filled.
pub(super) struct Page<'a> {
    pub(super) canvas: Canvas<'a>,
}

impl<'a> Page<'a> {
    /// A page with its title at the left, a word at the right, and its number at the foot.
    pub(super) fn new(title: &str, right: &str, (number, count): (usize, usize)) -> Self {
        let mut canvas = Canvas::new(SIZE.0, SIZE.1);
        let at = (MARGIN, MARGIN + 600);
        line(&mut canvas, at, Style::bold(0), (WIDTH * 62 / 100, TITLE), title);
        let style = Style::bold(0).aligned(Align::Right);
        line(
            &mut canvas,
            (SIZE.0 - MARGIN, at.1),
            style,
            (WIDTH * 36 / 100, BODY),
            right,
        );
        canvas.fill(Rect::new(MARGIN, at.1 + 250, WIDTH, 40));
        let style = Style::regular(pt(75)).aligned(Align::Right);
        canvas.text(
            (SIZE.0 - MARGIN, SIZE.1 - MARGIN),
            style,
            format!("Page {number} of {count}"),
        );
        Self { canvas }
    }

    /// Where the content of a page begins.
    pub(super) const fn top() -> Length {
        MARGIN + mm(12)
    }

    /// A caption with its value below. Returns the base line of the value.
    pub(super) fn fact(
        &mut self,
        (x, top): (Length, Length),
        width: Length,
        caption: &'static str,
        value: &str,
    ) -> Length {
        self.canvas.text((x, top + 300), Style::regular(CAPTION), caption);
        line(&mut self.canvas, (x, top + 720), Style::bold(0), (width, BODY), value);
        top + 720
    }

    /// A party under its caption. Returns its lower edge.
    pub(super) fn party(&mut self, rect: Rect, caption: &'static str, party: &PostalParty) -> Length {
        self.canvas
            .text((rect.x, rect.y + 300), Style::regular(CAPTION), caption);
        let locality = party.locality();
        let in_order = if locality.code_comes_first {
            [locality.code, locality.town]
        } else {
            [locality.town, locality.code]
        };
        let town = in_order.join(" ");
        let rows: [(Face, &str); 8] = [
            (Face::Bold, &party.name),
            (Face::Regular, &party.company),
            (Face::Regular, &party.street),
            (Face::Regular, &party.additional_line),
            (Face::Regular, town.trim()),
            (Face::Regular, &party.country_name),
            (Face::Regular, &party.phone),
            (Face::Regular, &party.email),
        ];
        let mut base = rect.y + 320;
        for (face, text) in rows.into_iter().filter(|(_, text)| !text.is_empty()) {
            base += 420;
            let style = Style {
                face,
                ..Style::regular(0)
            };
            line(&mut self.canvas, (rect.x, base), style, (rect.w, BODY), text);
        }
        base + 150
    }

    /// Words that wrap. Returns the base line of the last.
    pub(super) fn words(&mut self, at: (Length, Length), width: Length, lines: usize, text: &str) -> Length {
        let place = Place {
            face: Face::Regular,
            width,
            sizes: &[pt(80)],
            lines,
        };
        block(&mut self.canvas, at, Style::regular(0), (place, 130), text)
    }

    /// A sum at the right with its caption.
    pub(super) fn sum(&mut self, top: Length, caption: &str, sum: &str) {
        let (right, base) = (SIZE.0 - MARGIN - 120, top + 320);
        line(
            &mut self.canvas,
            (right - mm(80), base),
            Style::regular(0),
            (mm(42), BODY),
            caption,
        );
        let style = Style::bold(0).aligned(Align::Right);
        line(&mut self.canvas, (right, base), style, (mm(37), BODY), sum);
    }

    /// Lines to write on, side by side, with their captions below.
    pub(super) fn signatures(&mut self, y: Length, captions: &[&'static str]) {
        let count = Length::try_from(captions.len().max(1)).unwrap_or(1);
        let gap = mm(6);
        let width = (WIDTH - (count - 1) * gap) / count;
        for (column, caption) in (0..).zip(captions) {
            let x = MARGIN + column * (width + gap);
            self.canvas.fill(Rect::new(x, y, width, 20));
            self.canvas.text((x, y + 330), Style::regular(CAPTION), *caption);
        }
    }

    /// The page as it is.
    pub(super) fn finish(self) -> Drawing<'a> {
        Drawing {
            canvas: self.canvas,
            is_turned: false,
        }
    }
}

/// One column of a table.
#[derive(Clone, Copy)]
pub(super) struct Column {
    caption: &'static str,
    /// Left edge and width, in thousandths of the width between the margins.
    from: i32,
    width: i32,
    align: Align,
    /// Most lines of a cell.
    lines: usize,
}

/// A column from one place to another, in thousandths of the width, whose cells have so many lines.
pub(super) const fn column(caption: &'static str, from: i32, width: i32, align: Align, lines: usize) -> Column {
    Column {
        caption,
        from,
        width,
        align,
        lines,
    }
}

/// A table: columns, and the height of its rows.
pub(super) struct Table {
    pub(super) columns: &'static [Column],
    pub(super) row: Length,
}

/// Room of the captions above the rows.
const HEAD: Length = 560;

impl Table {
    /// How many rows stand between two edges, under the captions.
    pub(super) fn rows_between(&self, top: Length, bottom: Length) -> usize {
        usize::try_from((bottom - top - HEAD) / self.row).unwrap_or(0)
    }

    /// Writes captions and rows from an upper edge. Returns the lower edge.
    pub(super) fn draw<'c, const N: usize>(
        &self,
        page: &mut Page<'_>,
        top: Length,
        rows: impl Iterator<Item = [Cow<'c, str>; N]>,
    ) -> Length {
        for column in self.columns {
            let style = Style::bold(CAPTION).aligned(column.align);
            page.canvas.text((Self::x(column), top + 350), style, column.caption);
        }
        page.canvas.fill(Rect::new(MARGIN, top + 470, WIDTH, 25));
        let mut y = top + HEAD;
        for cells in rows {
            for (column, cell) in self.columns.iter().zip(&cells) {
                let place = Place {
                    face: Face::Regular,
                    width: column.width * WIDTH / 1000 - 120,
                    sizes: &BODY[1..],
                    lines: column.lines,
                };
                let style = Style::regular(0).aligned(column.align);
                block(&mut page.canvas, (Self::x(column), y), style, (place, 116), cell);
            }
            y += self.row;
            page.canvas.fill(Rect::new(MARGIN, y - 60, WIDTH, 10));
        }
        y
    }

    fn x(column: &Column) -> Length {
        let at = |thousandths: i32| MARGIN + WIDTH * thousandths / 1000;
        match column.align {
            Align::Left => at(column.from),
            Align::Centre => at(column.from + column.width / 2),
            Align::Right => at(column.from + column.width) - 120,
        }
    }
}

/// Spreads rows over pages: so many fit the first, so many each other, and on the last some stay free for what closes the
/// document. There is at least one page; one that only closes the document may have no rows.
pub(super) fn paginate(count: usize, first: usize, other: usize, closing: usize) -> Vec<Range<usize>> {
    let mut pages = Vec::new();
    let mut from = 0;
    loop {
        let room = if pages.is_empty() {
            first
        } else {
            other.max(closing + 1)
        };
        let left = count - from;
        if left + closing <= room {
            pages.push(from..count);
            return pages;
        }
        let to = from + left.min(room);
        pages.push(from..to);
        from = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_row_stands_on_one_page(count in 0..500usize, first in 0..20usize, other in 0..30usize, closing in 0..10usize) {
            let pages = paginate(count, first, other, closing);
            prop_assert_eq!(pages.iter().cloned().flatten().collect::<Vec<_>>(), (0..count).collect::<Vec<_>>());
            for (i, page) in pages.iter().enumerate() {
                let room = if i == 0 { first } else { other.max(closing + 1) };
                let is_last = i + 1 == pages.len();
                let needed = if is_last { page.len() + closing } else { page.len() };
                prop_assert!(needed <= room);
                prop_assert!(i == 0 || is_last || !page.is_empty());
            }
        }
    }
}
