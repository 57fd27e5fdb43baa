//! Labels as PDF (label-standards 9): plain 1.7, embedded fonts, bars as filled rectangles, the same bytes each time.

mod content;
mod deflate;
mod glyphs;
mod writer;

use crate::error::DocumentError;
use crate::label::compose;
use crate::layout::Canvas;
use crate::sheet;
use colli_core::label::{Label, LabelLayout};
use jiff::civil::Date;
use writer::Writer;

pub(crate) use content::Placement;

/// How big the pages are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum PageSize {
    /// Each label on a page of its own size.
    #[default]
    Original,
    /// Labels arranged on A4 sheets.
    A4,
}

/// Which way an A4 sheet lies. Whole-sheet and A6 labels are always arranged upright (reference 7.4).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum PageLayout {
    /// Upright: strips below each other.
    #[default]
    Portrait,
    /// On its side: strips turned, side by side.
    Landscape,
}

/// What happens when labels of several layouts go onto A4 sheets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum MixedLayoutPolicy {
    /// Each label keeps its layout; a change of layout starts a new sheet.
    #[default]
    Separate,
    /// Every label is drawn in the layout of the first, so that all sheets match one pre-cut paper.
    Uniform,
}

/// How labels become a document (reference 7.4).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PdfOptions {
    /// Asks the viewer to open its print dialog.
    pub print_dialog: bool,
    /// Size of the pages.
    pub page_size: PageSize,
    /// Labels of equal layout stand together, in order within; otherwise the given order holds.
    pub grouped: bool,
    /// Which way A4 sheets lie.
    pub page_layout: PageLayout,
    /// Labels of several layouts on A4 sheets.
    pub mixed_layout_policy: MixedLayoutPolicy,
    /// Places left empty on the first A4 sheet, which was used before.
    pub first_page_offset: usize,
}

/// Renders labels to one document. Equal labels and options give equal bytes.
pub fn render_pdf(labels: &[Label], options: &PdfOptions) -> Result<Vec<u8>, DocumentError> {
    let first = labels.first().ok_or(DocumentError::Empty)?;
    let mut ordered: Vec<(&Label, LabelLayout)> = labels.iter().map(|label| (label, label.layout)).collect();
    if options.mixed_layout_policy == MixedLayoutPolicy::Uniform && options.page_size == PageSize::A4 {
        for (_, layout) in &mut ordered {
            *layout = first.layout;
        }
    }
    if options.grouped {
        ordered = grouped(&ordered);
    }
    let layouts: Vec<LabelLayout> = ordered.iter().map(|(_, layout)| *layout).collect();
    let pages = sheet::arrange(&layouts, options)?;
    let title = if labels.len() == 1 {
        first.tracker_code.as_str()
    } else {
        "Labels"
    };
    let mut writer = Writer::new(pages.len());
    for page in &pages {
        let canvases = page
            .places
            .iter()
            .map(|(index, at)| {
                ordered
                    .get(*index)
                    .map_or(Err(DocumentError::Empty), |o| Ok((compose(o.0, o.1)?, *at)))
            })
            .collect::<Result<Vec<_>, _>>()?;
        writer.page(page.size, page.guides, |content| {
            for (canvas, at) in &canvases {
                content.canvas(canvas, *at);
            }
        });
    }
    Ok(writer.finish(title, first.ship_date, options.print_dialog))
}

/// Renders one drawing as a document of one page.
pub(crate) fn render_canvas(canvas: &Canvas<'_>, title: &str, date: Date, print_dialog: bool) -> Vec<u8> {
    let mut writer = Writer::new(1);
    writer.page((canvas.width, canvas.height), &[], |content| {
        content.canvas(
            canvas,
            Placement {
                x: 0,
                y: 0,
                is_turned: false,
            },
        );
    });
    writer.finish(title, date, print_dialog)
}

/// A drawing that is a page.
pub(crate) struct Drawing<'a> {
    /// What stands on it.
    pub(crate) canvas: Canvas<'a>,
    /// Turned a quarter to the left: the page is as wide as the drawing is high.
    pub(crate) is_turned: bool,
}

/// Renders drawings as the pages of one document, each made when its turn comes.
pub(crate) fn render_pages<'a>(
    pages: impl ExactSizeIterator<Item = Result<Drawing<'a>, DocumentError>>,
    title: &str,
    date: Date,
) -> Result<Vec<u8>, DocumentError> {
    let mut writer = Writer::new(pages.len());
    for page in pages {
        let Drawing { canvas, is_turned } = page?;
        let size = if is_turned {
            (canvas.height, canvas.width)
        } else {
            (canvas.width, canvas.height)
        };
        let at = Placement { x: 0, y: 0, is_turned };
        writer.page(size, &[], |content| content.canvas(&canvas, at));
    }
    Ok(writer.finish(title, date, false))
}

/// Groups by layout, groups in the order of their first label.
fn grouped<'a>(labels: &[(&'a Label, LabelLayout)]) -> Vec<(&'a Label, LabelLayout)> {
    let mut layouts: Vec<LabelLayout> = Vec::new();
    for (_, layout) in labels {
        if !layouts.contains(layout) {
            layouts.push(*layout);
        }
    }
    layouts
        .iter()
        .flat_map(|group| labels.iter().filter(move |(_, layout)| layout == group).copied())
        .collect()
}
