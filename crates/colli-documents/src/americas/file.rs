//! The file types a label can be had in, and the page each puts it on.

use super::label::{PAPER_MODULES, compose};
use super::template::{FOUR_BY_SIX, Form, sizes};
use crate::error::DocumentError;
use crate::label::{A4, compose as compose_parcel, compose_a6, shift};
use crate::layout::{Canvas, Item, Length, Rect, Style, mm, pt};
use crate::pdf::{Drawing, render_pages};
use crate::picture::dots_png;
use crate::zpl::{self, Dpi};
use colli_core::americas::label::AmericasLabel;
use colli_core::barcode::groups_of_four;
use colli_core::label::{Label, LabelLayout};
use jiff::civil::Date;

/// Resolution of pictures.
const PICTURE_DPI: Dpi = Dpi::D300;
/// Resolution of ZPL.
const PRINTER_DPI: Dpi = Dpi::D203;
const FOUR_BY_EIGHT: (Length, Length) = (10_160, 20_320);
const A5: (Length, Length) = (mm(148), mm(210));
/// Where a smaller label stands on a sheet: at the upper left, clear of what office printers cannot reach.
const ON_SHEET: (Length, Length) = (mm(5), mm(5));

/// A file type, with the page it has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum LabelFile {
    /// PDF of 4 × 6 in.
    #[default]
    Pdf4x6,
    /// PDF of 4 × 8 in: the label above, a record for the sender below.
    Pdf4x8,
    /// PDF of a whole A4 sheet.
    PdfA4,
    /// PDF of a whole A5 sheet.
    PdfA5,
    /// PDF of 105 × 148 mm.
    PdfA6,
    /// PDF of a strip of 2.3 × 7.5 in.
    Pdf2_3x7_5,
    /// Picture of 4 × 6 in at 300 dpi.
    Png,
    /// Picture of a strip of 2.3 × 7.5 in at 300 dpi.
    Png2_3x7_5,
    /// ZPL II of 4 × 6 in at 203 dpi.
    Zpl,
}

impl LabelFile {
    /// Every file type with its name; the first of a type is the one it is shown by.
    pub const NAMES: [(&'static str, Self); 10] = [
        ("PDF_4x6", Self::Pdf4x6),
        ("PDF", Self::Pdf4x6),
        ("PDF_4x8", Self::Pdf4x8),
        ("PDF_A4", Self::PdfA4),
        ("PDF_A5", Self::PdfA5),
        ("PDF_A6", Self::PdfA6),
        ("PDF_2.3x7.5", Self::Pdf2_3x7_5),
        ("PNG", Self::Png),
        ("PNG_2.3x7.5", Self::Png2_3x7_5),
        ("ZPLII", Self::Zpl),
    ];

    /// Reads the name of a file type.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find_map(|(known, file)| (known == name).then_some(file))
    }

    /// The name of a file type.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .into_iter()
            .find_map(|(name, file)| (file == self).then_some(name))
            .unwrap_or_default()
    }

    /// Media type of the file.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Png | Self::Png2_3x7_5 => "image/png",
            Self::Zpl => "text/plain; charset=utf-8",
            _ => "application/pdf",
        }
    }

    /// What its name ends with, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png | Self::Png2_3x7_5 => "png",
            Self::Zpl => "zpl",
            _ => "pdf",
        }
    }

    /// The type a file of several labels has: a picture holds one, so several are a PDF of that size.
    #[must_use]
    pub const fn merged(self) -> Self {
        match self {
            Self::Png => Self::Pdf4x6,
            Self::Png2_3x7_5 => Self::Pdf2_3x7_5,
            other => other,
        }
    }

    /// The type a label of the parcel network has in place of this one: its bar codes do not fit a strip.
    #[must_use]
    pub const fn of_parcel_network(self) -> Self {
        match self {
            Self::Pdf2_3x7_5 => Self::Pdf4x6,
            Self::Png2_3x7_5 => Self::Png,
            other => other,
        }
    }

    /// X dimensions of whole dots of what it is made for, in micrometres, best first.
    fn modules(self) -> &'static [i32] {
        match self {
            // At 300 dpi four dots, at 203 three: nothing smaller is allowed (label-standards 1.6).
            Self::Png | Self::Png2_3x7_5 => &[339],
            Self::Zpl => &[375],
            _ => PAPER_MODULES,
        }
    }
}

/// Renders one label. Equal labels give equal bytes.
pub fn americas_label(label: &AmericasLabel, file: LabelFile) -> Result<Vec<u8>, DocumentError> {
    americas_labels(std::slice::from_ref(label), file)
}

/// Renders labels to one file, a page or a format each. A picture holds one label: see [`LabelFile::merged`].
pub fn americas_labels(labels: &[AmericasLabel], file: LabelFile) -> Result<Vec<u8>, DocumentError> {
    let first = labels.first().ok_or(DocumentError::Empty)?;
    let drawings = labels.iter().map(|label| american(label, file));
    write(drawings, file, (&first.shown_number, first.ship_date))
}

/// Renders one label of the parcel network in the A6 design on the page of a file type; a strip becomes what
/// [`LabelFile::of_parcel_network`] says.
pub fn gateway_label(label: &Label, file: LabelFile) -> Result<Vec<u8>, DocumentError> {
    gateway_labels(std::slice::from_ref(label), file)
}

/// Renders labels of the parcel network to one file.
pub fn gateway_labels(labels: &[Label], file: LabelFile) -> Result<Vec<u8>, DocumentError> {
    let first = labels.first().ok_or(DocumentError::Empty)?;
    let file = file.of_parcel_network();
    let drawings = labels.iter().map(|label| parcel(label, file));
    write(drawings, file, (&first.tracker_code, first.ship_date))
}

/// A label of either network.
#[derive(Clone, Debug)]
pub enum NetworkLabel {
    /// Of the American network.
    American(Box<AmericasLabel>),
    /// Of the parcel network.
    Parcel(Box<Label>),
}

/// Renders labels of both networks to one file, in their order.
pub fn mixed_labels(labels: &[NetworkLabel], file: LabelFile) -> Result<Vec<u8>, DocumentError> {
    let facts = match labels.first().ok_or(DocumentError::Empty)? {
        NetworkLabel::American(label) => (label.shown_number.as_str(), label.ship_date),
        NetworkLabel::Parcel(label) => (label.tracker_code.as_str(), label.ship_date),
    };
    let drawings = labels.iter().map(|label| match label {
        NetworkLabel::American(label) => american(label, file),
        NetworkLabel::Parcel(label) => parcel(label, file.of_parcel_network()),
    });
    write(drawings, file, facts)
}

fn write<'a>(
    mut drawings: impl ExactSizeIterator<Item = Result<Drawing<'a>, DocumentError>>,
    file: LabelFile,
    (code, date): (&str, Date),
) -> Result<Vec<u8>, DocumentError> {
    match file {
        LabelFile::Zpl => zpl::formats(drawings.map(|drawing| Ok(drawing?.canvas)), PRINTER_DPI),
        LabelFile::Png | LabelFile::Png2_3x7_5 => match (drawings.next(), drawings.next()) {
            (Some(drawing), None) => {
                let Drawing { canvas, is_turned } = drawing?;
                dots_png(&canvas, PICTURE_DPI, is_turned)
            }
            _ => Err(DocumentError::OneLabelOnly),
        },
        _ => {
            let title = if drawings.len() == 1 { code } else { "Labels" };
            render_pages(drawings, title, date)
        }
    }
}

/// A label of the American network on its page.
fn american(label: &AmericasLabel, file: LabelFile) -> Result<Drawing<'_>, DocumentError> {
    let form = match file {
        LabelFile::PdfA6 => Form::A6,
        LabelFile::Pdf2_3x7_5 | LabelFile::Png2_3x7_5 => Form::Strip,
        _ => Form::FourBySix,
    };
    let canvas = compose(label, form, file.modules())?;
    let canvas = match file {
        LabelFile::Pdf4x8 => with_record(canvas, label),
        LabelFile::PdfA4 => on_sheet(canvas, A4),
        LabelFile::PdfA5 => on_sheet(canvas, A5),
        _ => canvas,
    };
    Ok(Drawing {
        canvas,
        is_turned: form == Form::Strip,
    })
}

/// A label of the parcel network on its page.
fn parcel(label: &Label, file: LabelFile) -> Result<Drawing<'_>, DocumentError> {
    let canvas = match file {
        LabelFile::Png | LabelFile::Png2_3x7_5 => compose_a6(label, PICTURE_DPI.modules())?,
        LabelFile::Zpl => compose_a6(label, PRINTER_DPI.modules())?,
        _ => compose_parcel(label, LabelLayout::A6)?,
    };
    let canvas = match file {
        LabelFile::PdfA6 => canvas,
        LabelFile::PdfA4 => on_sheet(canvas, A4),
        LabelFile::PdfA5 => on_sheet(canvas, A5),
        // The A6 design is 3.4 mm wider than 4 in, and keeps 5 mm free at either side.
        LabelFile::Pdf4x8 => placed(canvas, FOUR_BY_EIGHT, (-170, 220)),
        _ => placed(canvas, FOUR_BY_SIX, (-170, 220)),
    };
    Ok(Drawing {
        canvas,
        is_turned: false,
    })
}

/// A drawing on a page of another size.
fn placed(mut canvas: Canvas<'_>, size: (Length, Length), at: (Length, Length)) -> Canvas<'_> {
    for item in &mut canvas.items {
        shift(item, at.0, at.1);
    }
    (canvas.width, canvas.height) = size;
    canvas
}

/// A drawing at the upper left of a sheet, with lines to cut along.
fn on_sheet(canvas: Canvas<'_>, size: (Length, Length)) -> Canvas<'_> {
    let label = Rect::new(ON_SHEET.0, ON_SHEET.1, canvas.width, canvas.height);
    let mut sheet = placed(canvas, size, ON_SHEET);
    let (left, top, right, bottom) = (label.x, label.y, label.right(), label.bottom());
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    for side in corners.windows(2) {
        sheet.items.push(Item::CutGuide {
            from: side[0],
            to: side[1],
        });
    }
    sheet
}

/// The label at the top, below it a record for the sender to tear off.
fn with_record<'a>(canvas: Canvas<'a>, label: &'a AmericasLabel) -> Canvas<'a> {
    let label_height = canvas.height;
    let mut page = placed(canvas, FOUR_BY_EIGHT, (0, 0));
    page.items.push(Item::CutGuide {
        from: (0, label_height),
        to: (page.width, label_height),
    });
    let (x, width) = (mm(5), page.width - mm(10));
    let mut base = label_height + mm(8);
    page.text((x, base), Style::bold(pt(100)), "Sender's record");
    let receiver = &label.receiver;
    let locality = receiver.locality();
    let town = if locality.code_comes_first {
        format!("{} {}", locality.code, locality.town)
    } else {
        format!("{} {}", locality.town, locality.code)
    };
    let rows = [
        ("Tracking", groups_of_four(&label.tracker_code)),
        ("Service", label.service_name.clone()),
        ("Shipped", label.ship_date.strftime("%b %-d, %Y").to_string()),
        ("To", receiver.name.clone()),
        ("", format!("{town} {}", receiver.country_code)),
        ("Reference", label.reference_1.clone().unwrap_or_default()),
    ];
    for (caption, value) in rows {
        base += 530;
        page.text((x, base), Style::regular(pt(80)), caption);
        let at = (x + mm(20), base);
        super::setting::line(&mut page, at, Style::bold(0), (width - mm(20), sizes::FACT), &value);
    }
    page
}
