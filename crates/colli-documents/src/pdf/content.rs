//! Content streams: a canvas as PDF operators.
//!
//! Page space is hundredths of a millimetre, set once per page, so that nearly every number is a short integer. Bars are
//! rectangles of one path in module units (label-standards 1.6).

use super::glyphs::GlyphSets;
use crate::layout::{Barcode, Canvas, Ink, Item, Length, Qr, Rect, Stroke, TextRun};
use crate::sheet::Guide;

/// Points in a hundredth of a millimetre, as the transformation every page starts with.
const PAGE_SPACE: &[u8] = b".0283465 0 0 .0283465 0 0 cm\n";

/// Where a canvas goes on a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Placement {
    /// Left edge of the canvas on the page.
    pub(crate) x: Length,
    /// Distance from the lower edge of the page to the lower edge of the canvas.
    pub(crate) y: Length,
    /// Turned a quarter to the left.
    pub(crate) is_turned: bool,
}

/// Writes one page.
pub(crate) struct Content<'g> {
    out: Vec<u8>,
    glyphs: &'g mut GlyphSets,
}

impl<'g> Content<'g> {
    /// Starts a page in an emptied buffer.
    pub(crate) fn new(mut out: Vec<u8>, glyphs: &'g mut GlyphSets) -> Self {
        out.clear();
        out.extend_from_slice(PAGE_SPACE);
        Self { out, glyphs }
    }

    /// The operators.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.out
    }

    /// Draws a canvas at a place.
    pub(crate) fn canvas(&mut self, canvas: &Canvas<'_>, at: Placement) {
        if at
            == (Placement {
                x: 0,
                y: 0,
                is_turned: false,
            })
        {
            self.items(canvas);
            return;
        }
        self.out.extend_from_slice(b"q ");
        if at.is_turned {
            // (x, y) → (height − y, x): the upper edge of the canvas looks to the left.
            self.out.extend_from_slice(b"0 1 -1 0 ");
            self.numbers(&[at.x + canvas.height, at.y], b"cm\n");
        } else {
            self.out.extend_from_slice(b"1 0 0 1 ");
            self.numbers(&[at.x, at.y], b"cm\n");
        }
        self.items(canvas);
        self.out.extend_from_slice(b"Q\n");
    }

    /// Draws dashed hairlines to cut along, in page coordinates.
    pub(crate) fn cut_guides(&mut self, height: Length, guides: &[Guide]) {
        if guides.is_empty() {
            return;
        }
        self.out.extend_from_slice(b"q .5 G 15 w [120 120] 0 d\n");
        for (from, to) in guides {
            self.numbers(&[from.0, height - from.1], b"m ");
            self.numbers(&[to.0, height - to.1], b"l\n");
        }
        self.out.extend_from_slice(b"S Q\n");
    }

    fn items(&mut self, canvas: &Canvas<'_>) {
        let height = canvas.height;
        let guides: Vec<_> = canvas
            .items
            .iter()
            .filter_map(|item| {
                if let Item::CutGuide { from, to } = item {
                    Some((*from, *to))
                } else {
                    None
                }
            })
            .collect();
        self.cut_guides(height, &guides);
        self.boxes(canvas);
        for item in &canvas.items {
            match item {
                Item::Frame { rect, line } => self.frame(*rect, *line, height),
                Item::Barcode(code) => self.barcode(code, height),
                Item::Qr(code) => self.qr(code, height),
                Item::Stroke(stroke) => self.stroke(stroke, height),
                Item::Text(_) | Item::Fill(_) | Item::CutGuide { .. } => {}
            }
        }
        self.texts(canvas);
    }

    fn boxes(&mut self, canvas: &Canvas<'_>) {
        let mut any = false;
        for item in &canvas.items {
            if let Item::Fill(rect) = item {
                self.numbers(&[rect.x, canvas.height - rect.bottom(), rect.w, rect.h], b"re\n");
                any = true;
            }
        }
        if any {
            self.out.extend_from_slice(b"f\n");
        }
    }

    fn frame(&mut self, rect: Rect, line: Length, height: Length) {
        let inner = rect.inset(line / 2);
        self.numbers(&[line], b"w ");
        self.numbers(&[inner.x, height - inner.bottom(), inner.w, inner.h], b"re S\n");
    }

    fn stroke(&mut self, stroke: &Stroke, height: Length) {
        self.out.extend_from_slice(b"q 1 J 1 j ");
        self.numbers(&[stroke.line], b"w ");
        self.numbers(&[stroke.from.0, height - stroke.from.1], b"m\n");
        for [a, b, to] in &stroke.curves {
            let points = [a.0, height - a.1, b.0, height - b.1, to.0, height - to.1];
            self.numbers(&points, b"c\n");
        }
        self.out.extend_from_slice(b"S Q\n");
    }

    fn barcode(&mut self, code: &Barcode<'_>, height: Length) {
        self.out.extend_from_slice(b"q ");
        self.integer(code.module_um / 10);
        self.out
            .extend_from_slice(&[b'.', b'0' + u8::try_from(code.module_um % 10).unwrap_or(0)]);
        self.out.extend_from_slice(b" 0 0 ");
        self.numbers(&[code.h, code.x, height - code.y - code.h], b"cm\n");
        for (x, width) in code.code.bars() {
            self.integer(x);
            self.out.extend_from_slice(b" 0 ");
            self.integer(width);
            self.out.extend_from_slice(b" 1 re\n");
        }
        self.out.extend_from_slice(b"f Q\n");
    }

    fn qr(&mut self, code: &Qr, height: Length) {
        for (x, y, run) in code.matrix.runs() {
            let [x, y, run] = [x, y, run].map(|n| Length::try_from(n).unwrap_or(0) * code.module);
            self.numbers(
                &[code.x + x, height - code.y - y - code.module, run, code.module],
                b"re\n",
            );
        }
        self.out.extend_from_slice(b"f\n");
    }

    fn texts(&mut self, canvas: &Canvas<'_>) {
        let mut runs = canvas
            .items
            .iter()
            .filter_map(|item| if let Item::Text(run) = item { Some(run) } else { None })
            .peekable();
        if runs.peek().is_none() {
            return;
        }
        self.out.extend_from_slice(b"BT\n");
        let (mut font, mut ink, mut at) = (None, Ink::Black, (0, 0));
        for run in runs {
            if font != Some((run.face, run.size)) {
                self.out
                    .extend_from_slice(if run.face as usize == 0 { b"/R " } else { b"/B " });
                self.numbers(&[run.size], b"Tf\n");
                font = Some((run.face, run.size));
            }
            if ink != run.ink {
                self.out
                    .extend_from_slice(if run.ink == Ink::White { b"1 g\n" } else { b"0 g\n" });
                ink = run.ink;
            }
            let to = (run.left(), canvas.height - run.y);
            self.numbers(&[to.0 - at.0, to.1 - at.1], b"Td\n");
            at = to;
            self.show(run);
        }
        self.out
            .extend_from_slice(if ink == Ink::White { b"0 g ET\n" } else { b"ET\n" });
    }

    /// Shows the glyphs of a run as two-byte codes in a literal string.
    fn show(&mut self, run: &TextRun<'_>) {
        let set = self.glyphs.of(run.face);
        self.out.push(b'(');
        for c in run.text.chars() {
            for byte in set.code(c).to_be_bytes() {
                match byte {
                    b'(' | b')' | b'\\' => self.out.extend_from_slice(&[b'\\', byte]),
                    b'\r' => self.out.extend_from_slice(b"\\r"),
                    _ => self.out.push(byte),
                }
            }
        }
        self.out.extend_from_slice(b")Tj\n");
    }

    fn numbers(&mut self, numbers: &[i32], operator: &[u8]) {
        for number in numbers {
            self.integer(*number);
            self.out.push(b' ');
        }
        self.out.extend_from_slice(operator);
    }

    fn integer(&mut self, number: i32) {
        if number < 0 {
            self.out.push(b'-');
        }
        let mut rest = number.unsigned_abs();
        let mut digits = [0u8; 10];
        let mut at = digits.len();
        loop {
            at -= 1;
            digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.out.extend_from_slice(&digits[at..]);
    }
}
