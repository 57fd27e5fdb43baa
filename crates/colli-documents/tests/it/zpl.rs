//! ZPL: drawn by another renderer, the bar codes scan and names stay names.

use crate::samples;
use crate::tools::{codes_on, draw_zpl};
use colli_core::label::{Label, LabelLayout};
use colli_documents::{DocumentError, Dpi, render_zpl};

pub(crate) fn zpl(label: &Label, dpi: Dpi) -> String {
    String::from_utf8(render_zpl(std::slice::from_ref(label), dpi).unwrap()).unwrap()
}

fn hostile() -> Label {
    let mut label = samples::plain(LabelLayout::A6);
    label.receiver.name = "A^XZ~JA_\\B".into();
    label.receiver.street = "^FD^ID*:*.*^FS".into();
    label.receiver.number = "5^XZ".into();
    label.references = vec!["^PQ9999~SD30".into()];
    label.order_reference = Some("\u{1b}^XA".into());
    label
}

fn all() -> Vec<Label> {
    let layout = LabelLayout::A6;
    vec![
        samples::plain(layout),
        samples::busy(layout),
        samples::locker(layout),
        samples::returned(LabelLayout::A4Third),
        samples::abroad(
            layout,
            "Δημήτρης Παπαδόπουλος",
            "Σοφίας 115",
            ("115 21", "Αθήνα"),
            ("GR", "Greece"),
        ),
        samples::abroad(
            layout,
            "Łukasz Źdźbło",
            "ul. Żółta 5",
            ("00-950", "Łódź"),
            ("PL", "Poland"),
        ),
        hostile(),
    ]
}

#[test]
fn both_codes_scan_at_both_resolutions() {
    for (dpi, dots) in [(Dpi::D203, 8), (Dpi::D300, 12)] {
        let labels = all();
        let formats: Vec<Vec<u8>> = labels.iter().map(|label| zpl(label, dpi).into_bytes()).collect();
        for (label, picture) in labels.iter().zip(draw_zpl(&formats, dots)) {
            let expected = vec![label.routing_code.clone(), label.tracker_code.clone()];
            assert_eq!(codes_on(&picture), expected, "{dpi:?} {}", label.receiver.name);
        }
    }
}

/// Two labels that differ in one name only: outside the line of the name their pictures are equal, so the name did
/// nothing but print.
#[test]
fn a_hostile_name_changes_its_own_line_only() {
    let tame = samples::plain(LabelLayout::A6);
    let mut hostile = tame.clone();
    hostile.receiver.name = "A^XZ~JA_\\B".into();
    let pictures = draw_zpl(
        &[
            zpl(&tame, Dpi::D203).into_bytes(),
            zpl(&hostile, Dpi::D203).into_bytes(),
        ],
        8,
    );
    let [a, b] = [&pictures[0], &pictures[1]];
    let differing: Vec<usize> = (0..a.grey.len())
        .filter(|i| a.grey[*i] != b.grey[*i])
        .map(|i| i / a.width as usize)
        .collect();
    let (first, last) = (differing[0], differing[differing.len() - 1]);
    assert!(first > 31 * 8 && last < 42 * 8, "{first} to {last}");
}

/// label-standards 6.2: the commands of a format are the renderer's alone.
#[test]
fn users_write_no_commands() {
    let text = zpl(&hostile(), Dpi::D203);
    assert!(text.contains("^FH^FDA_5EXZ_7EJA_5F_5CB^FS"), "{text}");
    assert!(!text.contains('~') && text.matches("^XA").count() == 1 && text.matches("^XZ").count() == 1);
    for command in text.split('^').skip(1).map(|command| &command[..2]) {
        let known = [
            "XA", "CI", "PW", "LL", "LH", "FO", "GB", "FS", "BY", "BC", "FD", "FT", "A0", "FB", "FR", "FH", "GF", "XZ",
        ];
        assert!(known.contains(&command), "{command}");
    }
    // Every field of text is behind ^FH.
    assert_eq!(text.matches("^A0N").count(), text.matches("^FH^FD").count());
}

#[test]
fn letters_printers_lack_are_pictures() {
    let greek = zpl(&all()[4], Dpi::D203);
    assert!(greek.contains("^GFA,") && !greek.contains('Δ'));
    let polish = zpl(&all()[5], Dpi::D203);
    assert!(!polish.contains("^GFA,") && polish.contains("Łukasz Źdźbło"));
}

#[test]
fn each_label_is_one_format() {
    let labels = all();
    let once = render_zpl(&labels, Dpi::D203).unwrap();
    assert_eq!(once, render_zpl(&labels, Dpi::D203).unwrap());
    let text = String::from_utf8(once).unwrap();
    assert_eq!(
        (text.matches("^XA").count(), text.matches("^XZ").count()),
        (labels.len(), labels.len())
    );
    assert_eq!(text.matches("^PW839^LL1183").count(), labels.len());
    assert_eq!(render_zpl(&[], Dpi::D300), Err(DocumentError::Empty));
    let undisclosed = Label {
        account: None,
        tracker_code: "JVGL07654321000000000017".into(),
        ..labels[0].clone()
    };
    assert!(!zpl(&undisclosed, Dpi::D203).contains("08500001"));
}

#[test]
fn one_label_as_text() {
    insta::assert_snapshot!(zpl(&samples::busy(LabelLayout::A6), Dpi::D203));
}
