//! The longest facts that are accepted: what may not be lost is on the paper, in every layout and as ZPL.

use crate::canvas::check;
use crate::samples;
use crate::tools::{codes_on, rasterise, text_of};
use crate::zpl::zpl;
use colli_core::label::{Label, LabelLayout, LabelServicePoint};
use colli_core::limits::TEXT_CHARS_MAX;
use colli_documents::label::compose;
use colli_documents::layout::{Canvas, Item};
use colli_documents::{Dpi, PdfOptions, render_pdf};

const LAYOUTS: [LabelLayout; 3] = [LabelLayout::A6, LabelLayout::A4Third, LabelLayout::A4];
/// Smallest type (label-standards 5.2), in hundredths of a millimetre.
const SMALLEST: i32 = 176;

/// The texts of a canvas, in the order they are set.
fn runs(canvas: &Canvas<'_>) -> Vec<(String, i32)> {
    let runs = canvas
        .items
        .iter()
        .filter_map(|item| if let Item::Text(run) = item { Some(run) } else { None });
    runs.map(|run| (run.text.to_string(), run.size)).collect()
}

/// The fields of text of a ZPL format, escapes undone.
fn zpl_text(format: &str) -> String {
    let fields = format.split("^FH^FD").skip(1);
    let texts: Vec<&str> = fields.map(|field| field.split("^FS").next().unwrap()).collect();
    texts.join("\n")
}

/// What a reader of each document finds: the PDF of each layout, the ZPL of each resolution.
fn documents(label: &Label) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for layout in LAYOUTS {
        let label = Label {
            layout,
            ..label.clone()
        };
        let canvas = compose(&label, layout).unwrap();
        check(&canvas).unwrap();
        assert!(runs(&canvas).iter().all(|(_, size)| *size >= SMALLEST));
        let pdf = render_pdf(std::slice::from_ref(&label), &PdfOptions::default()).unwrap();
        texts.push((format!("{layout:?}"), text_of(&pdf)));
    }
    for dpi in [Dpi::D203, Dpi::D300] {
        texts.push((format!("{dpi:?}"), zpl_text(&zpl(label, dpi))));
    }
    texts
}

/// `Abcd Abcd …`, or one word, of as many characters as are accepted.
fn longest(word: &str, spaced: bool) -> String {
    let word = if spaced { format!("{word} ") } else { word.to_owned() };
    let text: String = word.chars().cycle().take(TEXT_CHARS_MAX).collect();
    text.trim_end().to_owned()
}

/// Every text as long as accepted, marks, cash on delivery and a ServicePoint.
fn longest_of_all(spaced: bool) -> Label {
    let mut label = samples::busy(LabelLayout::A6);
    for party in [&mut label.receiver, &mut label.sender] {
        party.name = longest("Company", spaced);
        party.attention = format!(
            "{} {}, {}",
            longest("First", spaced),
            longest("Last", spaced),
            longest("Extra", spaced)
        );
        party.street = longest("Straat", spaced);
        party.number = "1111111111 bis".into();
        party.additional_line = longest("Further", spaced);
        party.city = longest("City", spaced);
        party.phone = longest("9", spaced);
    }
    label.sender.number = "2222222222 ter".into();
    label.service_point = Some(LabelServicePoint {
        id: "8003-4125530".into(),
        name: longest("Point", spaced),
        address: longest("Square", spaced),
        post_number: Some("12345678".into()),
    });
    label.order_reference = Some(longest("Order", spaced));
    label.marks = ["INS", "SIGN", "NBB", "COD", "CODE", "BULKY"]
        .map(String::from)
        .to_vec();
    label.references = vec!["W".repeat(15), "Ж".repeat(70)];
    label
}

#[test]
fn house_numbers_stay_whole() {
    for spaced in [false, true] {
        for (place, text) in documents(&longest_of_all(spaced)) {
            for number in ["1111111111 bis", "2222222222 ter"] {
                assert!(text.contains(number), "{number} in {place}\n{text}");
            }
            assert!(text.contains("Stra") && text.contains("3542 AD"), "{place}\n{text}");
        }
    }
}

/// One line where it fits, then two with nothing lost, then an ellipsis in the street.
#[test]
fn streets_shrink_wrap_then_end_before_the_number() {
    let set = |street: &str, number: &str| -> Vec<String> {
        let mut label = samples::plain(LabelLayout::A6);
        (label.receiver.street, label.receiver.number) = (street.into(), number.into());
        let texts = runs(&compose(&label, LabelLayout::A6).unwrap());
        let texts = texts.into_iter().map(|(text, _)| text);
        let of_street = |text: &String| text.contains("laan") || text.contains("111");
        texts.filter(of_street).collect()
    };
    assert_eq!(set("Dorpslaan", "111 bis"), ["Dorpslaan 111 bis"]);
    let wrapped = set("Burgemeester van Grobbendoncklaan", "1111111111 hoog achter");
    assert_eq!(wrapped, ["Burgemeester van Grobbendoncklaan", "1111111111 hoog achter"]);
    let ended = set(&"Bisschopslaan".repeat(10), "1111111111");
    assert!(
        ended.len() == 2 && ended[1].ends_with("… 1111111111") && !ended[0].contains('…'),
        "{ended:?}"
    );
    let number = "1".repeat(60);
    let long = set(&"Bisschopslaan".repeat(10), &number);
    assert!(long[1].ends_with(&number), "{long:?}");
    assert_eq!(set("", "1111"), ["1111"]);
}

#[test]
fn part_of_every_name_stays() {
    let mut label = samples::plain(LabelLayout::A6);
    for spaced in [false, true] {
        let name = |word| longest(word, spaced);
        for party in [&mut label.receiver, &mut label.sender] {
            party.name = name("Company");
            party.attention = format!("{} {}, {}", name("First"), name("Last"), name("Extra"));
        }
        for (place, text) in documents(&label) {
            for part in ["Company", "First", "Last", "Extra"] {
                assert_eq!(text.matches(part).count().min(2), 2, "{part} in {place}\n{text}");
            }
        }
        // Nobody's company: first and last name stand in the first line.
        for party in [&mut label.receiver, &mut label.sender] {
            party.name = format!("{} {}", name("First"), name("Last"));
            party.attention = name("Extra");
        }
        for (place, text) in documents(&label) {
            for part in ["First", "Last", "Extra"] {
                assert!(text.contains(part), "{part} in {place}\n{text}");
            }
        }
        for (place, text) in documents(&longest_of_all(spaced)) {
            for part in ["Compan", "First", "Last", "Extra"] {
                assert!(text.contains(part), "{part} in {place}\n{text}");
            }
        }
    }
}

#[test]
fn names_are_ended_one_by_one() {
    let mut label = samples::plain(LabelLayout::A6);
    label.receiver.attention = format!("{} {}, {}", "F".repeat(140), "L".repeat(140), "A".repeat(140));
    let texts = runs(&compose(&label, LabelLayout::A6).unwrap());
    let person = texts.iter().find(|(text, _)| text.starts_with("FF")).unwrap();
    let additional = texts.iter().find(|(text, _)| text.starts_with("AA")).unwrap();
    assert!(person.0.contains("F… L") && person.0.ends_with("L…"), "{person:?}");
    assert!(additional.0.ends_with("A…"), "{additional:?}");
}

#[test]
fn six_marks_stand_beside_cash_on_delivery() {
    let mut label = samples::busy(LabelLayout::A6);
    let marks = ["INS", "SIGN", "NBB", "COD", "18+", "BULKY"];
    label.marks = marks.map(String::from).to_vec();
    for (place, text) in documents(&label) {
        for mark in marks {
            let is_shown = text.split_whitespace().any(|word| word == mark);
            assert!(is_shown, "{mark} in {place}\n{text}");
        }
    }
    label.marks.extend(["LQ".into(), "EXP".into()]);
    for (place, text) in documents(&label) {
        assert!(
            text.split_whitespace().any(|word| word == "+3") && text.contains("18+") && !text.contains("BULKY"),
            "{place}\n{text}"
        );
    }
}

/// REFERENCE has up to 15 characters, REFERENCE2 up to 70 (reference 6).
#[test]
fn references_are_whole() {
    for wide in ["W", "Ж", "W W W W", "n"] {
        let text = |count| wide.chars().cycle().take(count).collect::<String>();
        for is_return in [false, true] {
            let label = Label {
                is_return,
                piece_number: 249,
                piece_count: 250,
                references: vec![format!("{}X", text(14)), format!("{}Y", text(69))],
                ..samples::plain(LabelLayout::A6)
            };
            for layout in LAYOUTS {
                let canvas = compose(&label, layout).unwrap();
                check(&canvas).unwrap();
                let texts = runs(&canvas);
                let from = texts.iter().rposition(|(text, _)| text.contains("Ref. ")).unwrap();
                let foot: String = texts[from..].iter().take(3).map(|(text, _)| text.as_str()).collect();
                let foot = foot.replace(' ', "");
                for reference in &label.references {
                    assert!(foot.contains(&reference.replace(' ', "")), "{layout:?} {foot}");
                }
            }
            for (place, text) in documents(&label) {
                let is_picture = place.starts_with('D') && wide == "Ж";
                let (xs, ys) = (text.matches('X').count(), text.matches('Y').count());
                assert!(
                    is_picture || (xs >= 1 && ys >= 1 && !text.contains('…') && !text.contains("...")),
                    "{place}\n{text}"
                );
            }
        }
    }
}

#[test]
fn no_sign_is_made_up() {
    let mut label = samples::plain(LabelLayout::A6);
    label.receiver.name = "אבג العربية 日本語".into();
    for (place, text) in documents(&label) {
        assert!(
            text.contains("vg lrbyh RiBenYu") && !text.contains(['?', '`', '\'']),
            "{place}\n{text}"
        );
    }
}

#[test]
fn the_longest_labels_scan() {
    for layout in LAYOUTS {
        let label = Label {
            layout,
            ..longest_of_all(true)
        };
        let pdf = render_pdf(std::slice::from_ref(&label), &PdfOptions::default()).unwrap();
        assert_eq!(
            codes_on(&rasterise(&pdf, 1, 203)),
            [label.routing_code, label.tracker_code]
        );
    }
}
