//! PDFs: the bar codes scan, the text can be copied, the bytes are the same each time.

use crate::samples;
use crate::tools::{codes_on, info_of, rasterise, text_of};
use colli_core::label::{Label, LabelLayout};
use colli_documents::{DocumentError, MixedLayoutPolicy, PageLayout, PageSize, PdfOptions, render_pdf};

const A6: LabelLayout = LabelLayout::A6;
const THIRD: LabelLayout = LabelLayout::A4Third;
const A4: PdfOptions = PdfOptions {
    print_dialog: false,
    page_size: PageSize::A4,
    grouped: false,
    page_layout: PageLayout::Portrait,
    mixed_layout_policy: MixedLayoutPolicy::Separate,
    first_page_offset: 0,
};

fn pdf(labels: &[Label]) -> Vec<u8> {
    render_pdf(labels, &PdfOptions::default()).unwrap()
}

fn codes_of(label: &Label) -> Vec<String> {
    vec![label.routing_code.clone(), label.tracker_code.clone()]
}

/// 203 and 300 dpi must read, 150 dpi shows there is a margin (label-standards 6.3).
#[test]
fn both_codes_scan_on_every_label() {
    for layout in [A6, THIRD, LabelLayout::A4] {
        for label in [
            samples::plain(layout),
            samples::busy(layout),
            samples::locker(layout),
            samples::returned(layout),
        ] {
            let pdf = pdf(std::slice::from_ref(&label));
            for dpi in [150, 203, 300] {
                assert_eq!(
                    codes_on(&rasterise(&pdf, 1, dpi)),
                    codes_of(&label),
                    "{layout:?} {dpi} dpi"
                );
            }
        }
    }
}

#[test]
fn every_cell_of_a_sheet_scans() {
    let number = |n: u32, layout| Label {
        tracker_code: format!("JVGL08500001{n:012}"),
        piece_number: n,
        piece_count: 5,
        ..samples::plain(layout)
    };
    let labels: Vec<Label> = (1..=5).map(|n| number(n, A6)).collect();
    let sheets = render_pdf(
        &labels,
        &PdfOptions {
            first_page_offset: 3,
            ..A4
        },
    )
    .unwrap();
    let first = rasterise(&sheets, 1, 203);
    let (width, height) = (first.width / 2, first.height / 2);
    assert_eq!(
        codes_on(&first.part(width, height, width, height)),
        codes_of(&labels[0])
    );
    assert!(
        first.part(0, 0, width - 4, height - 4).darkness() < 0.001,
        "skipped cells are empty"
    );
    let second = rasterise(&sheets, 2, 203);
    for (label, (x, y)) in labels[1..].iter().zip([(0, 0), (1, 0), (0, 1), (1, 1)]) {
        assert_eq!(
            codes_on(&second.part(x * width, y * height, width, height)),
            codes_of(label)
        );
    }
    let strips: Vec<Label> = (1..=3).map(|n| number(n, THIRD)).collect();
    let sheet = rasterise(&render_pdf(&strips, &A4).unwrap(), 1, 203);
    for (label, n) in strips.iter().zip(0..) {
        let height = sheet.height / 3;
        assert_eq!(
            codes_on(&sheet.part(0, n * height, sheet.width, height)),
            codes_of(label)
        );
    }
    let lying = render_pdf(
        &strips,
        &PdfOptions {
            page_layout: PageLayout::Landscape,
            ..A4
        },
    )
    .unwrap();
    let sheet = rasterise(&lying, 1, 203);
    assert!(sheet.width > sheet.height);
    for (label, n) in strips.iter().zip(0..) {
        let width = sheet.width / 3;
        assert_eq!(
            codes_on(&sheet.part(n * width, 0, width, sheet.height)),
            codes_of(label)
        );
    }
}

#[test]
fn the_text_can_be_copied() {
    let text = text_of(&pdf(&[samples::busy(A6)]));
    for expected in [
        "EUROPLUS",
        "2.5 kg",
        "2/3",
        "Bloemen & Zo B.V., Expeditie",
        "Reykjavikstraat 1",
        "3543 KH Utrecht",
        "2026-03-02",
        "08500001",
        "0123456789",
        "W-100234",
        "Koninklijke Nederlandse Vereniging",
        "3542 AD Utrecht",
        "NETHERLANDS",
        "COD CASH",
        "EUR 129.50",
        "HANDT",
        "NBB",
        "EVE",
        "(2L)NL3542AD+04361456",
        "JVGL 0123 4567 8890 0326 2926",
        "INV 2026-4711",
        "Piece 2 of 3",
    ] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
    let text = text_of(&pdf(&[samples::locker(THIRD)]));
    for expected in [
        "SERVICEPOINT",
        "8003-4125530",
        "12345678",
        "Tabak & Gemak",
        "Stationsplein 12",
    ] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
    assert_eq!(
        text_of(&pdf(&[samples::returned(A6)])).matches("RETURN").count(),
        3,
        "product, header, foot"
    );
}

#[test]
fn european_scripts_print_and_others_are_transliterated() {
    for (name, printed) in [
        ("Δημήτρης Παπαδόπουλος", "Δημήτρης Παπαδόπουλος"),
        ("Олександр Ґонта-Їжак", "Олександр Ґонта-Їжак"),
        ("Łukasz Źdźbło", "Łukasz Źdźbło"),
        ("Ștefan Țepeș", "Ștefan Țepeș"),
        ("GROẞMANN №5 €", "GROẞMANN №5 €"),
        ("北京 Wang 😀", "BeiJing Wang"),
        ("שלום עולם", "slvm"),
        ("A^XZ~JA_\\B", "A^XZ~JA_\\B"),
        ("(a) \\) b", "(a) \\) b"),
    ] {
        let label = samples::abroad(A6, name, "Street 1", ("1000", "City"), ("CH", "Switzerland"));
        let text = text_of(&pdf(&[label]));
        assert!(text.contains(printed), "{printed} in\n{text}");
    }
}

#[test]
fn equal_facts_give_equal_bytes() {
    let labels = [
        samples::plain(A6),
        samples::busy(THIRD),
        samples::returned(LabelLayout::A4),
    ];
    for options in [
        PdfOptions::default(),
        A4,
        PdfOptions {
            print_dialog: true,
            grouped: true,
            ..A4
        },
    ] {
        let once = render_pdf(&labels, &options).unwrap();
        // A document in between, to catch state that is carried over.
        let between = render_pdf(&labels[1..], &options).unwrap();
        assert!(once == render_pdf(&labels, &options).unwrap() && once != between);
    }
    let other = Label {
        weight_g: Some(2_501),
        ..samples::plain(A6)
    };
    let id = |pdf: &[u8]| {
        let text = String::from_utf8_lossy(pdf).into_owned();
        text[text.rfind("/ID").unwrap()..].lines().next().unwrap().to_owned()
    };
    assert_ne!(id(&pdf(&[samples::plain(A6)])), id(&pdf(&[other])));
}

fn has(pdf: &[u8], part: &str) -> bool {
    pdf.windows(part.len()).any(|window| window == part.as_bytes())
}

/// label-standards 9.
#[test]
fn the_catalogue_says_how_to_print() {
    let silent = pdf(&[samples::plain(A6)]);
    let asking = render_pdf(
        &[samples::plain(A6)],
        &PdfOptions {
            print_dialog: true,
            ..PdfOptions::default()
        },
    )
    .unwrap();
    assert!(
        silent.starts_with(b"%PDF-1.7")
            && has(&silent, "/PrintScaling/None")
            && has(&silent, "/PickTrayByPDFSize true")
    );
    assert!(!has(&silent, "/OpenAction") && has(&asking, "/OpenAction 4 0 R") && has(&asking, "<</S/Named/N/Print>>"));
    let info = info_of(&silent);
    for line in ["JVGL08500001813590386271", "Mar  2", "297.638 x 419.528 pts"] {
        assert!(info.contains(line), "{line} in\n{info}");
    }
}

#[test]
fn pages_follow_the_options() {
    let mixed = [
        samples::plain(THIRD),
        samples::plain(A6),
        samples::plain(THIRD),
        samples::plain(LabelLayout::A4),
    ];
    let sizes = |options: &PdfOptions| -> Vec<String> {
        let info = info_of(&render_pdf(&mixed, options).unwrap());
        let lines = info
            .lines()
            .filter(|line| line.starts_with("Page ") && line.contains("size"));
        lines
            .map(|line| line.split_once("size:").unwrap().1.trim().to_owned())
            .collect()
    };
    let (third, a6, a4) = (
        "595.276 x 280.63 pts",
        "297.638 x 419.528 pts",
        "595.276 x 841.89 pts (A4)",
    );
    assert_eq!(sizes(&PdfOptions::default()), [third, a6, third, a4]);
    assert_eq!(
        sizes(&PdfOptions {
            grouped: true,
            ..PdfOptions::default()
        }),
        [third, third, a6, a4]
    );
    assert_eq!(sizes(&A4), [a4, a4, a4, a4]);
    assert_eq!(sizes(&PdfOptions { grouped: true, ..A4 }), [a4, a4, a4]);
    assert_eq!(
        sizes(&PdfOptions {
            mixed_layout_policy: MixedLayoutPolicy::Uniform,
            ..A4
        }),
        [a4, a4]
    );
    let refused = render_pdf(
        &mixed,
        &PdfOptions {
            first_page_offset: 3,
            ..A4
        },
    );
    assert_eq!(refused, Err(DocumentError::FirstPageOffset { offset: 3, cells: 3 }));
}

/// With an undisclosed sender the facts hold no account, and nothing else may bring it in (label-standards 5.4).
#[test]
fn an_undisclosed_sender_leaves_no_trace() {
    let label = Label {
        account: None,
        tracker_code: "JVGL07654321000000000017".into(),
        ..samples::plain(A6)
    };
    let with = text_of(&pdf(&[samples::plain(A6)]));
    let without = text_of(&pdf(std::slice::from_ref(&label)));
    assert!(with.contains("ACCOUNT") && with.contains("08500001"));
    assert!(
        !without.contains("ACCOUNT") && !without.contains("08500001"),
        "{without}"
    );
    assert!(!has(&pdf(&[label]), "08500001"));
}

/// Design section 8: at most 25 kB for one, 2 kB each in bulk, with European text.
#[test]
fn documents_stay_small() {
    let mut everything = samples::busy(A6);
    everything.receiver.name = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĀĂĄĆĈĊČĎĐĒĔ ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ".into();
    everything.receiver.street = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ абвгдежзийклмнопрстуфхцчшщъыьэюя".into();
    for label in [samples::plain(A6), samples::busy(THIRD), everything] {
        assert!(pdf(&[label]).len() <= 25_000);
    }
    let names = [
        "Łukasz Żółciński",
        "Δημήτρης Παπαδόπουλος",
        "Олександр Ґонта",
        "Ștefan Brâncuși",
        "Jørgen Åsén",
    ];
    let labels: Vec<Label> = (0..500)
        .map(|n| Label {
            tracker_code: format!("JVGL08500001{n:012}"),
            ..samples::abroad(
                A6,
                names[n % 5],
                &format!("Straße {n}"),
                ("3542 AD", "Køge"),
                ("NL", "Netherlands"),
            )
        })
        .collect();
    let size = pdf(&labels).len();
    assert!(size <= 500 * 2_000, "{size}");
}

#[test]
fn two_hundred_and_fifty_pieces() {
    let labels: Vec<Label> = (1..=250)
        .map(|n| Label {
            piece_number: n,
            piece_count: 250,
            tracker_code: format!("JVGL08500001{n:012}"),
            shipment_tracker_code: Some("0123456789".into()),
            ..samples::plain(A6)
        })
        .collect();
    let document = pdf(&labels);
    let text = text_of(&document);
    assert_eq!(text.matches('\u{c}').count(), 250, "pages");
    for n in [1, 99, 250] {
        assert!(text.contains(&format!("{n}/250")) && text.contains(&format!("Piece {n} of 250")));
    }
    assert_eq!(codes_on(&rasterise(&document, 250, 203)), codes_of(&labels[249]));
}
