//! An address set into its box: all lines at full size where they fit, thriftier step by step where not.

use super::template::sizes;
use crate::error::DocumentError;
use crate::fonts::Face;
use crate::layout::{Canvas, Length, Rect, Style};
use crate::shorten::{fit_names, fit_street, fit_street_line};
use crate::text::{Fitted, Place, display, fit};
use colli_core::label::LabelParty;
use std::borrow::Cow;

/// A line of an address ready to be set.
struct Row<'a> {
    face: Face,
    fitted: Fitted<'a>,
    /// Space from base line to base line, in hundredths of the size.
    leading: i32,
}

/// How much room an address may take. Each step is a row of this table; the first that fits is used.
struct Thrift {
    /// Sizes of the first so many places of a list are skipped.
    skip: usize,
    /// Most lines of name and street.
    lines: usize,
    /// Most lines of the attention and additional lines.
    minor_lines: usize,
    leading: i32,
}

/// A step of [`STEPS`].
const fn thrift(skip: usize, lines: usize, minor_lines: usize, leading: i32) -> Thrift {
    Thrift {
        skip,
        lines,
        minor_lines,
        leading,
    }
}

const STEPS: [Thrift; 8] = [
    thrift(0, 2, 2, 125),
    thrift(0, 2, 2, 115),
    thrift(0, 2, 2, 106),
    thrift(1, 2, 2, 112),
    thrift(1, 2, 2, 104),
    thrift(2, 2, 2, 102),
    thrift(2, 2, 1, 102),
    thrift(2, 1, 1, 102),
];

/// Sets the receiver's address under its caption.
pub(super) fn set_receiver<'a>(
    canvas: &mut Canvas<'a>,
    party: &'a LabelParty,
    rect: Rect,
) -> Result<(), DocumentError> {
    let mut rows = Vec::new();
    for step in &STEPS {
        rows = receiver_rows(party, rect.w, step)?;
        if height(&rows) <= rect.h {
            break;
        }
    }
    put(canvas, rows, rect);
    Ok(())
}

fn receiver_rows<'a>(party: &'a LabelParty, width: Length, step: &Thrift) -> Result<Vec<Row<'a>>, DocumentError> {
    let mut rows = Vec::with_capacity(8);
    let leading = step.leading;
    let place = |face, sizes: &'static [Length], lines| Place {
        face,
        width,
        sizes: &sizes[step.skip.min(sizes.len() - 1)..],
        lines,
    };
    let mut add = |face, fitted| rows.push(Row { face, fitted, leading });
    let name = place(Face::Bold, sizes::NAME, step.lines);
    add(Face::Bold, fit_names(&[display(&party.name)], name));
    let minor = place(Face::Regular, sizes::ATTENTION, step.minor_lines);
    add(Face::Regular, fit_names(&attention(party), minor));
    let street = place(Face::Regular, sizes::NAME, step.lines);
    add(Face::Regular, fit_street(&party.street, &party.number, street));
    add(Face::Regular, fit(display(&party.additional_line), minor));
    let postal_sizes = &sizes::POSTAL[step.skip.min(sizes::POSTAL.len() - 1)..];
    rows.extend(postal_rows(party, width, postal_sizes, step.leading)?);
    let country_sizes = &sizes::COUNTRY[step.skip.min(sizes::COUNTRY.len() - 1)..];
    rows.push(country_row(party, width, (country_sizes, 2), step.leading)?);
    if !party.phone.is_empty() {
        let text = Cow::Owned(format!("Tel. {}", display(&party.phone)));
        let place = Place {
            face: Face::Regular,
            width,
            sizes: sizes::PHONE,
            lines: 1,
        };
        rows.push(Row {
            face: Face::Regular,
            fitted: fit(text, place),
            leading: step.leading,
        });
    }
    Ok(rows)
}

/// The person at a company, and the additional name.
fn attention(party: &LabelParty) -> [Cow<'_, str>; 2] {
    let (person, additional) = party.attention.split_once(", ").unwrap_or((&party.attention, ""));
    [display(person), display(additional)]
}

/// Postal code and city. The code is always whole; the city moves to a line of its own, then shrinks.
fn postal_rows<'a>(
    party: &'a LabelParty,
    width: Length,
    sizes: &[Length],
    leading: i32,
) -> Result<Vec<Row<'a>>, DocumentError> {
    let face = Face::Bold;
    let (code, city) = (display(&party.postal_code), display(&party.city));
    let whole = match (code.is_empty(), city.is_empty()) {
        (true, _) => city.clone(),
        (_, true) => code.clone(),
        _ => Cow::Owned(format!("{code}  {city}")),
    };
    let fitted = fit(
        whole,
        Place {
            face,
            width,
            sizes,
            lines: 1,
        },
    );
    if !fitted.is_cut {
        return Ok(vec![Row { face, fitted, leading }]);
    }
    let mut rows = Vec::with_capacity(2);
    if !code.is_empty() {
        let fitted = fit(
            code,
            Place {
                face,
                width,
                sizes,
                lines: 1,
            },
        );
        if fitted.is_cut {
            return Err(DocumentError::Overflow { field: "postalCode" });
        }
        rows.push(Row { face, fitted, leading });
    }
    let fitted = fit(
        city,
        Place {
            face,
            width,
            sizes: &sizes[sizes.len() / 2..],
            lines: 1,
        },
    );
    rows.push(Row { face, fitted, leading });
    Ok(rows)
}

fn country_row<'a>(
    party: &LabelParty,
    width: Length,
    (sizes, lines): (&[Length], usize),
    leading: i32,
) -> Result<Row<'a>, DocumentError> {
    let name = if party.country_name.is_empty() {
        &party.country_code
    } else {
        &party.country_name
    };
    let text = Cow::Owned(display(name).to_uppercase());
    let fitted = fit(
        text,
        Place {
            face: Face::Bold,
            width,
            sizes,
            lines,
        },
    );
    if fitted.is_cut {
        return Err(DocumentError::Overflow { field: "countryName" });
    }
    Ok(Row {
        face: Face::Bold,
        fitted,
        leading,
    })
}

/// Sets the sender's address in at most four lines.
pub(super) fn set_sender<'a>(
    canvas: &mut Canvas<'a>,
    party: &'a LabelParty,
    with_country: bool,
    rect: Rect,
) -> Result<(), DocumentError> {
    const LEADING: i32 = 108;
    let mut rows = Vec::with_capacity(4);
    let place = |face| Place {
        face,
        width: rect.w,
        sizes: sizes::SENDER,
        lines: 1,
    };
    let [person, additional] = attention(party);
    let names = [display(&party.name), person, additional];
    let street = place(Face::Regular);
    for (face, fitted) in [
        (Face::Bold, fit_names(&names, place(Face::Bold))),
        (
            Face::Regular,
            fit_street_line(&party.street, &party.number, &party.additional_line, street),
        ),
    ] {
        rows.push(Row {
            face,
            fitted,
            leading: LEADING,
        });
    }
    rows.push(sender_city(party, rect.w, LEADING)?);
    if with_country {
        rows.push(country_row(party, rect.w, (sizes::SENDER_COUNTRY, 1), LEADING)?);
    }
    put(canvas, rows, rect);
    Ok(())
}

/// Postal code and city in one line; only the city may be cut.
fn sender_city<'a>(party: &LabelParty, width: Length, leading: i32) -> Result<Row<'a>, DocumentError> {
    let code = display(&party.postal_code);
    let smallest = sizes::SENDER.last().copied().unwrap_or(0);
    if Face::Regular.font().width(&code, smallest) > width * 8 / 10 {
        return Err(DocumentError::Overflow { field: "postalCode" });
    }
    let text = format!("{code}  {}", display(&party.city));
    let place = Place {
        face: Face::Regular,
        width,
        sizes: sizes::SENDER,
        lines: 1,
    };
    Ok(Row {
        face: Face::Regular,
        fitted: fit(Cow::Owned(text.trim().to_owned()), place),
        leading,
    })
}

fn step(row: &Row<'_>) -> Length {
    row.fitted.size * row.leading / 100
}

fn height(rows: &[Row<'_>]) -> Length {
    rows.iter()
        .map(|row| step(row) * i32::try_from(row.fitted.lines.len()).unwrap_or(1))
        .sum()
}

fn put<'a>(canvas: &mut Canvas<'a>, rows: Vec<Row<'a>>, rect: Rect) {
    let mut bottom = rect.y;
    for row in rows {
        let style = match row.face {
            Face::Bold => Style::bold(row.fitted.size),
            Face::Regular => Style::regular(row.fitted.size),
        };
        let step = step(&row);
        for line in row.fitted.lines {
            bottom += step;
            canvas.text((rect.x, bottom - row.fitted.size * 24 / 100), style, line);
        }
    }
}
