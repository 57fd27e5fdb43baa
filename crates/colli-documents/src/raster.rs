//! Text as a picture of black and white dots, for printers that lack its letters.

use crate::fonts::{Font, UNITS_PER_EM};
use crate::layout::TextRun;
use tiny_skia::{FillRule, Mask, Path, PathBuilder, Transform};

/// A picture of one bit per dot, rows padded to bytes, 1 is black.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Bitmap {
    /// Bytes of a row.
    pub(crate) row_bytes: usize,
    /// Rows from the top.
    pub(crate) rows: Vec<u8>,
    /// Dots from the top to the base line.
    pub(crate) base: i32,
}

/// Draws a run at a size in dots. `None` for runs without ink.
#[expect(clippy::cast_precision_loss, reason = "type sizes and advances are far below 2^24")]
pub(crate) fn text(run: &TextRun<'_>, size_dots: i32, width_dots: i32) -> Option<Bitmap> {
    let font = run.face.font();
    let scale = size_dots as f32 / UNITS_PER_EM as f32;
    let base = size_dots * 109 / 100;
    let height = base + size_dots * 30 / 100 + 1;
    let path = outline(font, &run.text, scale, base as f32)?;
    let width = u32::try_from(width_dots + 2).ok()?;
    let mut mask = Mask::new(width, u32::try_from(height).ok()?)?;
    mask.fill_path(&path, FillRule::Winding, true, Transform::identity());
    let row_bytes = width.div_ceil(8) as usize;
    let mut rows = vec![0; row_bytes * mask.height() as usize];
    for (y, row) in mask.data().chunks_exact(width as usize).enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, shade)| **shade >= 128) {
            rows[y * row_bytes + x / 8] |= 0x80 >> (x % 8);
        }
    }
    Some(Bitmap { row_bytes, rows, base })
}

#[expect(clippy::cast_precision_loss, reason = "type sizes and advances are far below 2^24")]
pub(crate) fn outline(font: &Font, text: &str, scale: f32, base: f32) -> Option<Path> {
    let mut pen = Pen {
        path: PathBuilder::new(),
        x: 0.0,
        base,
        scale,
    };
    let mut units = 0;
    for c in text.chars() {
        let glyph = font.glyph(c);
        pen.x = units as f32 * scale;
        font.draw(glyph, &mut pen);
        units += i32::from(font.advance(glyph));
    }
    pen.path.finish()
}

/// Takes outlines in font units, y up, and puts them on the base line.
struct Pen {
    path: PathBuilder,
    x: f32,
    base: f32,
    scale: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.base - y * self.scale)
    }
}

impl ttf_parser::OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
