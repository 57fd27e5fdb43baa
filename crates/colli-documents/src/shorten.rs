//! Texts too long for their place, shortened so that part of every name and all of a house number stay.

use crate::fonts::Face;
use crate::layout::{Length, pt};
use crate::text::{Fitted, Place, break_at, cut, display, fit, prefix};
use std::borrow::Cow;

/// Up to so many words each keep their beginning; of more, the first and the last stay.
const WORDS_SHARED: usize = 3;
/// Sizes below those of its place, for a house number that does not fit otherwise.
const NUMBER_SIZES: [Length; 4] = [pt(80), pt(70), pt(60), pt(50)];
/// A no-break space: a house number and its addition stay on one line.
const GLUE: char = '\u{a0}';

/// Names in a list. They shrink, then wrap; then each is shortened for itself, so that none hides another.
pub(crate) fn fit_names<'a>(names: &[Cow<'a, str>], place: Place<'_>) -> Fitted<'a> {
    let fitted = fit(join(names), place);
    if !fitted.is_cut {
        return fitted;
    }
    let line = Line::of(place, fitted.size);
    let texts: Vec<&str> = names
        .iter()
        .map(AsRef::as_ref)
        .filter(|name| !name.is_empty())
        .collect();
    let lines = match (place.lines, texts.as_slice()) {
        (0 | 1, texts) => vec![line.share(texts, ", ", Line::shortened)],
        (_, [name]) => match line.two_lines(name) {
            Some(lines) => lines,
            None => return fitted,
        },
        (_, [first, rest @ ..]) => vec![line.shortened(first), line.share(rest, ", ", Line::shortened)],
        (_, []) => Vec::new(),
    };
    Fitted {
        size: fitted.size,
        lines: lines.into_iter().map(Cow::Owned).collect(),
        is_cut: true,
    }
}

/// A street with its house number. They shrink, then wrap; then the street ends early and the number stays whole.
pub(crate) fn fit_street<'a>(street: &'a str, number: &str, place: Place<'_>) -> Fitted<'a> {
    let (street, number) = (display(street), display(number));
    let number = number.trim();
    if number.is_empty() {
        return fit(street, place);
    }
    let glued = number.replace(' ', "\u{a0}");
    let whole = if street.is_empty() {
        glued.clone()
    } else {
        format!("{street} {glued}")
    };
    let mut fitted = fit(Cow::Owned(whole), place);
    let is_whole = fitted.lines.iter().any(|line| line.ends_with(&glued));
    if fitted.is_cut || !is_whole {
        return street_before_number(&street, number, place);
    }
    for line in fitted.lines.iter_mut().filter(|line| line.contains(GLUE)) {
        *line = Cow::Owned(line.replace(GLUE, " "));
    }
    fitted
}

/// The street as far as there is room, the number whole.
fn street_before_number<'a>(street: &str, number: &str, place: Place<'_>) -> Fitted<'a> {
    let line = Line::of(place, number_size(number, place));
    let room = line.within(line.width - line.measure(number) - line.measure(" "));
    let has_room = room.width >= 2 * line.size;
    let lines = match (place.lines, has_room) {
        (0 | 1, _) => vec![line.street(street, number)],
        (_, true) => {
            let (first, rest) = street.split_at(break_at(street, line.size, line.place()));
            let rest = rest.trim_start();
            let last = if rest.is_empty() {
                number.to_owned()
            } else {
                format!("{} {number}", room.end(rest))
            };
            vec![first.trim_end().to_owned(), last]
        }
        (_, false) => vec![line.end(street), line.end(number)],
    };
    Fitted {
        size: line.size,
        lines: lines.into_iter().map(Cow::Owned).collect(),
        is_cut: true,
    }
}

/// Street, number and a further line of an address in one line. The number stays whole.
pub(crate) fn fit_street_line<'a>(street: &'a str, number: &'a str, further: &'a str, place: Place<'_>) -> Fitted<'a> {
    let [street, number, further] = [street, number, further].map(display);
    let number = number.trim();
    let whole = format!("{street} {number}");
    let fitted = fit(join(&[Cow::Owned(whole.trim().to_owned()), further.clone()]), place);
    if !fitted.is_cut {
        return fitted;
    }
    let line = Line::of(place, number_size(number, place));
    let comma = if further.is_empty() { 0 } else { line.measure(", ") };
    let needed = line.measure(number) + 3 * line.size;
    let widths = [line.measure(whole.trim()), line.measure(&further)];
    let share = cap(&widths, line.width - comma).max(needed).min(line.width);
    let mut text = line.within(share).street(&street, number);
    let left = line.within(line.width - line.measure(&text) - comma);
    if !further.is_empty() && left.width >= 2 * line.size {
        text = format!("{text}, {}", left.shortened(&further));
    }
    Fitted {
        size: line.size,
        lines: vec![Cow::Owned(text)],
        is_cut: true,
    }
}

/// The largest size at which a number leaves some room for the street.
fn number_size(number: &str, place: Place<'_>) -> Length {
    let smallest = place.sizes.last().copied().unwrap_or(0);
    let smaller = NUMBER_SIZES.into_iter().filter(|size| *size < smallest);
    std::iter::once(smallest)
        .chain(smaller)
        .find(|size| place.face.font().width(number, *size) + 3 * size <= place.width)
        .unwrap_or(NUMBER_SIZES[3])
}

/// A text that should stay whole: in one line at one of the sizes of its place; else in as many lines as the height
/// has, at those and the smaller sizes; else broken inside words; only then it ends with an ellipsis.
pub(crate) fn fit_whole<'a>(text: String, place: Place<'_>, smaller: &[Length], height: Length) -> Fitted<'a> {
    let smallest = place.sizes.last().copied().unwrap_or(0);
    if place.face.font().width(&text, smallest) <= place.width {
        return fit(Cow::Owned(text), Place { lines: 1, ..place });
    }
    let sizes = || place.sizes.iter().chain(smaller).copied();
    let lines_at = |size: Length| usize::try_from(height * 100 / (size * 96)).map_or(1, |n| n.clamp(1, place.lines));
    let wrapped = |size: Length| {
        let (sizes, lines) = (&[size][..], lines_at(size));
        own(fit(Cow::Borrowed(&text), Place { sizes, lines, ..place }))
    };
    if let Some(fitted) = sizes().map(wrapped).find(|fitted| !fitted.is_cut) {
        return fitted;
    }
    let broken = |size| Some((size, Line::of(place, size).broken(&text, lines_at(size))?));
    if let Some((size, lines)) = sizes().find_map(broken) {
        return Fitted {
            size,
            lines: lines.into_iter().map(Cow::Owned).collect(),
            is_cut: false,
        };
    }
    wrapped(sizes().last().unwrap_or(smallest))
}

fn own<'a>(fitted: Fitted<'_>) -> Fitted<'a> {
    let lines = fitted.lines.into_iter().map(|line| Cow::Owned(line.into_owned()));
    Fitted {
        size: fitted.size,
        lines: lines.collect(),
        is_cut: fitted.is_cut,
    }
}

fn join<'a>(parts: &[Cow<'a, str>]) -> Cow<'a, str> {
    let mut shown = parts.iter().filter(|part| !part.is_empty());
    match (shown.next(), shown.next()) {
        (None, _) => Cow::Borrowed(""),
        (Some(only), None) => only.clone(),
        (Some(first), Some(second)) => {
            let mut text = format!("{first}, {second}");
            for part in shown {
                text.push_str(", ");
                text.push_str(part);
            }
            Cow::Owned(text)
        }
    }
}

/// The widest each of some texts may be so that all fit the room; narrower ones leave theirs to the others.
fn cap(widths: &[Length], room: Length) -> Length {
    let mut sorted = widths.to_vec();
    sorted.sort_unstable();
    let (mut left, mut count) = (room, Length::try_from(sorted.len()).unwrap_or(1));
    for width in sorted {
        if width * count > left {
            break;
        }
        left -= width;
        count -= 1;
    }
    if count > 0 { left / count } else { room }
}

/// A line of a given width in one face and size.
#[derive(Clone, Copy)]
struct Line {
    face: Face,
    size: Length,
    width: Length,
}

impl Line {
    fn of(place: Place<'_>, size: Length) -> Self {
        Self {
            face: place.face,
            size,
            width: place.width,
        }
    }

    const fn within(self, width: Length) -> Self {
        Self { width, ..self }
    }

    const fn place(self) -> Place<'static> {
        Place {
            face: self.face,
            width: self.width,
            sizes: &[],
            lines: 1,
        }
    }

    fn measure(self, text: &str) -> Length {
        self.face.font().width(text, self.size)
    }

    /// The text, ended by an ellipsis where it is too long.
    fn end(self, text: &str) -> String {
        if self.measure(text) <= self.width {
            text.to_owned()
        } else {
            cut(text, self.size, self.place())
        }
    }

    /// A street and its number: the street as far as there is room.
    fn street(self, street: &str, number: &str) -> String {
        let whole = format!("{street} {number}").trim().to_owned();
        let room = self.within(self.width - self.measure(" ") - self.measure(number));
        if self.measure(&whole) <= self.width {
            whole
        } else if room.width < 2 * self.size {
            self.end(number)
        } else {
            format!("{} {number}", room.end(street)).trim_end().to_owned()
        }
    }

    /// Texts side by side, each shortened to its share of the line.
    fn share(self, texts: &[&str], separator: &str, shorten: fn(Self, &str) -> String) -> String {
        let widths: Vec<Length> = texts.iter().map(|text| self.measure(text)).collect();
        let gaps = Length::try_from(texts.len().saturating_sub(1)).unwrap_or(0) * self.measure(separator);
        let share = self.within(cap(&widths, self.width - gaps));
        let shortened: Vec<String> = texts.iter().map(|text| shorten(share, text)).collect();
        shortened.join(separator)
    }

    /// A name of several words in one line: part of each word, or of the first and the last.
    fn shortened(self, text: &str) -> String {
        if self.measure(text) <= self.width {
            return text.to_owned();
        }
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        if words.len() <= WORDS_SHARED {
            return self.share(&words, " ", Self::end);
        }
        let head = self.within(self.width / 2).end(text);
        let left = self.width - self.measure(&head) - self.measure(" ");
        format!("{head} {}", self.within(left).tail(text))
    }

    /// A name of several words in two lines, likewise.
    fn two_lines(self, text: &str) -> Option<Vec<String>> {
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        if words.len() < 2 {
            return None;
        }
        if let Some(lines) = self.broken(text, 2) {
            return Some(lines);
        }
        if words.len() > WORDS_SHARED {
            return Some(vec![self.end(text), self.tail(text).to_owned()]);
        }
        let halves = (1..words.len()).map(|at| (words[..at].join(" "), words[at..].join(" ")));
        let (first, second) = halves.min_by_key(|(a, b)| self.measure(a).max(self.measure(b)))?;
        Some(vec![self.shortened(&first), self.shortened(&second)])
    }

    /// The end of a text, from the start of a word where there is one.
    fn tail(self, text: &str) -> &str {
        let font = self.face.font();
        let (mut units, mut from) = (0, text.len());
        for (at, c) in text.char_indices().rev() {
            units += i64::from(font.advance(font.glyph(c)));
            if units * i64::from(self.size) > i64::from(self.width) * 1000 {
                break;
            }
            from = at;
        }
        let (before, tail) = text.split_at(from);
        let at_word = if before.ends_with(' ') {
            Some(0)
        } else {
            tail.trim_end().find(' ')
        };
        tail[at_word.unwrap_or(0)..].trim()
    }

    /// The whole text in so many lines, broken wherever a line is full; nothing when it is longer.
    fn broken(self, text: &str, lines: usize) -> Option<Vec<String>> {
        let (mut rest, mut broken) = (text.trim(), Vec::with_capacity(lines));
        while !rest.is_empty() {
            let end = prefix(rest, self.size, self.face, self.width);
            if end == 0 || broken.len() == lines {
                return None;
            }
            broken.push(rest[..end].trim_end().to_owned());
            rest = rest[end..].trim_start();
        }
        Some(broken)
    }
}
