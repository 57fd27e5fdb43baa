//! Where the blocks of a label stand: data, in hundredths of a millimetre (label-standards 5.3, own design).

use crate::layout::{Length, Rect, mm, pt};

/// Physical arrangement of a label.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Form {
    /// 4 × 6 in.
    FourBySix,
    /// 105 × 148 mm.
    A6,
    /// 7.5 × 2.3 in, drawn along its long side.
    Strip,
}

/// Size of a 4 × 6 in label.
pub(super) const FOUR_BY_SIX: (Length, Length) = (10_160, 15_240);

/// Places of the blocks of one form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Template {
    /// Size of the label.
    pub(super) size: (Length, Length),
    /// Capitals of the service.
    pub(super) class: Rect,
    /// Weight, date; on returns below the mark.
    pub(super) facts: Rect,
    /// Postage.
    pub(super) imprint: Rect,
    /// Name of the service.
    pub(super) banner: Rect,
    /// Who sends.
    pub(super) sender: Rect,
    /// Distribution centre.
    pub(super) sort: Rect,
    /// Who receives.
    pub(super) receiver: Rect,
    /// Marks in boxes.
    pub(super) marks: Rect,
    /// Customs block; without height on domestic labels.
    pub(super) customs: Rect,
    /// The bar code.
    pub(super) code: CodeBlock,
    /// References, notice.
    pub(super) foot: Rect,
    /// Rules between the blocks.
    pub(super) rules: [Rect; 4],
}

/// Room of the bar code with what belongs to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct CodeBlock {
    /// Left edge of the left quiet zone at the widest.
    pub(super) x: Length,
    /// Widest symbol with quiet zones.
    pub(super) w: Length,
    /// Upper edges of the identification bars above and below, and their thickness; none where that is 0.
    pub(super) identification: (Length, Length, Length),
    /// Base line of the text above the bars.
    pub(super) banner: Length,
    /// Upper edge of the bars.
    pub(super) y: Length,
    /// Height of the bars.
    pub(super) h: Length,
    /// Base line of the text below the bars.
    pub(super) text: Length,
}

/// Thick rule.
const RULE: Length = 50;
/// Hairline between blocks.
const HAIRLINE: Length = 20;
/// Thickness of identification bars: 1/16 in.
const IDENTIFICATION: Length = 160;
/// Width of the blocks of upright labels.
const WIDTH: Length = 9_260;

/// An upright label, shorter or wider than 4 × 6 in.
const fn upright(size: (Length, Length), is_abroad: bool) -> Template {
    let x = (size.0 - WIDTH) / 2;
    let less = FOUR_BY_SIX.1 - size.1;
    Template {
        size,
        class: Rect::new(x, 450, 1_800, 1_800),
        facts: Rect::new(x + 2_050, 450, 3_500, 1_800),
        imprint: Rect::new(x + WIDTH - 3_500, 450, 3_500, 1_800),
        banner: Rect::new(x, 2_440, WIDTH, 860),
        sender: Rect::new(x, 3_440, 5_800, 1_780),
        sort: Rect::new(x + 6_100, 3_440, 3_160, 1_780),
        receiver: Rect::new(x, 5_380, WIDTH, (if is_abroad { 2_420 } else { 2_770 }) - less),
        marks: if is_abroad {
            Rect::new(x, 10_830 - less, WIDTH, 520)
        } else {
            Rect::new(x, 8_260 - less, WIDTH, 880)
        },
        customs: Rect::new(x, 7_880 - less, WIDTH, if is_abroad { 2_850 } else { 0 }),
        code: if is_abroad {
            CodeBlock {
                x,
                w: WIDTH,
                identification: (0, 0, 0),
                banner: 11_680 - less,
                y: 11_800 - less,
                h: 1_450,
                text: 13_700 - less,
            }
        } else {
            CodeBlock {
                x,
                w: WIDTH,
                identification: (9_260 - less, 13_190 - less, IDENTIFICATION),
                banner: 9_860 - less,
                y: 10_180 - less,
                h: mm(22),
                text: 13_010 - less,
            }
        },
        foot: if is_abroad {
            Rect::new(x, 13_830 - less, WIDTH, 960)
        } else {
            Rect::new(x, 13_430 - less, WIDTH, 1_360)
        },
        rules: [
            Rect::new(x, 2_390, WIDTH, RULE),
            Rect::new(x, 3_300, WIDTH, RULE),
            Rect::new(x, 5_290, WIDTH, HAIRLINE),
            Rect::new(x, 11_400 - less, WIDTH, if is_abroad { HAIRLINE } else { 0 }),
        ],
    }
}

/// A strip: addresses at the left, the bar code at the right.
const fn strip(is_abroad: bool) -> Template {
    let (left, width) = (450, 8_500);
    let (x, w) = (9_350, 9_250);
    Template {
        size: (19_050, 5_842),
        class: Rect::new(left, 450, 1_150, 1_150),
        facts: Rect::new(left + 1_350, 450, 3_700, 1_150),
        imprint: Rect::new(left + width - 3_200, 450, 3_200, 1_150),
        banner: Rect::new(left, 1_680, width, 600),
        sender: Rect::new(left, 2_360, 5_400, 1_060),
        sort: Rect::new(left + 5_700, 2_360, width - 5_700, 1_060),
        receiver: Rect::new(left, 3_520, width, 1_870),
        marks: if is_abroad {
            Rect::new(x, 4_420, w, 400)
        } else {
            Rect::new(x, 4_070, w, 640)
        },
        customs: Rect::new(x, 450, w, if is_abroad { 2_350 } else { 0 }),
        code: if is_abroad {
            CodeBlock {
                x,
                w,
                identification: (0, 0, 0),
                banner: 3_090,
                y: 3_210,
                h: 780,
                text: 4_330,
            }
        } else {
            CodeBlock {
                x,
                w,
                identification: (450, 3_890, 100),
                banner: 930,
                y: 1_180,
                h: 1_950,
                text: 3_680,
            }
        },
        foot: if is_abroad {
            Rect::new(x, 4_840, w, 550)
        } else {
            Rect::new(x, 4_740, w, 650)
        },
        rules: [
            Rect::new(left, 1_640, width, RULE),
            Rect::new(left, 2_280, width, RULE),
            Rect::new(left, 3_460, width, HAIRLINE),
            Rect::new(9_110, 450, HAIRLINE, 4_942),
        ],
    }
}

static TEMPLATES: [[Template; 2]; 3] = [
    [upright(FOUR_BY_SIX, false), upright(FOUR_BY_SIX, true)],
    [upright((mm(105), mm(148)), false), upright((mm(105), mm(148)), true)],
    [strip(false), strip(true)],
];

impl Template {
    /// The template of a form; labels of parcels that leave the country have a customs block.
    pub(super) fn of(form: Form, is_abroad: bool) -> &'static Self {
        &TEMPLATES[form as usize][usize::from(is_abroad)]
    }
}

/// Type sizes, largest first.
pub(super) mod sizes {
    use super::{Length, pt};

    pub(in crate::americas) const CAPTION: Length = pt(55);
    pub(in crate::americas) const CLASS: &[Length] = &[
        pt(400),
        pt(340),
        pt(300),
        pt(260),
        pt(220),
        pt(180),
        pt(150),
        pt(120),
        pt(90),
        pt(60),
    ];
    pub(in crate::americas) const IMPRINT: &[Length] = &[pt(85), pt(75), pt(65), pt(55), pt(50)];
    pub(in crate::americas) const FACT: &[Length] = &[pt(90), pt(80), pt(70), pt(60), pt(55), pt(50)];
    pub(in crate::americas) const BANNER: &[Length] = &[pt(140), pt(130), pt(120), pt(110), pt(100), pt(80), pt(60)];
    pub(in crate::americas) const SENDER: &[Length] = &[pt(80), pt(70), pt(60), pt(50)];
    pub(in crate::americas) const SORT: &[Length] =
        &[pt(180), pt(160), pt(140), pt(120), pt(100), pt(80), pt(60), pt(50)];
    pub(in crate::americas) const RECEIVER: &[Length] = &[pt(120), pt(110), pt(100), pt(90), pt(80), pt(70), pt(60)];
    pub(in crate::americas) const MARK: &[Length] = &[pt(110), pt(100), pt(90), pt(80), pt(70), pt(60), pt(50)];
    pub(in crate::americas) const BAND: &[Length] =
        &[pt(200), pt(180), pt(160), pt(140), pt(120), pt(100), pt(80), pt(60)];
    pub(in crate::americas) const CODE_BANNER: &[Length] = &[pt(120), pt(110), pt(100), pt(80), pt(60)];
    pub(in crate::americas) const CODE_TEXT: &[Length] = &[pt(120), pt(110), pt(100), pt(90)];
    pub(in crate::americas) const FOOT: &[Length] = &[pt(75), pt(70), pt(65), pt(60), pt(55), pt(50)];
    pub(in crate::americas) const GOODS: &[Length] = &[pt(65), pt(60), pt(55), pt(50)];
}
