//! A canvas as a picture for screens.

use crate::error::DocumentError;
use crate::fonts::UNITS_PER_EM;
use crate::layout::{Canvas, Ink, Item, Length, Rect, Stroke, TextRun};
use crate::raster;
use tiny_skia::{FillRule, LineCap, LineJoin, Mask, Path, PathBuilder, Rect as Area, Stroke as Pen, Transform};

/// Draws a canvas in shades of grey, so many dots on a millimetre.
pub(crate) fn png(canvas: &Canvas<'_>, dots_per_mm: u32) -> Result<Vec<u8>, DocumentError> {
    let side = |length: Length| {
        let length = u32::try_from(length).map_err(|_| DocumentError::Image)?;
        Ok::<_, DocumentError>((length * dots_per_mm).div_ceil(100))
    };
    let (width, height) = (side(canvas.width)?, side(canvas.height)?);
    let mut sheet = Sheet {
        ink: Mask::new(width, height).ok_or(DocumentError::Image)?,
        paper: Mask::new(width, height).ok_or(DocumentError::Image)?,
        scale: number(i32::try_from(dots_per_mm).map_err(|_| DocumentError::Image)?) / 100.0,
    };
    canvas.items.iter().for_each(|item| sheet.draw(item));
    // What is printed in white stands above all else.
    let inks = sheet.ink.data().iter().zip(sheet.paper.data());
    let grey: Vec<u8> = inks.map(|(ink, paper)| 255 - ink.saturating_sub(*paper)).collect();
    encode(width, height, &grey)
}

fn encode(width: u32, height: u32, grey: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let mut file = Vec::with_capacity(32 * 1024);
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|_| DocumentError::Image)?;
    writer.write_image_data(grey).map_err(|_| DocumentError::Image)?;
    writer.finish().map_err(|_| DocumentError::Image)?;
    Ok(file)
}

struct Sheet {
    /// How black each dot is.
    ink: Mask,
    /// How much of that white text takes away.
    paper: Mask,
    /// Dots of a hundredth of a millimetre.
    scale: f32,
}

impl Sheet {
    fn draw(&mut self, item: &Item<'_>) {
        match item {
            Item::Text(run) => self.text(run),
            Item::Fill(rect) => self.fill(*rect),
            Item::Frame { rect, line } => self.frame(*rect, *line),
            Item::Stroke(stroke) => self.stroke(stroke),
            Item::Barcode(code) => {
                for (x, width) in code.code.bars() {
                    let [x, w] = [x, width].map(|modules| modules * code.module_um / 10);
                    self.fill(Rect::new(code.x + x, code.y, w, code.h));
                }
            }
            Item::Qr(code) => {
                for (x, y, run) in code.matrix.runs() {
                    let [x, y, w] = [x, y, run].map(|n| Length::try_from(n).unwrap_or(0) * code.module);
                    self.fill(Rect::new(code.x + x, code.y + y, w, code.module));
                }
            }
            Item::CutGuide { .. } => {}
        }
    }

    fn text(&mut self, run: &TextRun<'_>) {
        let font_scale = number(run.size) * self.scale / number(UNITS_PER_EM);
        let Some(path) = raster::outline(run.face.font(), &run.text, font_scale, 0.0) else {
            return;
        };
        let to = Transform::from_translate(number(run.left()) * self.scale, number(run.y) * self.scale);
        let mask = match run.ink {
            Ink::Black => &mut self.ink,
            Ink::White => &mut self.paper,
        };
        mask.fill_path(&path, FillRule::Winding, true, to);
    }

    fn fill(&mut self, rect: Rect) {
        let [x, y, w, h] = [rect.x, rect.y, rect.w, rect.h].map(|length| number(length) * self.scale);
        if let Some(area) = Area::from_xywh(x, y, w, h) {
            self.fill_path(&PathBuilder::from_rect(area));
        }
    }

    fn frame(&mut self, rect: Rect, line: Length) {
        let Rect { x, y, w, h } = rect;
        self.fill(Rect::new(x, y, w, line));
        self.fill(Rect::new(x, rect.bottom() - line, w, line));
        self.fill(Rect::new(x, y, line, h));
        self.fill(Rect::new(rect.right() - line, y, line, h));
    }

    fn stroke(&mut self, stroke: &Stroke) {
        let at = |point: (Length, Length)| (number(point.0) * self.scale, number(point.1) * self.scale);
        let mut path = PathBuilder::new();
        let from = at(stroke.from);
        path.move_to(from.0, from.1);
        for curve in &stroke.curves {
            let [a, b, to] = curve.map(at);
            path.cubic_to(a.0, a.1, b.0, b.1, to.0, to.1);
        }
        let pen = Pen {
            width: number(stroke.line) * self.scale,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Pen::default()
        };
        if let Some(outline) = path.finish().and_then(|path| path.stroke(&pen, 1.0)) {
            self.fill_path(&outline);
        }
    }

    fn fill_path(&mut self, path: &Path) {
        self.ink.fill_path(path, FillRule::Winding, true, Transform::identity());
    }
}

#[expect(clippy::cast_precision_loss, reason = "lengths of a sheet are far below 2^24")]
fn number(length: i32) -> f32 {
    length as f32
}
