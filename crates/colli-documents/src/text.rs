//! From any text to text the fonts can print, and into a place of a given width.

use crate::fonts::Face;
use crate::layout::Length;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text as it is printed. What the fonts cover stays; other scripts are transliterated to Latin letters; emoji,
/// invisible characters and letters nothing is known about go. No result holds a character without a glyph.
pub fn display(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.nfc() {
        push_displayed(&mut shown, c);
    }
    shown.truncate(shown.trim_end().len());
    Cow::Owned(shown)
}

/// How many letters and digits of a text can be printed. A name with none of them is a fault (design section 11).
pub fn printable(text: &str) -> usize {
    display(text).chars().filter(|c| c.is_alphanumeric()).count()
}

/// Characters that are printed as they are.
fn is_plain(c: char) -> bool {
    c != '\u{a0}' && c != '\u{ad}' && Face::Regular.font().covers(c) && Face::Bold.font().covers(c)
}

fn push_displayed(shown: &mut String, c: char) {
    if is_plain(c) && c != ' ' {
        shown.push(c);
    } else if c.is_whitespace() || c.is_control() {
        if !shown.is_empty() && !shown.ends_with(' ') {
            shown.push(' ');
        }
    } else if c == '\u{ad}' {
        // A soft hyphen is an invitation to the typesetter, not a character.
    } else {
        push_transliterated(shown, c);
    }
}

/// Latin letters for a character of another script; nothing for emoji, marks and invisible characters. Signs that stand
/// for a letter in scholarly transcripts, such as a backtick for ayin, are left out: on a label they are noise.
fn push_transliterated(shown: &mut String, c: char) {
    let latin = any_ascii::any_ascii_char(c);
    let is_emoji = latin.len() > 1 && latin.starts_with(':') && latin.ends_with(':');
    let is_regional_indicator = matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
    if is_emoji || is_regional_indicator || c == char::REPLACEMENT_CHARACTER {
        return;
    }
    let is_letter = c.is_alphabetic() || is_combining_mark(c);
    shown.extend(latin.chars().filter(|sign| match sign {
        ' '..='~' => !is_letter || sign.is_ascii_alphanumeric(),
        _ => false,
    }));
}

/// Where a text may go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place<'s> {
    /// Face it is set in.
    pub(crate) face: Face,
    /// Width of each line.
    pub(crate) width: Length,
    /// Sizes to try, largest first.
    pub(crate) sizes: &'s [Length],
    /// Most lines.
    pub(crate) lines: usize,
}

impl<'s> Place<'s> {
    /// Room for one line.
    pub(crate) const fn line(face: Face, width: Length, sizes: &'s [Length]) -> Self {
        Self {
            face,
            width,
            sizes,
            lines: 1,
        }
    }
}

/// A text set in lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fitted<'a> {
    pub(crate) size: Length,
    pub(crate) lines: Vec<Cow<'a, str>>,
    /// Whether an ellipsis stands for the rest.
    pub(crate) is_cut: bool,
}

/// Sets a text: in one line at the largest size that fits; else wrapped at the smallest; else cut with an ellipsis
/// (label-standards 5.2).
pub(crate) fn fit<'a>(text: Cow<'a, str>, place: Place<'_>) -> Fitted<'a> {
    let smallest = place.sizes.last().copied().unwrap_or(0);
    if text.is_empty() || place.lines == 0 {
        return Fitted {
            size: smallest,
            lines: Vec::new(),
            is_cut: false,
        };
    }
    let units = i64::from(place.face.font().width(&text, 1000));
    for size in place.sizes {
        if units * i64::from(*size) <= i64::from(place.width) * 1000 {
            return Fitted {
                size: *size,
                lines: vec![text],
                is_cut: false,
            };
        }
    }
    let (lines, is_cut) = match text {
        Cow::Borrowed(text) => wrap(text, smallest, place).map_lines(|line| line),
        Cow::Owned(text) => wrap(&text, smallest, place).map_lines(|line| Cow::Owned(line.into_owned())),
    };
    Fitted {
        size: smallest,
        lines,
        is_cut,
    }
}

struct Wrapped<'a> {
    lines: Vec<Cow<'a, str>>,
    is_cut: bool,
}

impl<'a> Wrapped<'a> {
    fn map_lines<'b>(self, change: impl Fn(Cow<'a, str>) -> Cow<'b, str>) -> (Vec<Cow<'b, str>>, bool) {
        (self.lines.into_iter().map(change).collect(), self.is_cut)
    }
}

fn wrap<'a>(text: &'a str, size: Length, place: Place<'_>) -> Wrapped<'a> {
    let mut lines = Vec::with_capacity(place.lines);
    let mut rest = text.trim_start();
    while !rest.is_empty() && lines.len() + 1 < place.lines {
        let end = break_at(rest, size, place);
        lines.push(Cow::Borrowed(rest[..end].trim_end()));
        rest = rest[end..].trim_start();
    }
    let fits = place.face.font().width(rest, size) <= place.width;
    if fits && !rest.is_empty() {
        lines.push(Cow::Borrowed(rest));
    } else if !rest.is_empty() {
        lines.push(Cow::Owned(cut(rest, size, place)));
    }
    Wrapped { lines, is_cut: !fits }
}

/// How many bytes of the text fit one line, at a space where there is one. At least one character.
pub(crate) fn break_at(text: &str, size: Length, place: Place<'_>) -> usize {
    let end = prefix(text, size, place.face, place.width);
    if end == text.len() {
        return end;
    }
    let at_space = text[..end].rfind(' ').filter(|at| *at > 0);
    let ends_word = text[end..].starts_with(' ');
    match at_space {
        _ if ends_word && end > 0 => end,
        Some(at) => at,
        None => end.max(text.chars().next().map_or(0, char::len_utf8)),
    }
}

/// The longest prefix of a width, in bytes.
pub(crate) fn prefix(text: &str, size: Length, face: Face, width: Length) -> usize {
    let font = face.font();
    let mut units = 0i64;
    for (at, c) in text.char_indices() {
        units += i64::from(font.advance(font.glyph(c)));
        if units * i64::from(size) > i64::from(width) * 1000 {
            return at;
        }
    }
    text.len()
}

/// The beginning of a text and an ellipsis.
pub(crate) fn cut(text: &str, size: Length, place: Place<'_>) -> String {
    let room = place.width - place.face.font().width("…", size) - 1;
    let kept = text[..prefix(text, size, place.face, room)].trim_end();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn scripts_the_fonts_have_stay() {
        for text in [
            "Jan de Vries",
            "Ștefan Łęcki",
            "Αθήνα",
            "Київ, вул. Ґонти",
            "Straẞe 5 – 7 …",
            "Nguyễn",
        ] {
            assert_eq!(display(text), text);
        }
        assert_eq!(display("Cafe\u{301}"), "Café");
    }

    #[test]
    fn other_scripts_are_transliterated() {
        assert_eq!(display("北京"), "BeiJing");
        assert_eq!(display("שלום"), "slvm");
        assert!(printable("محمد") >= 4 && display("محمد").is_ascii());
        assert_eq!(display("東京 Jan"), "DongJing Jan");
        assert_eq!(display("𝐉𝐚𝐧"), "Jan");
        assert_eq!(display("½ ① （株） ？"), "½ 1 (Zhu) ?");
    }

    /// What the transcript has for letters without a Latin one is no part of a name.
    #[test]
    fn no_sign_is_made_up() {
        assert_eq!(display("אבג العربية 日本語"), "vg lrbyh RiBenYu");
        assert_eq!(display("ラーメン ქართველი ʻOkina"), "ramen kartveli ʻOkina");
        assert_eq!(display("Jan? `de` \u{fffd}Vries"), "Jan? `de` Vries");
        for c in ('\u{250}'..='\u{2ffff}').filter(|c| c.is_alphabetic() && !is_plain(*c)) {
            let text = c.to_string();
            let shown = display(&text);
            assert!(!shown.contains(['?', '`', '^', '~', '"', '*']), "{c}: {shown}");
        }
    }

    #[test]
    fn emoji_and_invisible_characters_go() {
        assert_eq!(display("Jan 😀 de\u{200d} Vries🇳🇱"), "Jan de Vries");
        assert_eq!(display("a\u{202e}b\u{0}c\u{a0}d\u{ad}e"), "ab c de");
        for nothing in ["", "😀😀", "\u{200b}", "□□□", "\u{fffd}", "–", "🇳🇱"] {
            assert_eq!(printable(nothing), 0, "{nothing}");
        }
        assert_eq!(printable("Jan 5"), 4);
    }

    fn place(width: Length, lines: usize) -> Place<'static> {
        Place {
            face: Face::Regular,
            width,
            sizes: &[400, 350, 300],
            lines,
        }
    }

    #[test]
    fn long_texts_shrink_then_wrap_then_end() {
        let text = || Cow::Borrowed("Koninklijke Vereniging");
        let full = Face::Regular.font().width(&text(), 400);
        assert_eq!(
            fit(text(), place(full, 2)),
            Fitted {
                size: 400,
                lines: vec![text()],
                is_cut: false
            }
        );
        assert_eq!(fit(text(), place(full - 1, 2)).size, 350);
        let wrapped = fit(text(), place(full * 6 / 10, 2));
        assert_eq!(
            (wrapped.size, wrapped.lines, wrapped.is_cut),
            (300, vec!["Koninklijke".into(), "Vereniging".into()], false)
        );
        let ended = fit(text(), place(full * 3 / 10, 2));
        assert!(ended.is_cut && ended.lines[1].ends_with('…'), "{ended:?}");
    }

    proptest! {
        #[test]
        fn every_shown_character_has_a_glyph(text in "\\PC{0,40}|[\\x00-\\u{ffff}]{0,20}") {
            let shown = display(&text);
            prop_assert!(shown.chars().all(|c| Face::ALL.iter().all(|f| f.font().covers(c))), "{shown:?}");
            prop_assert_eq!(display(&shown), shown.as_ref());
        }

        #[test]
        fn lines_stay_in_their_place(text in "[A-Za-zéß ]{0,80}", width in 200..5000i32, lines in 1..3usize) {
            let fitted = fit(Cow::Borrowed(&text), place(width, lines));
            prop_assert!(fitted.lines.len() <= lines);
            for line in &fitted.lines {
                let allowed = width.max(Face::Regular.font().width("W…", fitted.size));
                prop_assert!(Face::Regular.font().width(line, fitted.size) <= allowed + 1);
            }
        }
    }
}
