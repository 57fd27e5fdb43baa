//! How labels are spread over pages (label-standards 5.1, reference 7.4).

use crate::error::DocumentError;
use crate::label::{A4, size};
use crate::layout::{Length, mm};
use crate::pdf::{PageLayout, PageSize, PdfOptions, Placement};
use colli_core::label::LabelLayout;

/// A line from point to point, from the upper left corner of the page.
pub(crate) type Guide = ((Length, Length), (Length, Length));

/// One page: its size, which labels stand where, where to cut.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Page {
    /// Width and height.
    pub(crate) size: (Length, Length),
    /// Index of each label with its place.
    pub(crate) places: Vec<(usize, Placement)>,
    /// Lines to cut along.
    pub(crate) guides: &'static [Guide],
}

/// How sheets of one layout are divided.
struct Grid {
    /// Size of the sheet.
    size: (Length, Length),
    /// Places from the upper left corner: x, y of the upper left corner of the label, row by row.
    cells: &'static [(Length, Length)],
    /// Labels are turned a quarter to the left.
    is_turned: bool,
    guides: &'static [Guide],
}

const HALF: Length = 14_850;
const WHOLE: Grid = Grid {
    size: A4,
    cells: &[(0, 0)],
    is_turned: false,
    guides: &[],
};
const FOUR: Grid = Grid {
    size: A4,
    cells: &[(0, 0), (mm(105), 0), (0, HALF), (mm(105), HALF)],
    is_turned: false,
    guides: &[((mm(105), 0), (mm(105), mm(297))), ((0, HALF), (mm(210), HALF))],
};
const STRIPS: Grid = Grid {
    size: A4,
    cells: &[(0, 0), (0, mm(99)), (0, mm(198))],
    is_turned: false,
    guides: &[((0, mm(99)), (mm(210), mm(99))), ((0, mm(198)), (mm(210), mm(198)))],
};
const TURNED_STRIPS: Grid = Grid {
    size: (A4.1, A4.0),
    cells: &[(0, 0), (mm(99), 0), (mm(198), 0)],
    is_turned: true,
    guides: &[((mm(99), 0), (mm(99), mm(210))), ((mm(198), 0), (mm(198), mm(210)))],
};

const fn grid(layout: LabelLayout, page_layout: PageLayout) -> &'static Grid {
    match (layout, page_layout) {
        (LabelLayout::A4, _) => &WHOLE,
        (LabelLayout::A6, _) => &FOUR,
        (LabelLayout::A4Third, PageLayout::Portrait) => &STRIPS,
        (LabelLayout::A4Third, PageLayout::Landscape) => &TURNED_STRIPS,
    }
}

/// How many labels of a layout an A4 sheet holds; an offset on the first sheet must be below it.
pub fn cells_per_sheet(layout: LabelLayout) -> usize {
    grid(layout, PageLayout::Portrait).cells.len()
}

/// Spreads labels of these layouts, in this order, over pages.
pub(crate) fn arrange(layouts: &[LabelLayout], options: &PdfOptions) -> Result<Vec<Page>, DocumentError> {
    match options.page_size {
        PageSize::Original => Ok(layouts
            .iter()
            .enumerate()
            .map(|(i, layout)| own_page(i, *layout))
            .collect()),
        PageSize::A4 => sheets(layouts, options),
    }
}

fn own_page(index: usize, layout: LabelLayout) -> Page {
    let place = Placement {
        x: 0,
        y: 0,
        is_turned: false,
    };
    Page {
        size: size(layout),
        places: vec![(index, place)],
        guides: &[],
    }
}

fn sheets(layouts: &[LabelLayout], options: &PdfOptions) -> Result<Vec<Page>, DocumentError> {
    let mut pages: Vec<Page> = Vec::new();
    let mut at = 0;
    for run in layouts.chunk_by(|a, b| a == b) {
        let Some(layout) = run.first() else { continue };
        let grid = grid(*layout, options.page_layout);
        let cells = grid.cells.len();
        let offset = if pages.is_empty() { options.first_page_offset } else { 0 };
        if offset >= cells {
            return Err(DocumentError::FirstPageOffset { offset, cells });
        }
        for (position, index) in (offset..).zip(at..at + run.len()) {
            if position % cells == 0 || position == offset {
                pages.push(Page {
                    size: grid.size,
                    places: Vec::with_capacity(cells),
                    guides: grid.guides,
                });
            }
            if let (Some(page), Some(cell)) = (pages.last_mut(), grid.cells.get(position % cells)) {
                page.places.push((index, place(grid, *cell, size(*layout))));
            }
        }
        at += run.len();
    }
    Ok(pages)
}

/// The lower left corner of a label whose cell starts at the upper left corner given.
fn place(grid: &Grid, (x, y): (Length, Length), (width, height): (Length, Length)) -> Placement {
    let drop = if grid.is_turned { width } else { height };
    Placement {
        x,
        y: grid.size.1 - y - drop,
        is_turned: grid.is_turned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::MixedLayoutPolicy;

    fn a4(first_page_offset: usize) -> PdfOptions {
        PdfOptions {
            page_size: PageSize::A4,
            first_page_offset,
            ..PdfOptions::default()
        }
    }

    /// Cells of the places of each page, found by their upper left corner.
    fn cells(pages: &[Page], layout: LabelLayout, page_layout: PageLayout) -> Vec<Vec<usize>> {
        let grid = grid(layout, page_layout);
        let cell = |at: &Placement| {
            grid.cells
                .iter()
                .position(|cell| place(grid, *cell, size(layout)) == *at)
                .unwrap()
        };
        pages
            .iter()
            .map(|page| page.places.iter().map(|(_, at)| cell(at)).collect())
            .collect()
    }

    /// The vector of label-standards 5.1: five labels, offset 3.
    #[test]
    fn four_up_with_an_offset() {
        let layouts = [LabelLayout::A6; 5];
        let pages = arrange(&layouts, &a4(3)).unwrap();
        assert_eq!(
            cells(&pages, LabelLayout::A6, PageLayout::Portrait),
            [vec![3], vec![0, 1, 2, 3]]
        );
        let order: Vec<usize> = pages
            .iter()
            .flat_map(|page| page.places.iter().map(|(i, _)| *i))
            .collect();
        assert_eq!(order, [0, 1, 2, 3, 4]);
        assert_eq!(
            arrange(&layouts, &a4(4)),
            Err(DocumentError::FirstPageOffset { offset: 4, cells: 4 })
        );
    }

    #[test]
    fn places_are_measured_from_the_lower_left() {
        let pages = arrange(&[LabelLayout::A6; 4], &a4(0)).unwrap();
        let corners: Vec<(i32, i32)> = pages[0].places.iter().map(|(_, at)| (at.x, at.y)).collect();
        assert_eq!(corners, [(0, 14_900), (10_500, 14_900), (0, 50), (10_500, 50)]);
        let strips = arrange(&[LabelLayout::A4Third; 3], &a4(0)).unwrap();
        let corners: Vec<i32> = strips[0].places.iter().map(|(_, at)| at.y).collect();
        assert_eq!(corners, [19_800, 9_900, 0]);
    }

    #[test]
    fn each_layout_has_its_number_per_sheet() {
        assert_eq!(
            [LabelLayout::A4, LabelLayout::A6, LabelLayout::A4Third].map(cells_per_sheet),
            [1, 4, 3]
        );
        let mixed = [
            LabelLayout::A4Third,
            LabelLayout::A4Third,
            LabelLayout::A6,
            LabelLayout::A4,
            LabelLayout::A4Third,
        ];
        let counts: Vec<usize> = arrange(&mixed, &a4(1))
            .unwrap()
            .iter()
            .map(|page| page.places.len())
            .collect();
        assert_eq!(counts, [2, 1, 1, 1]);
        let own: Vec<_> = arrange(&mixed, &PdfOptions::default())
            .unwrap()
            .iter()
            .map(|page| page.size)
            .collect();
        assert_eq!(own[0], (21_000, 9_900));
        assert_eq!((own[2], own[3]), ((10_500, 14_800), (21_000, 29_700)));
    }

    #[test]
    fn landscape_turns_strips_only() {
        let options = PdfOptions {
            page_layout: PageLayout::Landscape,
            mixed_layout_policy: MixedLayoutPolicy::Separate,
            ..a4(0)
        };
        let pages = arrange(&[LabelLayout::A4Third; 3], &options).unwrap();
        assert_eq!(pages[0].size, (29_700, 21_000));
        assert!(pages[0].places.iter().all(|(_, at)| at.is_turned && at.y == 0));
        assert_eq!(arrange(&[LabelLayout::A6], &options).unwrap()[0].size, A4);
    }
}
