//! Whatever the facts are: labels keep their places, nothing becomes a command, what may not be lost is refused.

use super::samples;
use crate::canvas::check_of;
use colli_core::americas::label::AmericasLabel;
use colli_core::americas::postal_party::PostalParty;
use colli_documents::DocumentError;
use colli_documents::americas::{
    Form, LabelFile, americas_label, commercial_invoice_pdf, compose, manifest_pdf, packing_slip_pdf,
};
use colli_documents::layout::Item;
use proptest::prelude::*;

const FORMS: [Form; 3] = [Form::FourBySix, Form::A6, Form::Strip];
const MODULES: &[i32] = &[375, 339];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-zÀ-ž ]{1,200}",
        "\\PC{1,60}",
        "[^\\x00]{1,40}",
        Just(String::new()),
        Just("W".repeat(300)),
        Just("ŉßﬀ ".repeat(30)),
        Just("A^XZ~JA_\\B (x) \\( 😀".to_owned()),
    ]
}

fn fill(party: &mut PostalParty, texts: &[String]) {
    party.name = format!("A{}", texts[0]);
    party.company.clone_from(&texts[1]);
    party.street.clone_from(&texts[2]);
    party.additional_line.clone_from(&texts[3]);
    party.city.clone_from(&texts[4]);
    party.region = texts[5].chars().take(3).collect();
    party.phone.clone_from(&texts[6]);
    party.email.clone_from(&texts[7]);
}

fn filled(texts: &[String], is_abroad: bool, is_sample: bool) -> AmericasLabel {
    let mut label = if is_abroad {
        samples::abroad(texts.len() % 12)
    } else {
        samples::busy()
    };
    fill(&mut label.receiver, texts);
    fill(&mut label.sender, &texts[4..]);
    label.service_name.clone_from(&texts[8]);
    label.class_mark = texts[9].chars().take(4).collect();
    label.postage = texts[..4].to_vec();
    label.reference_1 = Some(texts[10].clone());
    label.reference_2 = Some(texts[11].clone());
    label.facility.clone_from(&texts[3]);
    label.pickup_number.clone_from(&texts[2]);
    label.marks = texts.iter().take(texts[0].len() % 6).cloned().collect();
    label.endorsement = Some(texts[5].clone());
    if !is_sample {
        label.notice = None;
    }
    for (goods, text) in label
        .customs
        .iter_mut()
        .flat_map(|customs| &mut customs.goods)
        .zip(texts)
    {
        goods.description.clone_from(text);
        goods.code.clone_from(text);
    }
    label
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_keeps_its_place(
        texts in prop::collection::vec(text(), 12), is_abroad in any::<bool>(), is_sample in any::<bool>(),
        form in prop::sample::select(FORMS.to_vec()),
    ) {
        let label = filled(&texts, is_abroad, is_sample);
        check_of(&compose(&label, form, MODULES).unwrap(), 1)?;
        prop_assert!(americas_label(&label, LabelFile::Pdf4x8).is_ok());
        let zpl = String::from_utf8(americas_label(&label, LabelFile::Zpl).unwrap()).unwrap();
        prop_assert!(!zpl.contains('~') && zpl.matches("^XA").count() == 1 && zpl.matches("^XZ").count() == 1);
        for command in zpl.split('^').skip(1) {
            let known = ["XA", "CI", "PW", "LL", "LH", "FO", "GB", "FS", "BY", "BC", "FD", "FT", "A0", "FB", "FR", "FH", "GF", "XZ"];
            prop_assert!(known.iter().any(|known| command.starts_with(known)), "{command}");
        }
    }

    #[test]
    fn any_text_makes_a_letter(texts in prop::collection::vec(text(), 12), lines in 0..40usize) {
        let mut manifest = samples::manifest(lines);
        fill(&mut manifest.shipper, &texts);
        manifest.pickup_number.clone_from(&texts[8]);
        manifest.key.facility.clone_from(&texts[9]);
        manifest.facility_place.clone_from(&texts[10]);
        for (package, text) in manifest.packages.iter_mut().zip(texts.iter().cycle()) {
            package.service_name.clone_from(text);
            package.reference.clone_from(text);
            package.destination.clone_from(text);
        }
        prop_assert!(manifest_pdf(&manifest).is_ok());
        let mut slip = samples::slip(lines);
        fill(&mut slip.to, &texts);
        slip.order_number.clone_from(&texts[8]);
        slip.notes = texts.concat();
        for (item, text) in slip.items.iter_mut().zip(texts.iter().cycle()) {
            item.title.clone_from(text);
            item.variant.clone_from(text);
            item.sku.clone_from(text);
        }
        prop_assert!(packing_slip_pdf(&slip).is_ok());
        let mut invoice = samples::invoice(lines);
        fill(&mut invoice.consignee, &texts);
        invoice.importer = Some(invoice.consignee.clone());
        invoice.number.clone_from(&texts[8]);
        invoice.notes = texts.concat();
        invoice.exporter_ids.clone_from(&texts);
        invoice.currency.clone_from(&texts[9]);
        for (item, text) in invoice.items.iter_mut().zip(texts.iter().cycle()) {
            item.description.clone_from(text);
            item.tariff_code.clone_from(text);
            item.value_minor = i64::MAX;
        }
        prop_assert!(commercial_invoice_pdf(&invoice).is_ok());
    }
}

#[test]
fn samples_keep_their_places() {
    for form in FORMS {
        for label in [
            samples::plain(),
            samples::busy(),
            samples::abroad(1),
            samples::abroad(30),
        ] {
            let canvas = compose(&label, form, MODULES).unwrap();
            check_of(&canvas, 1).unwrap();
            let codes = canvas.items.iter().filter_map(|item| {
                if let Item::Barcode(code) = item {
                    Some(code)
                } else {
                    None
                }
            });
            for code in codes {
                // label-standards 1.6.
                assert!(code.module_um >= 330, "{form:?}");
                assert!(code.h >= 1_905 || label.routing_code.is_empty(), "{form:?}");
            }
        }
    }
}

#[test]
fn what_may_not_be_lost_is_refused() {
    let with = |change: fn(&mut AmericasLabel)| {
        let mut label = samples::plain();
        change(&mut label);
        americas_label(&label, LabelFile::Pdf4x6)
            .map(|pdf| pdf.len())
            .unwrap_err()
    };
    let barcode = |field| DocumentError::BarcodeText { field };
    assert_eq!(
        with(|label| label.shown_number = "420945989261299999999900348427".into()),
        barcode("trackerCode")
    );
    assert_eq!(
        with(|label| label.shown_number = "9261299999999900348426".into()),
        barcode("routingCode")
    );
    assert_eq!(
        with(|label| (label.routing_code, label.shown_number) = (String::new(), "GM^XZ".into())),
        barcode("trackerCode")
    );
    assert_eq!(
        with(|label| label.receiver.postal_code = "9".repeat(200)),
        DocumentError::Overflow { field: "postalCode" }
    );
    assert_eq!(
        with(|label| (label.receiver.name, label.receiver.company) = ("😀□".into(), String::new())),
        DocumentError::Unprintable { field: "receiver.name" }
    );
    let mut manifest = samples::manifest(1);
    manifest.manifest_id = "a^XZ".into();
    assert_eq!(manifest_pdf(&manifest), Err(barcode("manifestId")));
}
