//! Where the blocks of each layout stand: data, in hundredths of a millimetre (label-standards 5.2, own design).

use crate::layout::{Length, Rect, mm, pt};
use colli_core::label::LabelLayout;

/// Places of the blocks of one layout.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Template {
    /// Size of the label.
    pub(crate) size: (Length, Length),
    /// Product, weight, piece count.
    pub(crate) header: Rect,
    /// `RETURN` in the header of a return.
    pub(crate) return_mark: Rect,
    /// Who sends.
    pub(crate) sender: Rect,
    /// Date and account.
    pub(crate) facts: Rect,
    /// Who receives.
    pub(crate) receiver: Rect,
    /// Option marks and cash on delivery.
    pub(crate) marks: Rect,
    /// The ServicePoint.
    pub(crate) point: Rect,
    /// Routing bar code with its text below.
    pub(crate) routing: CodeSlot,
    /// Licence plate with its text below.
    pub(crate) plate: CodeSlot,
    /// References.
    pub(crate) footer: Rect,
    /// Destination and piece count in large type; on returns the second `RETURN`.
    pub(crate) glance: Rect,
    /// Rules between the blocks.
    pub(crate) rules: &'static [Rect],
}

/// Room of a linear bar code: the width includes the quiet zones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CodeSlot {
    /// Left edge of the left quiet zone at the widest.
    pub(crate) x: Length,
    /// Upper edge of the bars.
    pub(crate) y: Length,
    /// Widest symbol with quiet zones.
    pub(crate) w: Length,
    /// Height of the bars.
    pub(crate) h: Length,
    /// Base line of the text, below the bars.
    pub(crate) text_below: Length,
}

/// Thick rule under the header.
const RULE: Length = 50;
/// Hairline between blocks.
const HAIRLINE: Length = 20;

const A6: Template = Template {
    size: (mm(105), mm(148)),
    header: Rect::new(mm(5), mm(5), mm(95), mm(11)),
    return_mark: Rect::new(4_650, 520, 3_200, 880),
    sender: Rect::new(mm(5), 1_705, mm(60), 1_400),
    facts: Rect::new(6_750, 1_705, 3_250, 1_400),
    receiver: Rect::new(mm(5), 3_180, mm(65), 3_260),
    marks: Rect::new(mm(73), 3_280, mm(27), 3_140),
    point: Rect::new(mm(5), 6_480, mm(95), 870),
    routing: CodeSlot {
        x: mm(5),
        y: 7_500,
        w: mm(95),
        h: mm(18),
        text_below: 380,
    },
    plate: CodeSlot {
        x: mm(5),
        y: 9_920,
        w: mm(95),
        h: mm(25),
        text_below: 430,
    },
    footer: Rect::new(mm(5), 12_980, mm(95), 520),
    glance: Rect::new(mm(5), 13_510, mm(95), 830),
    rules: &[
        Rect::new(mm(5), 1_640, mm(95), RULE),
        Rect::new(mm(5), 3_110, mm(95), HAIRLINE),
        Rect::new(mm(5), 12_940, mm(95), RULE),
    ],
};

const A4_THIRD: Template = Template {
    size: (mm(210), mm(99)),
    header: Rect::new(mm(5), mm(5), mm(112), mm(11)),
    return_mark: Rect::new(5_400, 520, 3_600, 880),
    sender: Rect::new(mm(5), 1_755, mm(72), 1_400),
    facts: Rect::new(mm(83), 1_755, mm(34), 1_400),
    receiver: Rect::new(mm(5), 3_260, mm(78), 4_080),
    marks: Rect::new(mm(87), 3_360, mm(30), 3_980),
    point: Rect::new(mm(5), 7_520, mm(112), 900),
    routing: CodeSlot {
        x: mm(123),
        y: mm(6),
        w: mm(82),
        h: mm(18),
        text_below: 390,
    },
    plate: CodeSlot {
        x: mm(123),
        y: mm(36),
        w: mm(82),
        h: mm(25),
        text_below: 440,
    },
    footer: Rect::new(mm(5), 8_640, mm(112), 760),
    glance: Rect::new(mm(125), 7_500, mm(80), 1_600),
    rules: &[
        Rect::new(mm(5), 1_670, mm(112), RULE),
        Rect::new(mm(5), 3_180, mm(112), HAIRLINE),
        Rect::new(mm(5), 8_580, mm(112), RULE),
        Rect::new(mm(120), mm(5), HAIRLINE, mm(89)),
        Rect::new(mm(125), 7_160, mm(80), RULE),
    ],
};

impl Template {
    /// The template a label is drawn in. The label of a whole A4 sheet is the A6 design.
    pub(crate) const fn of(layout: LabelLayout) -> &'static Self {
        match layout {
            LabelLayout::A4Third => &A4_THIRD,
            LabelLayout::A6 | LabelLayout::A4 => &A6,
        }
    }
}

/// Type sizes, largest first.
pub(crate) mod sizes {
    use super::{Length, pt};

    pub(crate) const PRODUCT: &[Length] = &[pt(160), pt(140), pt(120), pt(100), pt(80)];
    pub(crate) const PIECE: &[Length] = &[pt(240), pt(200), pt(160), pt(120), pt(90)];
    pub(crate) const CAPTION: Length = pt(55);
    pub(crate) const SENDER: &[Length] = &[pt(75), pt(70), pt(65)];
    pub(crate) const SENDER_COUNTRY: &[Length] = &[pt(75), pt(70), pt(65), pt(60), pt(55), pt(50)];
    pub(crate) const FACT: &[Length] = &[pt(75), pt(70), pt(60), pt(55)];
    pub(crate) const NAME: &[Length] = &[pt(110), pt(100), pt(90)];
    pub(crate) const ATTENTION: &[Length] = &[pt(90), pt(80)];
    pub(crate) const ATTENTION_BOLD: &[Length] = &[pt(110), pt(100), pt(90), pt(80), pt(70)];
    pub(crate) const POSTAL: &[Length] = &[pt(180), pt(160), pt(140), pt(120)];
    pub(crate) const COUNTRY: &[Length] = &[pt(100), pt(90), pt(80)];
    pub(crate) const PHONE: &[Length] = &[pt(75), pt(70), pt(60)];
    pub(crate) const MARK: &[Length] = &[pt(110), pt(100), pt(90), pt(80), pt(70), pt(60), pt(50)];
    pub(crate) const POINT: &[Length] = &[pt(85), pt(80), pt(75), pt(70), pt(65)];
    pub(crate) const ROUTING_TEXT: &[Length] = &[pt(110), pt(100), pt(90), pt(80)];
    pub(crate) const PLATE_TEXT: &[Length] = &[pt(120), pt(110), pt(100), pt(90), pt(80)];
    pub(crate) const FOOTER: &[Length] = &[pt(80), pt(75), pt(70), pt(65)];
    pub(crate) const FOOTER_SMALL: &[Length] = &[pt(60), pt(55), pt(50)];
    pub(crate) const GLANCE: &[Length] = &[pt(340), pt(280), pt(240), pt(220), pt(200), pt(180), pt(160), pt(120)];
    pub(crate) const PIECE_WORDS: Length = pt(110);
}
