//! A canvas as a picture: in shades of grey for screens, in dots of a print head for labels.

use crate::error::DocumentError;
use crate::fonts::UNITS_PER_EM;
use crate::layout::{Barcode, Canvas, Ink, Item, Length, Rect, Stroke, TextRun};
use crate::raster;
use crate::zpl::Dpi;
use tiny_skia::{FillRule, LineCap, LineJoin, Mask, Path, PathBuilder, Rect as Area, Stroke as Pen, Transform};

/// Draws a canvas in shades of grey, so many dots on a millimetre.
pub(crate) fn png(canvas: &Canvas<'_>, dots_per_mm: u32) -> Result<Vec<u8>, DocumentError> {
    let side = |length: Length| {
        let length = u32::try_from(length).map_err(|_| DocumentError::Image)?;
        Ok::<_, DocumentError>((length * dots_per_mm).div_ceil(100))
    };
    let (width, height) = (side(canvas.width)?, side(canvas.height)?);
    let scale = number(i32::try_from(dots_per_mm).map_err(|_| DocumentError::Image)?) / 100.0;
    let mut sheet = Sheet::new((width, height), scale, None)?;
    canvas.items.iter().for_each(|item| sheet.draw(item));
    encode(width, height, &sheet.grey())
}

/// Draws a canvas in the dots of a print head: edges of boxes and bars fall between dots. Turned, the upper edge looks to
/// the left.
pub(crate) fn dots_png(canvas: &Canvas<'_>, dpi: Dpi, is_turned: bool) -> Result<Vec<u8>, DocumentError> {
    let side = |length: Length| u32::try_from(dpi.dots(length)).map_err(|_| DocumentError::Image);
    let (width, height) = (side(canvas.width)?, side(canvas.height)?);
    let mut sheet = Sheet::new((width, height), number(dpi.number()) / 2_540.0, Some(dpi))?;
    canvas.items.iter().for_each(|item| sheet.draw(item));
    let mut dots = Dots {
        width,
        height,
        grey: sheet.grey(),
    };
    if is_turned {
        dots = dots.turned();
    }
    dots.encode(dpi)
}

/// Dots row by row, in shades of grey.
struct Dots {
    width: u32,
    height: u32,
    grey: Vec<u8>,
}

impl Dots {
    /// A quarter to the left: the right-most column becomes the upper row.
    fn turned(&self) -> Self {
        let (width, height) = (self.width as usize, self.height as usize);
        let columns = (0..width).rev();
        let grey = columns.flat_map(|x| (0..height).map(move |y| self.grey[y * width + x]));
        Self {
            grey: grey.collect(),
            width: self.height,
            height: self.width,
        }
    }

    /// As a picture of one bit per dot that knows its size on paper.
    fn encode(&self, dpi: Dpi) -> Result<Vec<u8>, DocumentError> {
        let mut rows = Vec::with_capacity(self.grey.len() / 8 + self.height as usize);
        for row in self.grey.chunks_exact(self.width as usize) {
            rows.extend(row.chunks(8).map(|dots| {
                let bits = dots.iter().fold(0u8, |bits, grey| bits << 1 | grey >> 7);
                bits << (8 - dots.len())
            }));
        }
        let mut file = Vec::with_capacity(16 * 1024);
        let mut encoder = png::Encoder::new(&mut file, self.width, self.height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        encoder.set_compression(png::Compression::Fast);
        // Dots per metre.
        let density = u32::try_from((dpi.number() * 10_000 + 127) / 254).map_err(|_| DocumentError::Image)?;
        encoder.set_pixel_dims(Some(png::PixelDimensions {
            xppu: density,
            yppu: density,
            unit: png::Unit::Meter,
        }));
        let mut writer = encoder.write_header().map_err(|_| DocumentError::Image)?;
        writer.write_image_data(&rows).map_err(|_| DocumentError::Image)?;
        writer.finish().map_err(|_| DocumentError::Image)?;
        Ok(file)
    }
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
    /// The print head whose dots boxes and bars are made of.
    head: Option<Dpi>,
}

impl Sheet {
    fn new((width, height): (u32, u32), scale: f32, head: Option<Dpi>) -> Result<Self, DocumentError> {
        Ok(Self {
            ink: Mask::new(width, height).ok_or(DocumentError::Image)?,
            paper: Mask::new(width, height).ok_or(DocumentError::Image)?,
            scale,
            head,
        })
    }

    /// What is printed in white stands above all else.
    fn grey(&self) -> Vec<u8> {
        let inks = self.ink.data().iter().zip(self.paper.data());
        inks.map(|(ink, paper)| 255 - ink.saturating_sub(*paper)).collect()
    }

    fn draw(&mut self, item: &Item<'_>) {
        match item {
            Item::Text(run) => self.text(run),
            Item::Fill(rect) => self.fill(*rect),
            Item::Frame { rect, line } => self.frame(*rect, *line),
            Item::Stroke(stroke) => self.stroke(stroke),
            Item::Barcode(code) if self.head.is_some() => self.bars(code),
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

    /// The bars of a symbol in whole dots.
    fn bars(&mut self, code: &Barcode<'_>) {
        let Some(head) = self.head else { return };
        let (from, module) = head.bars(code);
        let (y, h) = (head.dots(code.y), head.dots(code.h));
        for (x, width) in code.code.bars() {
            self.block([from + x * module, y, width * module, h]);
        }
    }

    /// Blackens whole dots: x, y, width, height.
    fn block(&mut self, [x, y, w, h]: [i32; 4]) {
        let [across, down] = [self.ink.width() as usize, self.ink.height() as usize];
        let span = |from: i32, length: i32, end: usize| {
            let [from, to] = [from, from + length].map(|at| usize::try_from(at).unwrap_or(0).min(end));
            from..to
        };
        let (columns, rows) = (span(x, w, across), span(y, h, down));
        for row in rows {
            self.ink.data_mut()[row * across..][columns.clone()].fill(255);
        }
    }

    fn fill(&mut self, rect: Rect) {
        if let Some(head) = self.head {
            let [x, y, right, bottom] = [rect.x, rect.y, rect.right(), rect.bottom()].map(|length| head.dots(length));
            self.block([x, y, (right - x).max(1), (bottom - y).max(1)]);
            return;
        }
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
