//! Printless codes: a QR code shown at the counter, where the label is printed (label-standards 4).

use crate::error::DocumentError;
use crate::layout::{Align, Canvas, Item, Length, Qr, Style, mm, pt};
use crate::pdf::render_canvas;
use crate::qr::{Correction, QUIET_MODULES, QrMatrix};
use crate::raster;
use colli_core::barcode::groups_of_four;
use jiff::civil::Date;

/// Pixels on a side of a module of the picture: at least 4 on screens.
const MODULE_PIXELS: usize = 12;
/// The code in figures below the symbol, in pixels.
const TEXT_PIXELS: i32 = 34;

/// The QR code of a printless code as a PNG picture for screens, the code in groups of four below.
pub fn printless_png(code: &str) -> Result<Vec<u8>, DocumentError> {
    let matrix = checked(code, Correction::Quartile)?;
    let side = (matrix.side + 2 * QUIET_MODULES) * MODULE_PIXELS;
    let text_height = usize::try_from(TEXT_PIXELS).unwrap_or(0) * 2;
    let mut picture = Picture::white(side, side + text_height);
    for (x, y, run) in matrix.runs() {
        let [x, y] = [x, y].map(|n| (n + QUIET_MODULES) * MODULE_PIXELS);
        for row in y..y + MODULE_PIXELS {
            (x..x + run * MODULE_PIXELS).for_each(|column| picture.blacken(column, row));
        }
    }
    picture.caption(&groups_of_four(code), side);
    picture.png()
}

/// The QR code of a printless code on an A6 page, the code in groups of four below. The date is that of the booking,
/// so that a reprint has the same bytes.
pub fn printless_pdf(code: &str, date: Date, print_dialog: bool) -> Result<Vec<u8>, DocumentError> {
    const MODULE: Length = mm(2);
    let matrix = checked(code, Correction::Medium)?;
    let (width, height) = (mm(105), mm(148));
    let mut canvas = Canvas::new(width, height);
    let side = Length::try_from(matrix.side).unwrap_or(0) * MODULE;
    let (x, y) = ((width - side) / 2, mm(36));
    let centred = |style: Style| style.aligned(Align::Centre);
    canvas.text(
        (width / 2, mm(16)),
        centred(Style::bold(pt(180))),
        "Return without a printer",
    );
    canvas.text(
        (width / 2, mm(23)),
        centred(Style::regular(pt(95))),
        "Show this code at a ServicePoint.",
    );
    canvas.text(
        (width / 2, mm(28)),
        centred(Style::regular(pt(95))),
        "The label is printed for you there.",
    );
    canvas.items.push(Item::Qr(Qr {
        x,
        y,
        module: MODULE,
        matrix,
    }));
    canvas.text(
        (width / 2, y + side + mm(18)),
        centred(Style::bold(pt(180))),
        groups_of_four(code),
    );
    Ok(render_canvas(&canvas, code, date, print_dialog))
}

/// Printless codes are capitals and digits; 20 are more than any has (label-standards 3.2).
fn checked(code: &str, correction: Correction) -> Result<QrMatrix, DocumentError> {
    let is_ours = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    if code.is_empty() || code.len() > 20 || !code.bytes().all(is_ours) {
        return Err(DocumentError::BarcodeText { field: "printlessCode" });
    }
    QrMatrix::encode(code, correction)
}

/// One bit per pixel, 1 is white, as PNG has it.
struct Picture {
    width: usize,
    height: usize,
    row_bytes: usize,
    bits: Vec<u8>,
}

impl Picture {
    fn white(width: usize, height: usize) -> Self {
        let row_bytes = width.div_ceil(8);
        Self {
            width,
            height,
            row_bytes,
            bits: vec![0xff; row_bytes * height],
        }
    }

    fn blacken(&mut self, x: usize, y: usize) {
        if let Some(byte) = self.bits.get_mut(y * self.row_bytes + x / 8).filter(|_| x < self.width) {
            *byte &= !(0x80 >> (x % 8));
        }
    }

    /// Writes a line in the middle below a symbol of a height.
    fn caption(&mut self, text: &str, top: usize) {
        let mut canvas = Canvas::new(0, 0);
        canvas.text((0, 0), Style::bold(TEXT_PIXELS), text);
        let Some(Item::Text(run)) = canvas.items.first() else {
            return;
        };
        let Some(bitmap) = raster::text(run, TEXT_PIXELS, run.width) else {
            return;
        };
        let left = self.width.saturating_sub(usize::try_from(run.width).unwrap_or(0)) / 2;
        for (i, byte) in bitmap.rows.iter().enumerate() {
            let (x, y) = (i % bitmap.row_bytes * 8, i / bitmap.row_bytes);
            (0..8)
                .filter(|bit| byte & (0x80 >> bit) != 0)
                .for_each(|bit| self.blacken(left + x + bit, top + y));
        }
    }

    fn png(&self) -> Result<Vec<u8>, DocumentError> {
        let size = |n: usize| u32::try_from(n).map_err(|_| DocumentError::Image);
        let mut file = Vec::with_capacity(4 * 1024);
        let mut encoder = png::Encoder::new(&mut file, size(self.width)?, size(self.height)?);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header().map_err(|_| DocumentError::Image)?;
        writer.write_image_data(&self.bits).map_err(|_| DocumentError::Image)?;
        writer.finish().map_err(|_| DocumentError::Image)?;
        Ok(file)
    }
}
