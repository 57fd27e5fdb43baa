//! Setting lines of text on a canvas.

use crate::error::DocumentError;
use crate::layout::{Align, Canvas, Item, Length, Rect, Style};
use crate::text::{Place, display, fit};
use std::borrow::Cow;

/// One line of any script that may shrink and end in an ellipsis. Returns its width.
pub(super) fn line(
    canvas: &mut Canvas<'_>,
    at: (Length, Length),
    style: Style,
    (width, sizes): (Length, &[Length]),
    text: &str,
) -> Length {
    let shown = Cow::Owned(display(text).into_owned());
    let fitted = fit(shown, Place::line(style.face, width, sizes));
    let style = style.sized(fitted.size);
    let mut used = 0;
    for text in fitted.lines {
        used = style.face.font().width(&text, style.size);
        canvas.text(at, style, text);
    }
    used
}

/// One line that may shrink but is never cut. Returns its size.
pub(super) fn whole_line(
    canvas: &mut Canvas<'_>,
    at: (Length, Length),
    style: Style,
    (width, sizes): (Length, &[Length]),
    (text, field): (&str, &'static str),
) -> Result<Length, DocumentError> {
    let shown = Cow::Owned(display(text).into_owned());
    let fitted = fit(shown, Place::line(style.face, width, sizes));
    if fitted.is_cut {
        return Err(DocumentError::Overflow { field });
    }
    for text in fitted.lines {
        canvas.text(at, style.sized(fitted.size), text);
    }
    Ok(fitted.size)
}

/// Lines of a text that wraps, from an upper edge down. Returns the base line of the last.
pub(super) fn block(
    canvas: &mut Canvas<'_>,
    (x, top): (Length, Length),
    style: Style,
    (place, leading): (Place<'_>, i32),
    text: &str,
) -> Length {
    let shown = Cow::Owned(display(text).into_owned());
    let fitted = fit(shown, place);
    let mut base = top;
    for text in fitted.lines {
        base += fitted.size * leading / 100;
        canvas.text((x, base), style.sized(fitted.size), text);
    }
    base
}

/// White bold capitals on a black band.
pub(super) fn band(canvas: &mut Canvas<'_>, rect: Rect, sizes: &[Length], text: &str) {
    canvas.fill(rect);
    let fits = |size: &&Length| **size * 118 / 100 <= rect.h;
    let from = sizes
        .iter()
        .position(|size| fits(&size))
        .unwrap_or(sizes.len().saturating_sub(1));
    let style = Style::bold(0).aligned(Align::Centre).white();
    framed(canvas, rect, style, &sizes[from..], text);
}

/// A text in the middle of a frame.
pub(super) fn boxed(canvas: &mut Canvas<'_>, rect: Rect, sizes: &[Length], text: &str) {
    canvas.items.push(Item::Frame { rect, line: 30 });
    framed(canvas, rect, Style::bold(0).aligned(Align::Centre), sizes, text);
}

fn framed(canvas: &mut Canvas<'_>, rect: Rect, style: Style, sizes: &[Length], text: &str) {
    let shown = Cow::Owned(display(text).into_owned());
    let fitted = fit(shown, Place::line(style.face, rect.w - 150, sizes));
    // Capitals are 714 thousandths of the em high.
    let base = rect.y + i32::midpoint(rect.h, fitted.size * 714 / 1000);
    for text in fitted.lines {
        canvas.text((rect.x + rect.w / 2, base), style.sized(fitted.size), text);
    }
}
