//! An address set into its box: at the largest size at which all its lines fit.

use crate::error::DocumentError;
use crate::fonts::Face;
use crate::layout::{Canvas, Length, Rect, Style};
use crate::shorten::fit_names;
use crate::text::{Fitted, Place, display, fit};
use colli_core::americas::postal_party::{Locality, PostalParty};
use std::borrow::Cow;

/// From base line to base line, in hundredths of the size.
const LEADING: i32 = 116;
/// The same where room is short.
const TIGHT: i32 = 102;

/// What of a party is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Lines {
    /// The last line names the country.
    pub(super) country: bool,
    /// A line with the telephone number.
    pub(super) phone: bool,
}

/// One printed line.
struct Row {
    face: Face,
    size: Length,
    text: Cow<'static, str>,
}

/// Sets an address from the upper left corner of its box.
pub(super) fn set_address(
    canvas: &mut Canvas<'_>,
    party: &PostalParty,
    rect: Rect,
    sizes: &'static [Length],
    lines: Lines,
    below: Option<&str>,
) -> Result<(), DocumentError> {
    let last = sizes.len().saturating_sub(1);
    let steps = (0..=last)
        .map(|skip| (skip, 2, LEADING))
        .chain([(last, 2, TIGHT), (last, 1, TIGHT)]);
    let mut set = (Vec::new(), LEADING);
    for (skip, most, leading) in steps {
        set = (rows(party, rect.w, &sizes[skip..], most, lines, below)?, leading);
        let height: Length = set.0.iter().map(|row| row.size * leading / 100).sum();
        if height <= rect.h {
            break;
        }
    }
    let mut base = rect.y;
    for row in set.0 {
        base += row.size * set.1 / 100;
        let style = match row.face {
            Face::Bold => Style::bold(row.size),
            Face::Regular => Style::regular(row.size),
        };
        canvas.text((rect.x, base - row.size * 20 / 100), style, row.text);
    }
    Ok(())
}

/// An address at one size: what does not fit a line at it wraps.
struct Setter<'s> {
    rows: Vec<Row>,
    width: Length,
    /// That size first, and the smaller ones for what may not wrap.
    sizes: &'s [Length],
}

impl Setter<'_> {
    fn place(&self, face: Face, lines: usize) -> Place<'_> {
        Place {
            face,
            width: self.width,
            sizes: &self.sizes[..1],
            lines,
        }
    }

    fn add(&mut self, face: Face, fitted: Fitted<'static>) {
        self.rows.extend(fitted.lines.into_iter().map(|text| Row {
            face,
            size: fitted.size,
            text,
        }));
    }

    /// Names one below the other; part of each stays.
    fn names(&mut self, face: Face, names: &[Cow<'static, str>], lines: usize) {
        let fitted = owned(fit_names(names, self.place(face, lines)));
        self.add(face, fitted);
    }

    /// A text that wraps.
    fn wrapped(&mut self, text: Cow<'static, str>, lines: usize) {
        let fitted = fit(text, self.place(Face::Regular, lines));
        self.add(Face::Regular, fitted);
    }

    /// A bold line that shrinks.
    fn strong(&mut self, text: Cow<'static, str>) {
        let place = Place::line(Face::Bold, self.width, self.sizes);
        self.add(Face::Bold, fit(text, place));
    }
}

/// In capitals, as the last mile reads best.
fn shown(text: &str) -> Cow<'static, str> {
    Cow::Owned(display(&text.to_uppercase()).into_owned())
}

fn rows(
    party: &PostalParty,
    width: Length,
    sizes: &[Length],
    most: usize,
    lines: Lines,
    below: Option<&str>,
) -> Result<Vec<Row>, DocumentError> {
    let mut set = Setter {
        rows: Vec::with_capacity(8),
        width,
        sizes,
    };
    let [name, company, street, further] =
        [&party.name, &party.company, &party.street, &party.additional_line].map(|text| shown(text));
    if most == 1 {
        // The shortest form: two lines for four facts.
        set.names(Face::Bold, &[name, company], 1);
        set.names(Face::Regular, &[street, further], 1);
    } else {
        set.names(Face::Bold, &[name], most);
        set.names(Face::Regular, &[company], most);
        set.wrapped(street, most);
        set.wrapped(further, 1);
    }
    set.add(Face::Bold, locality(&party.locality(), width, sizes)?);
    if lines.country {
        set.strong(shown(&party.country_name));
    }
    if lines.phone && !party.phone.is_empty() {
        set.wrapped(shown(&format!("Tel. {}", party.phone)), 1);
    }
    if let Some(below) = below {
        set.strong(shown(below));
    }
    Ok(set.rows)
}

fn owned(fitted: Fitted<'_>) -> Fitted<'static> {
    Fitted {
        size: fitted.size,
        lines: fitted
            .lines
            .into_iter()
            .map(|line| Cow::Owned(line.into_owned()))
            .collect(),
        is_cut: fitted.is_cut,
    }
}

/// The line of the town: the postal code is always whole, the town as far as there is room.
fn locality(locality: &Locality, width: Length, sizes: &[Length]) -> Result<Fitted<'static>, DocumentError> {
    let (town, code) = (shown(&locality.town), shown(&locality.code));
    let (face, font) = (Face::Bold, Face::Bold.font());
    let overflow = DocumentError::Overflow { field: "postalCode" };
    if town.is_empty() || code.is_empty() {
        let text = if code.is_empty() { town } else { code };
        let fitted = fit(text, Place::line(face, width, sizes));
        return if fitted.is_cut && locality.town.is_empty() {
            Err(overflow)
        } else {
            Ok(fitted)
        };
    }
    // The largest size at which the code leaves room for some of the town.
    let fits = |size: &&Length| font.width(&code, **size) + 6 * **size <= width;
    let from = sizes.iter().position(|size| fits(&size)).ok_or(overflow)?;
    let size = sizes[from];
    let gap = if locality.code_comes_first { "  " } else { " " };
    let room = width - font.width(&code, size) - font.width(gap, size);
    let town = fit(town, Place::line(face, room, &sizes[from..=from])).lines;
    let town = town.first().map(AsRef::as_ref).unwrap_or_default();
    let text = if locality.code_comes_first {
        format!("{code}{gap}{town}")
    } else {
        format!("{town}{gap}{code}")
    };
    Ok(Fitted {
        size,
        lines: vec![Cow::Owned(text)],
        is_cut: false,
    })
}
