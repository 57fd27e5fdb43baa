//! One neutral canvas: what stands where, free of any output format.
//!
//! Lengths are whole hundredths of a millimetre; the origin is the top left corner, y runs down. Type sizes are lengths
//! too (the em). Colours are black and white only: labels go through thermal printers.

use crate::code128::{Code128, QUIET_MODULES};
use crate::fonts::Face;
use std::borrow::Cow;

/// A length in hundredths of a millimetre.
pub type Length = i32;

/// Whole millimetres as a length.
pub const fn mm(millimetres: i32) -> Length {
    millimetres * 100
}

/// Tenths of a typographic point as a length: `pt(110)` is 11 pt.
pub const fn pt(tenths: i32) -> Length {
    (tenths * 3528 + 500) / 1000
}

/// An upright rectangle.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rect {
    /// Left edge.
    pub x: Length,
    /// Upper edge.
    pub y: Length,
    /// Width.
    pub w: Length,
    /// Height.
    pub h: Length,
}

impl Rect {
    /// A rectangle from hundredths of a millimetre.
    pub const fn new(x: Length, y: Length, w: Length, h: Length) -> Self {
        Self { x, y, w, h }
    }

    /// Right edge.
    pub const fn right(&self) -> Length {
        self.x + self.w
    }

    /// Lower edge.
    pub const fn bottom(&self) -> Length {
        self.y + self.h
    }

    /// The rectangle with a margin taken off on each side.
    #[must_use]
    pub const fn inset(&self, margin: Length) -> Self {
        Self {
            x: self.x + margin,
            y: self.y + margin,
            w: self.w - 2 * margin,
            h: self.h - 2 * margin,
        }
    }

    /// Whether `other` lies inside.
    pub const fn contains(&self, other: &Self) -> bool {
        other.x >= self.x && other.y >= self.y && other.right() <= self.right() && other.bottom() <= self.bottom()
    }

    /// Whether the two share an area.
    pub const fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}

/// Where `x` of a text points.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Align {
    /// At its start.
    #[default]
    Left,
    /// At its middle.
    Centre,
    /// At its end.
    Right,
}

/// Black or white.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Ink {
    /// On white paper.
    #[default]
    Black,
    /// On a filled box.
    White,
}

/// One line of text in one face. Every character of it is in the fonts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextRun<'a> {
    /// Where the alignment puts it.
    pub x: Length,
    /// The base line.
    pub y: Length,
    /// The em.
    pub size: Length,
    /// Regular or bold.
    pub face: Face,
    /// What `x` means.
    pub align: Align,
    /// Black or white.
    pub ink: Ink,
    /// The characters.
    pub text: Cow<'a, str>,
    /// Advance width of the text.
    pub width: Length,
}

impl TextRun<'_> {
    /// Where the first glyph starts.
    pub fn left(&self) -> Length {
        match self.align {
            Align::Left => self.x,
            Align::Centre => self.x - self.width / 2,
            Align::Right => self.x - self.width,
        }
    }

    /// The space the run takes: from cap height to a plain descender.
    pub fn bounds(&self) -> Rect {
        let (above, below) = (self.size * 72 / 100, self.size * 22 / 100);
        Rect::new(self.left(), self.y - above, self.width, above + below)
    }
}

/// A linear bar code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Barcode<'a> {
    /// What it holds.
    pub text: &'a str,
    /// Left edge of the first bar.
    pub x: Length,
    /// Upper edge of the bars.
    pub y: Length,
    /// Height of the bars.
    pub h: Length,
    /// X dimension in micrometres.
    pub module_um: i32,
    /// The symbol.
    pub code: Code128,
}

impl Barcode<'_> {
    /// Width of the symbol without quiet zones.
    pub fn width(&self) -> Length {
        (self.code.modules() * self.module_um).div_euclid(10) + 1
    }

    /// The symbol with its quiet zones, in which nothing else may stand (label-standards 1.6).
    pub fn bounds(&self) -> Rect {
        let quiet = QUIET_MODULES * self.module_um / 10;
        Rect::new(self.x - quiet, self.y, self.width() + 2 * quiet, self.h)
    }
}

/// A QR code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Qr {
    /// Left edge of the modules.
    pub x: Length,
    /// Upper edge of the modules.
    pub y: Length,
    /// Side of a module.
    pub module: Length,
    /// The modules.
    pub matrix: crate::qr::QrMatrix,
}

/// A line drawn by a pen: cubic curves, each from where the one before ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stroke {
    /// Where it starts.
    pub from: (Length, Length),
    /// Two control points and the end of each curve.
    pub curves: Vec<[(Length, Length); 3]>,
    /// Thickness of the line.
    pub line: Length,
}

/// One thing on a canvas.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Item<'a> {
    /// A line of text.
    Text(TextRun<'a>),
    /// A black box; thin ones are rules.
    Fill(Rect),
    /// The outline of a box, drawn inside its edge.
    Frame {
        /// Outer edge.
        rect: Rect,
        /// Thickness of the outline.
        line: Length,
    },
    /// A dashed hairline to cut along; left out on thermal printers.
    CutGuide {
        /// From x, y.
        from: (Length, Length),
        /// To x, y.
        to: (Length, Length),
    },
    /// A line drawn by a pen; left out on thermal printers.
    Stroke(Stroke),
    /// A linear bar code.
    Barcode(Barcode<'a>),
    /// A QR code.
    Qr(Qr),
}

/// A drawing of a given size.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Canvas<'a> {
    /// Width.
    pub width: Length,
    /// Height.
    pub height: Length,
    /// What stands on it. Texts stand above all else.
    pub items: Vec<Item<'a>>,
}

impl<'a> Canvas<'a> {
    /// An empty drawing.
    pub fn new(width: Length, height: Length) -> Self {
        Self {
            width,
            height,
            items: Vec::with_capacity(48),
        }
    }

    /// Adds a text that fits already.
    pub fn text(&mut self, at: (Length, Length), style: Style, text: impl Into<Cow<'a, str>>) {
        let text = text.into();
        if text.is_empty() {
            return;
        }
        let width = style.face.font().width(&text, style.size);
        let Style { size, face, align, ink } = style;
        self.items.push(Item::Text(TextRun {
            x: at.0,
            y: at.1,
            size,
            face,
            align,
            ink,
            text,
            width,
        }));
    }

    /// Adds a filled box.
    pub fn fill(&mut self, rect: Rect) {
        self.items.push(Item::Fill(rect));
    }
}

/// How a text looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// The em.
    pub size: Length,
    /// Regular or bold.
    pub face: Face,
    /// What the x of the text means.
    pub align: Align,
    /// Black or white.
    pub ink: Ink,
}

impl Style {
    /// Black regular text from its left end.
    pub const fn regular(size: Length) -> Self {
        Self {
            size,
            face: Face::Regular,
            align: Align::Left,
            ink: Ink::Black,
        }
    }

    /// Black bold text from its left end.
    pub const fn bold(size: Length) -> Self {
        Self {
            size,
            face: Face::Bold,
            align: Align::Left,
            ink: Ink::Black,
        }
    }

    /// The same, aligned otherwise.
    #[must_use]
    pub const fn aligned(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// The same in white.
    #[must_use]
    pub const fn white(self) -> Self {
        Self {
            ink: Ink::White,
            ..self
        }
    }

    /// The same in another size.
    #[must_use]
    pub const fn sized(self, size: Length) -> Self {
        Self { size, ..self }
    }
}
