//! The two embedded fonts: which characters they have, how wide they are, and their glyphs as bytes.

use std::sync::OnceLock;
use ttf_parser::{Face as TtfFace, GlyphId, RawFace, Tag};

static REGULAR: &[u8] = include_bytes!("../fonts/NotoSans-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../fonts/NotoSans-Bold.ttf");

/// Units of the em square of both fonts; widths are given in them.
pub const UNITS_PER_EM: i32 = 1000;
/// Characters from here on are in no font of ours: the number sign `№` and the minus are the last.
const CHARACTERS_END: usize = 0x2213;

/// Regular or bold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Face {
    /// Noto Sans Regular.
    Regular,
    /// Noto Sans Bold.
    Bold,
}

impl Face {
    /// Both, in the order of their numbers.
    pub const ALL: [Self; 2] = [Self::Regular, Self::Bold];

    /// PostScript name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Regular => "NotoSans-Regular",
            Self::Bold => "NotoSans-Bold",
        }
    }

    /// The font, read once.
    pub fn font(self) -> &'static Font {
        static FONTS: OnceLock<[Font; 2]> = OnceLock::new();
        let fonts = FONTS.get_or_init(|| [REGULAR, BOLD].map(|data| Font::parse(data).unwrap_or_default()));
        &fonts[self as usize]
    }
}

/// A font of simple glyphs (none made of parts, see `fonts/README.md`).
#[derive(Debug, Default)]
pub struct Font {
    /// Glyph of each character; 0 where there is none.
    glyphs: Vec<u16>,
    /// Advance width of each glyph.
    advances: Vec<u16>,
    /// Left side bearing of each glyph.
    bearings: Vec<i16>,
    /// Start of each glyph in `glyf`, one more than there are glyphs.
    starts: Vec<u32>,
    glyf: &'static [u8],
    /// Tables every font file made from this one shares.
    pub(crate) head: &'static [u8],
    pub(crate) hhea: &'static [u8],
    pub(crate) maxp: &'static [u8],
    /// Bounding box of all glyphs.
    pub(crate) bounds: [i16; 4],
    face: Option<TtfFace<'static>>,
}

impl Font {
    fn parse(data: &'static [u8]) -> Option<Self> {
        let raw = RawFace::parse(data, 0).ok()?;
        let face = TtfFace::from_raw_tables(tables(&raw)?).ok()?;
        let count = face.number_of_glyphs();
        let mut glyphs = vec![0; CHARACTERS_END];
        for (code, glyph) in glyphs.iter_mut().enumerate() {
            let character = u32::try_from(code).ok().and_then(char::from_u32);
            *glyph = character.and_then(|c| face.glyph_index(c)).map_or(0, |id| id.0);
        }
        let starts = table(&raw, *b"loca")?
            .chunks_exact(4)
            .map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
            .collect::<Vec<_>>();
        let bounds = face.global_bounding_box();
        Some(Self {
            glyphs,
            advances: (0..count)
                .map(|id| face.glyph_hor_advance(GlyphId(id)).unwrap_or(0))
                .collect(),
            bearings: (0..count)
                .map(|id| face.glyph_hor_side_bearing(GlyphId(id)).unwrap_or(0))
                .collect(),
            starts,
            glyf: table(&raw, *b"glyf")?,
            head: table(&raw, *b"head")?,
            hhea: table(&raw, *b"hhea")?,
            maxp: table(&raw, *b"maxp")?,
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max],
            face: Some(face),
        })
    }

    /// How many glyphs there are.
    pub fn count(&self) -> usize {
        self.advances.len()
    }

    /// The glyph of a character; 0, the missing glyph, where there is none.
    pub fn glyph(&self, character: char) -> u16 {
        self.glyphs.get(character as usize).copied().unwrap_or(0)
    }

    /// Whether the font draws a character.
    pub fn covers(&self, character: char) -> bool {
        self.glyph(character) != 0
    }

    /// Advance width of a glyph in thousandths of the em.
    pub fn advance(&self, glyph: u16) -> u16 {
        self.advances.get(usize::from(glyph)).copied().unwrap_or(0)
    }

    /// Left side bearing of a glyph in thousandths of the em.
    pub fn bearing(&self, glyph: u16) -> i16 {
        self.bearings.get(usize::from(glyph)).copied().unwrap_or(0)
    }

    /// The outline of a glyph as it stands in the font file; empty for spaces.
    pub fn outline(&self, glyph: u16) -> &'static [u8] {
        let at = usize::from(glyph);
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => self.glyf.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Draws a glyph's outline, for pictures.
    pub(crate) fn draw(&self, glyph: u16, builder: &mut dyn ttf_parser::OutlineBuilder) {
        if let Some(face) = &self.face {
            let _ = face.outline_glyph(GlyphId(glyph), builder);
        }
    }

    /// Width of a text in the unit of `size`, rounded up.
    pub fn width(&self, text: &str, size: i32) -> i32 {
        let units: i32 = text.chars().map(|c| i32::from(self.advance(self.glyph(c)))).sum();
        (units.saturating_mul(size) + UNITS_PER_EM - 1) / UNITS_PER_EM
    }
}

fn table(raw: &RawFace<'static>, tag: [u8; 4]) -> Option<&'static [u8]> {
    raw.table(Tag::from_bytes(&tag))
}

fn tables(raw: &RawFace<'static>) -> Option<ttf_parser::RawFaceTables<'static>> {
    Some(ttf_parser::RawFaceTables {
        head: table(raw, *b"head")?,
        hhea: table(raw, *b"hhea")?,
        maxp: table(raw, *b"maxp")?,
        hmtx: table(raw, *b"hmtx"),
        cmap: table(raw, *b"cmap"),
        loca: table(raw, *b"loca"),
        glyf: table(raw, *b"glyf"),
        ..ttf_parser::RawFaceTables::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The coverage label-standards 9 asks for.
    #[test]
    fn european_text_is_covered() {
        let mut wanted: Vec<char> = (' '..='~')
            .chain('\u{a0}'..='\u{17f}')
            .chain('Α'..='Ρ')
            .chain('α'..='ω')
            .collect();
        wanted.extend('\u{400}'..='\u{45f}');
        wanted.extend("ȘșȚțẞıҐґЄєІіЇї€№–—…•".chars());
        for face in Face::ALL {
            let missing: String = wanted.iter().filter(|c| !face.font().covers(**c)).collect();
            assert_eq!(missing, "", "{face:?}");
            assert_eq!(face.font().head[18..20], 1000u16.to_be_bytes());
            assert_eq!(face.font().head[50..52], 1u16.to_be_bytes(), "long offsets");
        }
    }

    /// Copying glyphs one by one is right only when none refers to another.
    #[test]
    fn no_glyph_is_composite() {
        for face in Face::ALL {
            for glyph in 0..u16::try_from(face.font().count()).unwrap() {
                let outline = face.font().outline(glyph);
                assert!(outline.is_empty() || outline[0] < 0x80, "{face:?} {glyph}");
            }
        }
    }

    #[test]
    fn widths_round_up() {
        let font = Face::Regular.font();
        assert_eq!(font.width("", 388), 0);
        assert_eq!(font.width("0", 1000), 572);
        assert_eq!(font.width("00", 388), (2 * 572 * 388_i32).div_euclid(1000) + 1);
    }
}
