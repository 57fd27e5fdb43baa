//! The objects of a document: pages as they come, fonts and catalogue at the end.

use super::content::Content;
use super::deflate::Deflater;
use super::glyphs::{GlyphSet, GlyphSets};
use crate::RENDERER_VERSION;
use crate::fonts::Face;
use crate::layout::Length;
use crate::sheet::Guide;
use jiff::civil::Date;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::writers::ViewerPreferences;
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Settings, Str, TextStr};

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const INFO: Ref = Ref::new(3);
const PRINT_ACTION: Ref = Ref::new(4);
/// First of the five objects of each font.
const FONTS: i32 = 5;
const OBJECTS_PER_FONT: i32 = 5;
/// First of the two objects of each page.
const FIRST_PAGE: i32 = FONTS + 2 * OBJECTS_PER_FONT;

/// In documents of one page only streams of this length are compressed: others stay small, and speed counts.
const LARGE_STREAM_BYTES: usize = 8 * 1024;

/// A document being written.
pub(super) struct Writer {
    pdf: Pdf,
    glyphs: GlyphSets,
    deflater: Deflater,
    content: Vec<u8>,
    /// Pages so far.
    pages: usize,
}

impl Writer {
    /// Starts a document of a number of pages.
    pub(super) fn new(pages: usize) -> Self {
        let settings = Settings { pretty: false };
        Self {
            pdf: Pdf::with_settings_and_capacity(settings, 24 * 1024 + pages * 2048),
            glyphs: GlyphSets::new(),
            deflater: Deflater::new(if pages > 1 { 0 } else { LARGE_STREAM_BYTES }),
            content: Vec::with_capacity(8 * 1024),
            pages: 0,
        }
    }

    /// Adds a page of a size with lines to cut along and what `draw` puts on it.
    pub(super) fn page(&mut self, size: (Length, Length), guides: &[Guide], draw: impl FnOnce(&mut Content<'_>)) {
        let mut content = Content::new(std::mem::take(&mut self.content), &mut self.glyphs);
        content.cut_guides(size.1, guides);
        draw(&mut content);
        self.content = content.finish();
        let index = self.pages;
        let mut page = self.pdf.page(page_id(index));
        page.parent(PAGES)
            .media_box(media_box(size))
            .contents(content_id(index));
        page.finish();
        stream(&mut self.pdf, &mut self.deflater, content_id(index), &self.content);
        self.pages += 1;
    }

    /// Writes what all pages share and returns the file.
    pub(super) fn finish(mut self, title: &str, date: Date, print_dialog: bool) -> Vec<u8> {
        self.fonts();
        self.page_tree();
        self.catalog(print_dialog);
        self.info(title, date);
        let id = crate::hash::digest(self.pdf.as_bytes());
        self.pdf.set_file_id((id.to_vec(), id.to_vec()));
        self.pdf.finish()
    }

    fn page_tree(&mut self) {
        let count = i32::try_from(self.pages).unwrap_or(i32::MAX);
        let mut pages = self.pdf.pages(PAGES);
        pages.kids((0..self.pages).map(page_id)).count(count);
        let mut resources = pages.resources();
        let mut fonts = resources.fonts();
        for (face, _) in self.glyphs.iter().filter(|(_, set)| !set.is_empty()) {
            fonts.pair(Name(resource_name(face)), font_id(face, 0));
        }
    }

    fn catalog(&mut self, print_dialog: bool) {
        if print_dialog {
            let mut action = self.pdf.indirect(PRINT_ACTION).dict();
            action.pair(Name(b"S"), Name(b"Named"));
            action.pair(Name(b"N"), Name(b"Print"));
        }
        let mut catalog = self.pdf.catalog(CATALOG);
        catalog.pages(PAGES);
        let mut preferences: ViewerPreferences<'_> = catalog.viewer_preferences();
        preferences.pair(Name(b"PrintScaling"), Name(b"None"));
        preferences.pair(Name(b"PickTrayByPDFSize"), true);
        preferences.finish();
        if print_dialog {
            catalog.pair(Name(b"OpenAction"), PRINT_ACTION);
        }
    }

    fn info(&mut self, title: &str, date: Date) {
        let created = pdf_date(date);
        let producer = format!("Colli labels {RENDERER_VERSION}");
        let mut info = self.pdf.document_info(INFO);
        info.title(TextStr(title))
            .producer(TextStr(&producer))
            .creation_date(created)
            .modified_date(created);
    }

    fn fonts(&mut self) {
        for (face, set) in self.glyphs.iter().filter(|(_, set)| !set.is_empty()) {
            let file = set.font_file();
            let tag = subset_tag(&file);
            let name = format!("{tag}+{}", face.name());
            font_objects(&mut self.pdf, face, set, &name);
            stream_with(&mut self.pdf, &mut self.deflater, font_id(face, 3), &file, |dict| {
                dict.pair(Name(b"Length1"), i32::try_from(file.len()).unwrap_or(i32::MAX));
            });
            let map = to_unicode(set);
            stream(&mut self.pdf, &mut self.deflater, font_id(face, 4), &map);
        }
    }
}

/// The five objects of a font: the composite font, its descendant, the descriptor; the file and the map follow.
fn font_objects(pdf: &mut Pdf, face: Face, set: &GlyphSet, name: &str) {
    const IDENTITY: SystemInfo<'_> = SystemInfo {
        registry: Str(b"Adobe"),
        ordering: Str(b"Identity"),
        supplement: 0,
    };
    let mut font = pdf.type0_font(font_id(face, 0));
    font.base_font(Name(name.as_bytes()))
        .encoding_predefined(Name(b"Identity-H"));
    font.descendant_font(font_id(face, 1)).to_unicode(font_id(face, 4));
    font.finish();
    let mut cid = pdf.cid_font(font_id(face, 1));
    cid.subtype(CidFontType::Type2)
        .base_font(Name(name.as_bytes()))
        .system_info(IDENTITY);
    cid.font_descriptor(font_id(face, 2))
        .cid_to_gid_map_predefined(Name(b"Identity"));
    cid.widths().consecutive(0, set.widths());
    cid.finish();
    let [x_min, y_min, x_max, y_max] = set.bounds().map(f32::from);
    let mut descriptor = pdf.font_descriptor(font_id(face, 2));
    descriptor
        .name(Name(name.as_bytes()))
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(x_min, y_min, x_max, y_max));
    descriptor
        .italic_angle(0.0)
        .ascent(1069.0)
        .descent(-293.0)
        .cap_height(714.0);
    descriptor
        .stem_v(if face == Face::Bold { 140.0 } else { 80.0 })
        .font_file2(font_id(face, 3));
}

/// The map from codes to characters, so that text can be searched and copied. Codes stand in ranges of one high byte.
fn to_unicode(set: &GlyphSet) -> Vec<u8> {
    use std::fmt::Write as _;
    let pairs: Vec<(u16, char)> = set.characters().collect();
    let ranges: Vec<&[(u16, char)]> = pairs.chunk_by(|a, b| a.0 >> 8 == b.0 >> 8).collect();
    let mut map = String::with_capacity(512 + pairs.len() * 6);
    map.push_str(
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n\
         /CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n\
         /CMapName/Adobe-Identity-UCS def/CMapType 2 def\n\
         1 begincodespacerange<0000><FFFF>endcodespacerange\n",
    );
    let _ = writeln!(map, "{} beginbfrange", ranges.len());
    for range in ranges {
        if let (Some(first), Some(last)) = (range.first(), range.last()) {
            let _ = write!(map, "<{:04X}><{:04X}>[", first.0, last.0);
            for (_, character) in range {
                let _ = write!(map, "<{:04X}>", u32::from(*character));
            }
            map.push_str("]\n");
        }
    }
    map.push_str("endbfrange endcmap CMapName currentdict/CMap defineresource pop end end");
    map.into_bytes()
}

fn stream(pdf: &mut Pdf, deflater: &mut Deflater, id: Ref, data: &[u8]) {
    stream_with(pdf, deflater, id, data, |_| {});
}

/// Writes a stream, compressed where it pays.
fn stream_with(
    pdf: &mut Pdf,
    deflater: &mut Deflater,
    id: Ref,
    data: &[u8],
    add: impl FnOnce(&mut pdf_writer::Stream<'_>),
) {
    match deflater.deflate(data) {
        Some(packed) => {
            let mut stream = pdf.stream(id, packed);
            stream.filter(Filter::FlateDecode);
            add(&mut stream);
        }
        None => add(&mut pdf.stream(id, data)),
    }
}

/// Six capital letters from the content of a font file, as subset fonts are named.
fn subset_tag(file: &[u8]) -> String {
    crate::hash::digest(file)
        .iter()
        .take(6)
        .map(|byte| char::from(b'A' + byte % 26))
        .collect()
}

fn pdf_date(date: Date) -> pdf_writer::Date {
    let [year, month, day] = [date.year(), i16::from(date.month()), i16::from(date.day())];
    let small = |n: i16| u8::try_from(n).unwrap_or(1);
    pdf_writer::Date::new(u16::try_from(year).unwrap_or(0))
        .month(small(month))
        .day(small(day))
}

fn media_box((width, height): (Length, Length)) -> Rect {
    Rect::new(0.0, 0.0, points(width), points(height))
}

/// A length in points, to a thousandth.
fn points(length: Length) -> f32 {
    let thousandths = (i64::from(length) * 72_000 + 1_270) / 2_540;
    #[expect(
        clippy::cast_precision_loss,
        reason = "pages are far below 2^24 thousandths of a point"
    )]
    let points = thousandths as f32 / 1000.0;
    points
}

const fn resource_name(face: Face) -> &'static [u8] {
    match face {
        Face::Regular => b"R",
        Face::Bold => b"B",
    }
}

fn font_id(face: Face, part: i32) -> Ref {
    Ref::new(FONTS + if face == Face::Bold { OBJECTS_PER_FONT } else { 0 } + part)
}

fn page_id(index: usize) -> Ref {
    Ref::new(FIRST_PAGE.saturating_add(i32::try_from(index).unwrap_or(i32::MAX / 4).saturating_mul(2)))
}

fn content_id(index: usize) -> Ref {
    Ref::new(page_id(index).get().saturating_add(1))
}
