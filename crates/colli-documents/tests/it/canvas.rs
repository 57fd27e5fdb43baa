//! What is placed stays in its place, whatever the facts are.

use crate::samples;
use colli_core::label::{Label, LabelLayout, LabelServicePoint};
use colli_documents::label::compose;
use colli_documents::layout::{Canvas, Item, Rect};
use colli_documents::{DocumentError, PdfOptions, render_pdf};
use proptest::prelude::*;

const LAYOUTS: [LabelLayout; 3] = [LabelLayout::A6, LabelLayout::A4Third, LabelLayout::A4];

/// Text inside the printable area, both bar codes apart from all else.
pub(crate) fn check(canvas: &Canvas<'_>) -> Result<(), TestCaseError> {
    check_of(canvas, 2)
}

/// The same with a number of bar codes.
pub(crate) fn check_of(canvas: &Canvas<'_>, code_count: usize) -> Result<(), TestCaseError> {
    let page = Rect::new(0, 0, canvas.width, canvas.height).inset(450);
    let codes: Vec<Rect> = canvas
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Barcode(code) => Some(code.bounds()),
            _ => None,
        })
        .collect();
    prop_assert_eq!(codes.len(), code_count);
    let mut texts: Vec<(Rect, &str)> = Vec::new();
    for item in &canvas.items {
        let bounds = match item {
            Item::Text(run) => run.bounds(),
            Item::Fill(rect) | Item::Frame { rect, .. } => *rect,
            Item::Barcode(code) => code.bounds(),
            Item::CutGuide { .. } | Item::Qr(_) | Item::Stroke(_) => continue,
        };
        prop_assert!(page.contains(&bounds), "{item:?}");
        if !matches!(item, Item::Barcode(_)) {
            prop_assert!(!codes.iter().any(|code| code.overlaps(&bounds)), "{item:?}");
        }
        if let Item::Text(run) = item {
            let tight = Rect {
                y: bounds.y + run.size / 8,
                h: run.size / 2,
                ..bounds
            };
            let other = texts.iter().find(|(other, _)| other.overlaps(&tight));
            prop_assert!(other.is_none(), "{} on {other:?}", run.text);
            texts.push((tight, &run.text));
        }
    }
    Ok(())
}

fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-zÀ-ž ]{1,200}",
        "\\PC{1,60}",
        "[^\\x00]{1,40}",
        Just("W".repeat(300)),
        Just("A^XZ~JA_\\B (x) \\( 😀".to_owned()),
    ]
}

#[test]
fn samples_keep_their_places() {
    for layout in LAYOUTS {
        for label in [
            samples::plain(layout),
            samples::busy(layout),
            samples::locker(layout),
            samples::returned(layout),
        ] {
            check(&compose(&label, layout).unwrap()).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_keeps_its_place(
        texts in prop::collection::vec(hostile(), 15),
        layout in prop::sample::select(LAYOUTS.to_vec()),
        has_point in any::<bool>(), is_return in any::<bool>(), marks in 0..9usize, pieces in 1..2000u32,
    ) {
        let mut label = Label { is_return, piece_number: pieces, piece_count: pieces, ..samples::busy(layout) };
        label.receiver.name = format!("A{}", texts[0]);
        label.receiver.attention.clone_from(&texts[1]);
        label.receiver.street.clone_from(&texts[2]);
        label.receiver.additional_line.clone_from(&texts[3]);
        label.receiver.city.clone_from(&texts[4]);
        label.receiver.phone.clone_from(&texts[5]);
        label.sender.name = format!("A{}", texts[6]);
        label.sender.street.clone_from(&texts[7]);
        label.receiver.number.clone_from(&texts[12]);
        label.sender.number.clone_from(&texts[13]);
        label.sender.attention = format!("{}, {}", texts[14], texts[1]);
        label.sender.additional_line.clone_from(&texts[12]);
        label.product_label.clone_from(&texts[8]);
        label.references = vec![texts[9].clone(), texts[0].clone()];
        label.order_reference = Some(texts[10].clone());
        label.marks = texts.iter().take(marks).cloned().collect();
        label.service_point = has_point.then(|| LabelServicePoint {
            id: "8003-4125530".into(),
            name: texts[11].clone(),
            address: texts[3].clone(),
            post_number: Some("12345678".into()),
        });
        check(&compose(&label, layout).unwrap())?;
        prop_assert!(render_pdf(&[label], &PdfOptions::default()).is_ok());
    }
}

/// label-standards 5.2: postal code, country and codes are never cut.
#[test]
fn what_may_not_be_cut_is_refused() {
    let with = |change: fn(&mut Label)| {
        let mut label = samples::plain(LabelLayout::A6);
        change(&mut label);
        compose(&label, LabelLayout::A6)
            .map(|canvas| canvas.items.len())
            .unwrap_err()
    };
    let overflow = |field| DocumentError::Overflow { field };
    assert_eq!(
        with(|label| label.receiver.postal_code = "9".repeat(40)),
        overflow("postalCode")
    );
    assert_eq!(
        with(|label| label.receiver.country_name = "Land of ".repeat(20)),
        overflow("countryName")
    );
    assert_eq!(
        with(|label| label.tracker_code = "J".repeat(40)),
        overflow("trackerCode")
    );
    assert_eq!(with(|label| label.account = Some("0".repeat(40))), overflow("account"));
    assert_eq!(
        with(|label| label.routing_code.clear()),
        DocumentError::BarcodeText { field: "routingCode" }
    );
    assert_eq!(
        with(|label| label.tracker_code = "JVGL^XZ".into()),
        DocumentError::BarcodeText { field: "trackerCode" }
    );
    assert_eq!(
        with(|label| label.receiver.name = "😀□".into()),
        DocumentError::Unprintable { field: "receiver.name" }
    );
    assert_eq!(render_pdf(&[], &PdfOptions::default()), Err(DocumentError::Empty));
}

#[test]
fn long_names_shrink_wrap_then_end() {
    let mut label = samples::plain(LabelLayout::A6);
    let set = |label: &Label| -> Vec<(String, i32)> {
        let canvas = compose(label, LabelLayout::A6).unwrap();
        let runs = canvas
            .items
            .iter()
            .filter_map(|item| if let Item::Text(run) = item { Some(run) } else { None });
        runs.filter(|run| run.text.contains("Vereniging"))
            .map(|run| (run.text.to_string(), run.size))
            .collect()
    };
    label.receiver.name = "Vereniging Zon".into();
    let short = set(&label);
    label.receiver.name = "Vereniging van Vrienden van de Zon".into();
    let long = set(&label);
    assert!(long[0].1 < short[0].1 && long[0].0 == label.receiver.name, "{long:?}");
    label.receiver.name = "Vereniging ".repeat(5);
    assert_eq!(set(&label).len(), 2);
    label.receiver.name = "Vereniging ".repeat(50);
    let ended = set(&label);
    assert!(ended.len() == 2 && ended[0].0.ends_with('…'), "{ended:?}");
}
