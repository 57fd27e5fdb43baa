//! The glyphs a document uses, and the fonts made of just those.
//!
//! A glyph gets its code at first use, so codes are dense and equal input gives equal codes. The font file is put
//! together by copying outlines: every glyph of our fonts is simple (see `fonts/README.md`).

use crate::fonts::{Face, Font};

/// The glyphs used of one face.
#[derive(Debug)]
pub(crate) struct GlyphSet {
    font: &'static Font,
    /// Code of each glyph of the font; 0 where not used yet.
    codes: Vec<u16>,
    /// Glyph and character of each code; the missing glyph is code 0.
    used: Vec<(u16, char)>,
}

impl GlyphSet {
    fn new(face: Face) -> Self {
        let font = face.font();
        let mut used = Vec::with_capacity(128);
        used.push((0, '\0'));
        Self {
            font,
            codes: vec![0; font.count().max(1)],
            used,
        }
    }

    /// The code of a character, given out at first use.
    pub(crate) fn code(&mut self, character: char) -> u16 {
        let glyph = self.font.glyph(character);
        let Some(code) = self.codes.get_mut(usize::from(glyph)) else {
            return 0;
        };
        if *code == 0 && glyph != 0 {
            *code = u16::try_from(self.used.len()).unwrap_or(0);
            self.used.push((glyph, character));
        }
        *code
    }

    /// Whether nothing was drawn in this face.
    pub(crate) fn is_empty(&self) -> bool {
        self.used.len() == 1
    }

    /// Advance widths in code order, in thousandths of the em.
    pub(crate) fn widths(&self) -> impl Iterator<Item = f32> + '_ {
        self.used.iter().map(|(glyph, _)| f32::from(self.font.advance(*glyph)))
    }

    /// Codes with their characters, for searching and copying.
    pub(crate) fn characters(&self) -> impl Iterator<Item = (u16, char)> + '_ {
        (0..)
            .zip(&self.used)
            .skip(1)
            .map(|(code, (_, character))| (code, *character))
    }

    /// Bounding box of the font.
    pub(crate) fn bounds(&self) -> [i16; 4] {
        self.font.bounds
    }

    /// A TrueType file of the used glyphs, in code order.
    pub(crate) fn font_file(&self) -> Vec<u8> {
        let (mut glyf, mut loca) = (Vec::with_capacity(12 * 1024), Vec::with_capacity(512));
        let mut hmtx = Vec::with_capacity(512);
        for (glyph, _) in &self.used {
            push_offset(&mut loca, glyf.len());
            glyf.extend_from_slice(self.font.outline(*glyph));
            glyf.resize(glyf.len().next_multiple_of(4), 0);
            hmtx.extend_from_slice(&self.font.advance(*glyph).to_be_bytes());
            hmtx.extend_from_slice(&self.font.bearing(*glyph).to_be_bytes());
        }
        push_offset(&mut loca, glyf.len());
        let count = u16::try_from(self.used.len()).unwrap_or(u16::MAX).to_be_bytes();
        let head = patched(self.font.head, 8, &[0; 4]);
        let hhea = patched(self.font.hhea, 34, &count);
        let maxp = patched(self.font.maxp, 4, &count);
        assemble(&[
            (*b"glyf", &glyf),
            (*b"head", &head),
            (*b"hhea", &hhea),
            (*b"hmtx", &hmtx),
            (*b"loca", &loca),
            (*b"maxp", &maxp),
        ])
    }
}

fn push_offset(loca: &mut Vec<u8>, offset: usize) {
    loca.extend_from_slice(&u32::try_from(offset).unwrap_or(u32::MAX).to_be_bytes());
}

/// A table with some bytes replaced.
fn patched(table: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut table = table.to_vec();
    if let Some(place) = table.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
    table
}

/// A font file of tables in alphabetical order (OpenType, "Organization of an OpenType font").
fn assemble(tables: &[([u8; 4], &[u8])]) -> Vec<u8> {
    let count = u16::try_from(tables.len()).unwrap_or(0);
    let power = count.max(1).ilog2();
    let range = 16u16 << power;
    let selector = u16::try_from(power).unwrap_or(0);
    let mut offset = 12 + 16 * tables.len();
    let mut file = Vec::with_capacity(offset + tables.iter().map(|(_, t)| t.len() + 4).sum::<usize>());
    file.extend_from_slice(&[0, 1, 0, 0]);
    for number in [count, range, selector, count * 16 - range] {
        file.extend_from_slice(&number.to_be_bytes());
    }
    for (tag, table) in tables {
        file.extend_from_slice(tag);
        file.extend_from_slice(&checksum(table).to_be_bytes());
        push_offset(&mut file, offset);
        push_offset(&mut file, table.len());
        offset += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        file.extend_from_slice(table);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    file
}

/// The sum of a table's big-endian words, padded with zeros.
fn checksum(table: &[u8]) -> u32 {
    let (words, rest) = table.as_chunks::<4>();
    let mut last = [0; 4];
    last[..rest.len()].copy_from_slice(rest);
    words
        .iter()
        .chain(std::iter::once(&last))
        .fold(0, |sum, word| sum.wrapping_add(u32::from_be_bytes(*word)))
}

/// The glyphs used of both faces.
#[derive(Debug)]
pub(crate) struct GlyphSets([GlyphSet; 2]);

impl GlyphSets {
    /// Nothing used.
    pub(crate) fn new() -> Self {
        Self(Face::ALL.map(GlyphSet::new))
    }

    /// The set of one face.
    pub(crate) fn of(&mut self, face: Face) -> &mut GlyphSet {
        &mut self.0[face as usize]
    }

    /// Both sets with their faces.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Face, &GlyphSet)> {
        Face::ALL.into_iter().zip(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_made_font_draws_what_the_full_font_draws() {
        let mut set = GlyphSet::new(Face::Bold);
        let codes: Vec<u16> = "ŁódźΩЇÅ".chars().map(|c| set.code(c)).collect();
        assert_eq!(codes, [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!((set.code('d'), set.code('€')), (3, 8));
        let file = set.font_file();
        let raw = ttf_parser::RawFace::parse(&file, 0).unwrap();
        let table = |tag: &[u8; 4]| raw.table(ttf_parser::Tag::from_bytes(tag)).unwrap();
        let made = ttf_parser::Face::from_raw_tables(ttf_parser::RawFaceTables {
            head: table(b"head"),
            hhea: table(b"hhea"),
            maxp: table(b"maxp"),
            hmtx: Some(table(b"hmtx")),
            loca: Some(table(b"loca")),
            glyf: Some(table(b"glyf")),
            ..Default::default()
        })
        .unwrap();
        assert_eq!(made.number_of_glyphs(), 9);
        let full = Face::Bold.font();
        for (code, character) in set.characters() {
            let id = ttf_parser::GlyphId(code);
            assert_eq!(
                made.glyph_hor_advance(id),
                Some(full.advance(full.glyph(character))),
                "{character}"
            );
            let (mut a, mut b) = (Trace::default(), Trace::default());
            made.outline_glyph(id, &mut a);
            full.draw(full.glyph(character), &mut b);
            assert!(!a.0.is_empty() && a.0 == b.0, "{character}");
        }
    }

    #[derive(Default)]
    struct Trace(Vec<(f32, f32)>);

    impl ttf_parser::OutlineBuilder for Trace {
        fn move_to(&mut self, x: f32, y: f32) {
            self.0.push((x, y));
        }
        fn line_to(&mut self, x: f32, y: f32) {
            self.0.push((x, y));
        }
        fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
            self.0.extend([(x1, y1), (x, y)]);
        }
        fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
            self.0.extend([(x1, y1), (x2, y2), (x, y)]);
        }
        fn close(&mut self) {}
    }
}
