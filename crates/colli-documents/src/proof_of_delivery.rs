//! Proofs of delivery: a sheet that says who took a parcel, when, with a signature drawn from the name.
//!
//! No handwriting is kept. The strokes are made of the name's digest: one name, one signature, the same for ever.

use crate::error::DocumentError;
use crate::fonts::Face;
use crate::hash::digest;
use crate::layout::{Align, Canvas, Item, Length, Rect, Stroke, Style, mm, pt};
use crate::pdf::render_canvas;
use crate::picture;
use crate::text::{Place, display, fit};
use colli_core::barcode::groups_of_four;
use jiff::civil::DateTime;
use std::borrow::Cow;

/// Dots on a millimetre of the picture.
const DOTS_PER_MM: u32 = 8;
const WIDTH: Length = mm(148);
const HEIGHT: Length = mm(105);
const LEFT: Length = mm(9);
/// Where the values begin.
const VALUES: Length = mm(42);
/// Place of the signature.
const BOX: Rect = Rect::new(LEFT, mm(56), WIDTH - 2 * LEFT, mm(34));
/// Strokes of a signature at least and at most.
const LETTERS: (usize, usize) = (5, 14);

/// What a sheet says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProofOfDelivery {
    /// Code of the piece.
    pub tracker_code: String,
    /// Who it was for.
    pub receiver: String,
    /// The receiver's town, with the country.
    pub town: String,
    /// Who signed for it.
    pub signed_by: String,
    /// When, as clocks of the place show it.
    pub delivered_at: DateTime,
    /// How far those are from UTC: `+01:00`.
    pub offset: String,
}

/// The sheet as a PDF page.
pub fn proof_of_delivery_pdf(proof: &ProofOfDelivery) -> Vec<u8> {
    render_canvas(&compose(proof), &proof.tracker_code, proof.delivered_at.date(), false)
}

/// The sheet as a PNG picture.
pub fn proof_of_delivery_png(proof: &ProofOfDelivery) -> Result<Vec<u8>, DocumentError> {
    picture::png(&compose(proof), DOTS_PER_MM)
}

fn compose(proof: &ProofOfDelivery) -> Canvas<'_> {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    canvas.text((LEFT, mm(15)), Style::bold(pt(180)), "Proof of delivery");
    canvas.fill(Rect::new(LEFT, mm(19), WIDTH - 2 * LEFT, 40));
    let delivered_at = format!(
        "{} ({})",
        proof.delivered_at.strftime("%-d %B %Y, %H:%M:%S"),
        proof.offset
    );
    let rows = [
        ("Parcel", Cow::Owned(groups_of_four(&proof.tracker_code))),
        ("Delivered", Cow::Owned(delivered_at)),
        ("Receiver", Cow::Borrowed(proof.receiver.as_str())),
        ("Town", Cow::Borrowed(proof.town.as_str())),
        ("Signed by", Cow::Borrowed(proof.signed_by.as_str())),
    ];
    for (row, (name, value)) in (0..).zip(rows) {
        let y = mm(26) + row * mm(6);
        canvas.text((LEFT, y), Style::regular(pt(95)), name);
        line(&mut canvas, (VALUES, y), Face::Bold, value);
    }
    canvas.items.push(Item::Frame { rect: BOX, line: 25 });
    canvas.items.extend(signature(&proof.signed_by).map(Item::Stroke));
    let foot = "The signature is drawn from the name; no handwriting is kept.";
    let style = Style::regular(pt(75)).aligned(Align::Right);
    canvas.text((WIDTH - LEFT, HEIGHT - mm(9)), style, foot);
    canvas
}

/// One line of any script, cut where it does not fit.
fn line<'a>(canvas: &mut Canvas<'a>, at: (Length, Length), face: Face, value: Cow<'a, str>) {
    const SIZES: [Length; 2] = [pt(95), pt(80)];
    let shown = match value {
        Cow::Borrowed(value) => display(value),
        Cow::Owned(value) => Cow::Owned(display(&value).into_owned()),
    };
    let fitted = fit(shown, Place::line(face, WIDTH - LEFT - at.0, &SIZES));
    let style = Style {
        face,
        ..Style::regular(fitted.size)
    };
    for text in fitted.lines {
        canvas.text(at, style, text);
    }
}

/// Numbers made of a name.
struct Hand(u64);

impl Hand {
    fn of(name: &str) -> Self {
        let digest = digest(name.as_bytes());
        Self(digest.first_chunk().map_or(0, |half| u64::from_be_bytes(*half)))
    }

    /// A number from `least` to `most` (SplitMix64).
    fn next(&mut self, least: i32, most: i32) -> i32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^= x >> 31;
        let span = u64::from(most.abs_diff(least)) + 1;
        least + i32::try_from(x % span).unwrap_or(0)
    }
}

/// The strokes of a name: a tall first letter, loops for the others, a line below.
fn signature(name: &str) -> [Stroke; 2] {
    let mut hand = Hand::of(name);
    let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
    let letters = letters.clamp(LETTERS.0, LETTERS.1);
    let step = (BOX.w - mm(50)) / Length::try_from(LETTERS.1).unwrap_or(1);
    let (mut x, base) = (BOX.x + mm(18), BOX.y + mm(21));
    let from = (x - mm(6), base - mm(4));
    let tall = hand.next(mm(13), mm(17));
    let mut curves = vec![
        [
            (x - mm(4), base - tall),
            (x + mm(9), base - tall),
            (x + mm(2), base + mm(3)),
        ],
        [(x - mm(3), base + mm(9)), (x - mm(5), base - mm(1)), (x + step, base)],
    ];
    x += step;
    for _ in 1..letters {
        curves.push(letter(&mut hand, (x, base), step));
        x += step;
        // The hand rises and sinks.
        if let Some([.., end]) = curves.last_mut() {
            end.1 += hand.next(-mm(1), mm(1));
        }
    }
    curves.push([
        (x + mm(4), base + mm(2)),
        (x + mm(8), base - mm(2)),
        (x + mm(12), base - hand.next(mm(2), mm(5))),
    ]);
    let start = (BOX.x + hand.next(mm(16), mm(26)), base + hand.next(mm(6), mm(8)));
    let sweep = [
        (start.0 + mm(18), start.1 + hand.next(mm(1), mm(3))),
        (x - mm(10), start.1 - hand.next(mm(1), mm(3))),
        (x + mm(8), start.1 - mm(1)),
    ];
    let stroke = |from, curves, line| Stroke { from, curves, line };
    [stroke(from, curves, 55), stroke(start, vec![sweep], 35)]
}

/// One letter: an upper loop, an arch, or a lower loop, to the next one's start.
fn letter(hand: &mut Hand, at: (Length, Length), step: Length) -> [(Length, Length); 3] {
    let (x, base) = at;
    let lean = hand.next(mm(1), mm(4));
    let end = (x + step, base);
    match hand.next(0, 5) {
        0 => {
            let high = hand.next(mm(11), mm(15));
            [(end.0 + lean, base - high), (x - lean, base - high), end]
        }
        1 => {
            let deep = hand.next(mm(8), mm(12));
            [(end.0 + lean, base + deep), (x - lean, base + deep), end]
        }
        2 | 3 => {
            let high = hand.next(mm(5), mm(8));
            [(end.0 + lean, base - high), (x - lean / 2, base - high), end]
        }
        _ => {
            let high = hand.next(mm(4), mm(7));
            [(x + lean, base - high), (end.0 - lean / 2, base + high / 2), end]
        }
    }
}
