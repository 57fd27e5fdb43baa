//! Labels as ZPL II for thermal printers (label-standards 6): one `^XA`…`^XZ` per label, in the A6 design.
//!
//! Names and references are untrusted input to a command language. Every text goes through [`escape`] behind `^FH`;
//! what stands in bar codes was checked against their alphabet.

use crate::error::DocumentError;
use crate::gs1;
use crate::label::compose_a6;
use crate::layout::{Align, Barcode, Canvas, Ink, Item, Length, Qr, Rect, TextRun};
use crate::raster;
use colli_core::label::Label;
use std::fmt::Write as _;

/// The printer's own font has all letters up to here.
const LAST_LETTER: char = '\u{17f}';
/// Written as three full stops, which are as wide, so that a shortened text stays text.
const ELLIPSIS: char = '…';

/// Resolution of the print head.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Dpi {
    /// 203 dots per inch.
    #[default]
    D203,
    /// 300 dots per inch.
    D300,
}

impl Dpi {
    /// Reads a number of dots per inch.
    pub fn from_number(dpi: u32) -> Option<Self> {
        match dpi {
            203 => Some(Self::D203),
            300 => Some(Self::D300),
            _ => None,
        }
    }

    /// X dimensions of whole dots in micrometres, best first: 3 or 2 dots, 4 or 3 dots (label-standards 1.6).
    pub(crate) const fn modules(self) -> &'static [i32] {
        match self {
            Self::D203 => &[375, 250],
            Self::D300 => &[339, 254],
        }
    }

    pub(crate) const fn number(self) -> i32 {
        match self {
            Self::D203 => 203,
            Self::D300 => 300,
        }
    }

    /// A length in dots.
    pub(crate) const fn dots(self, length: Length) -> i32 {
        (length * self.number() + 1_270).div_euclid(2_540)
    }

    /// An X dimension in dots.
    const fn module_dots(self, module_um: i32) -> i32 {
        (module_um * self.number() + 12_700) / 25_400
    }

    /// Where the first bar of a symbol starts and how wide a module is, in dots. The middle stays where it was.
    pub(crate) fn bars(self, code: &Barcode<'_>) -> (i32, i32) {
        let module = self.module_dots(code.module_um);
        let x = self.dots(code.x + code.width() / 2) - code.code.modules() * module / 2;
        (x, module)
    }
}

/// Renders labels for a printer, one format after the other. Equal labels give equal bytes.
pub fn render_zpl(labels: &[Label], dpi: Dpi) -> Result<Vec<u8>, DocumentError> {
    if labels.is_empty() {
        return Err(DocumentError::Empty);
    }
    formats(labels.iter().map(|label| compose_a6(label, dpi.modules())), dpi)
}

/// Drawings as formats, one after the other.
pub(crate) fn formats<'a>(
    drawings: impl ExactSizeIterator<Item = Result<Canvas<'a>, DocumentError>>,
    dpi: Dpi,
) -> Result<Vec<u8>, DocumentError> {
    let mut zpl = Zpl {
        out: String::with_capacity(drawings.len() * 3 * 1024),
        dpi,
    };
    for canvas in drawings {
        zpl.label(&canvas?);
    }
    Ok(zpl.out.into_bytes())
}

/// User text as field data behind `^FH`: no byte of it can start a command (label-standards 6.2).
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_escaped(&mut out, text);
    out
}

fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        if matches!(c, '^' | '~' | '_' | '\\' | '\u{7f}') || u32::from(c) < 0x20 {
            let _ = write!(out, "_{:02X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
}

struct Zpl {
    out: String,
    dpi: Dpi,
}

impl Zpl {
    fn label(&mut self, canvas: &Canvas<'_>) {
        let (width, height) = (self.dpi.dots(canvas.width), self.dpi.dots(canvas.height));
        let _ = writeln!(self.out, "^XA^CI28^PW{width}^LL{height}^LH0,0");
        for item in &canvas.items {
            match item {
                Item::Fill(rect) => self.fill(*rect),
                Item::Frame { rect, line } => self.frame(*rect, *line),
                Item::Barcode(code) => self.barcode(code),
                Item::Qr(code) => self.qr(code),
                Item::Text(_) | Item::CutGuide { .. } | Item::Stroke(_) => {}
            }
        }
        for item in &canvas.items {
            if let Item::Text(run) = item {
                self.text(run);
            }
        }
        self.out.push_str("^XZ\n");
    }

    fn fill(&mut self, rect: Rect) {
        let [x, y, right, bottom] = [rect.x, rect.y, rect.right(), rect.bottom()].map(|length| self.dpi.dots(length));
        let (w, h) = ((right - x).max(1), (bottom - y).max(1));
        let _ = writeln!(self.out, "^FO{x},{y}^GB{w},{h},{}^FS", w.min(h));
    }

    fn frame(&mut self, rect: Rect, line: Length) {
        let [x, y, w, h] = [rect.x, rect.y, rect.w, rect.h].map(|length| self.dpi.dots(length));
        let _ = writeln!(self.out, "^FO{x},{y}^GB{w},{h},{}^FS", self.dpi.dots(line).max(1));
    }

    /// In mode A the printer chooses the subsets itself; the text was checked to be capitals, digits, `+` and `:`, of
    /// which its choice is as short as ours. FNC1 has no character, so GS1 symbols name their subsets.
    fn barcode(&mut self, code: &Barcode<'_>) {
        let (x, module) = self.dpi.bars(code);
        let (y, h) = (self.dpi.dots(code.y), self.dpi.dots(code.h));
        let _ = write!(self.out, "^FO{x},{y}^BY{module}^BCN,{h},N,N,N,");
        let _ = if code.code.is_gs1() {
            writeln!(self.out, "N^FD{}^FS", gs1::zpl_field(&code.code))
        } else {
            writeln!(self.out, "A^FD{}^FS", code.text)
        };
    }

    fn qr(&mut self, code: &Qr) {
        for (x, y, run) in code.matrix.runs() {
            let [x, y, run] = [x, y, run].map(|n| Length::try_from(n).unwrap_or(0) * code.module);
            self.fill(Rect::new(code.x + x, code.y + y, run, code.module));
        }
    }

    fn text(&mut self, run: &TextRun<'_>) {
        let size = self.dpi.dots(run.size);
        if run.text.chars().any(|c| c > LAST_LETTER && c != ELLIPSIS) {
            self.picture(run, size);
            return;
        }
        let (x, y) = (self.dpi.dots(run.x), self.dpi.dots(run.y));
        // The printer's own font is narrower than ours; a block wider than the text keeps its alignment. It may not begin
        // left of the label: printers would move it.
        let left = if run.align == Align::Centre { 2 * x } else { x };
        let block = (self.dpi.dots(run.width * 5 / 4) + 8).min(left);
        let _ = match run.align {
            Align::Left => write!(self.out, "^FT{x},{y}^A0N,{size}"),
            Align::Centre => write!(self.out, "^FT{},{y}^A0N,{size}^FB{block},1,0,C", x - block / 2),
            Align::Right => write!(self.out, "^FT{},{y}^A0N,{size}^FB{block},1,0,R", x - block),
        };
        self.reverse(run);
        self.out.push_str("^FH^FD");
        for (i, part) in run.text.split(ELLIPSIS).enumerate() {
            self.out.push_str(if i > 0 { "..." } else { "" });
            push_escaped(&mut self.out, part);
        }
        self.out.push_str("^FS\n");
    }

    /// Text the printer's own font may lack, as a picture of ours.
    fn picture(&mut self, run: &TextRun<'_>, size: i32) {
        let Some(bitmap) = raster::text(run, size, self.dpi.dots(run.width)) else {
            return;
        };
        let (x, y) = (
            self.dpi.dots(run.left()).max(0),
            (self.dpi.dots(run.y) - bitmap.base).max(0),
        );
        let _ = write!(self.out, "^FO{x},{y}");
        self.reverse(run);
        let _ = write!(self.out, "^GFA,{0},{0},{1},", bitmap.rows.len(), bitmap.row_bytes);
        for row in bitmap.rows.chunks_exact(bitmap.row_bytes) {
            push_row(&mut self.out, row);
        }
        self.out.push_str("^FS\n");
    }

    fn reverse(&mut self, run: &TextRun<'_>) {
        if run.ink == Ink::White {
            self.out.push_str("^FR");
        }
    }
}

/// A row of a picture in hexadecimal with repeat counts: `G`–`Y` 1 to 19, `g`–`z` 20 to 400; `,` fills with white.
fn push_row(out: &mut String, row: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let digits: Vec<u8> = row.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
    let end = digits.iter().rposition(|digit| *digit != 0).map_or(0, |at| at + 1);
    for run in digits[..end].chunk_by(|a, b| a == b) {
        let mut left = run.len();
        while left > 0 {
            let (twenties, ones) = ((left / 20).min(20), left % 20);
            if left > 2 {
                push_count(out, b'f', twenties);
                push_count(out, b'F', ones);
            }
            let digit = char::from(HEX[usize::from(run[0])]);
            if left == 2 {
                out.push(digit);
            }
            out.push(digit);
            left -= if left > 2 { twenties * 20 + ones } else { left };
        }
    }
    if end < digits.len() {
        out.push(',');
    }
}

fn push_count(out: &mut String, before: u8, count: usize) {
    if let Ok(count @ 1..) = u8::try_from(count) {
        out.push(char::from(before + count));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The vector of label-standards 6.2.
    #[test]
    fn commands_in_names_are_escaped() {
        assert_eq!(escape("A^XZ~JA_\\B"), "A_5EXZ_7EJA_5F_5CB");
        assert_eq!(escape("Łódź, 5\u{1}\u{7f}"), "Łódź, 5_01_7F");
    }

    /// Sizes of label-standards 6.1.
    #[test]
    fn sizes_in_dots() {
        assert_eq!([10_500, 14_800].map(|length| Dpi::D203.dots(length)), [839, 1183]);
        assert_eq!([10_500, 14_800].map(|length| Dpi::D300.dots(length)), [1240, 1748]);
        assert_eq!((Dpi::D203.module_dots(375), Dpi::D203.module_dots(250)), (3, 2));
        assert_eq!((Dpi::D300.module_dots(339), Dpi::D300.module_dots(254)), (4, 3));
        assert_eq!((Dpi::from_number(300), Dpi::from_number(600)), (Some(Dpi::D300), None));
    }

    fn unpack(text: &str, digits: usize) -> Vec<u8> {
        let (mut row, mut count) = (Vec::new(), 0);
        for c in text.bytes() {
            match c {
                b'G'..=b'Y' => count += usize::from(c - b'F'),
                b'g'..=b'z' => count += usize::from(c - b'f') * 20,
                b',' => row.resize(digits, 0),
                c => {
                    let digit = u8::try_from(char::from(c).to_digit(16).unwrap()).unwrap();
                    row.extend(std::iter::repeat_n(digit, count.max(1)));
                    count = 0;
                }
            }
        }
        row
    }

    proptest! {
        #[test]
        fn rows_unpack(runs in prop::collection::vec((prop::sample::select(vec![0u8, 0x0f, 0xff, 0xa5]), 1..300usize), 1..5)) {
            let row: Vec<u8> = runs.iter().flat_map(|(byte, count)| std::iter::repeat_n(*byte, *count)).collect();
            let mut text = String::new();
            push_row(&mut text, &row);
            let digits: Vec<u8> = row.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
            prop_assert_eq!(unpack(&text, digits.len()), digits);
        }

        #[test]
        fn nothing_escapes(text in "[\\x00-\\x7f]{0,60}") {
            let escaped = escape(&text);
            prop_assert!(!escaped.contains(['^', '~', '\\']) && !escaped.chars().any(char::is_control));
            let mut back = String::new();
            let mut rest = escaped.chars();
            while let Some(c) = rest.next() {
                if c == '_' {
                    let code: String = rest.by_ref().take(2).collect();
                    back.push(char::from(u8::from_str_radix(&code, 16).unwrap()));
                } else {
                    back.push(c);
                }
            }
            prop_assert_eq!(back, text);
        }
    }
}
