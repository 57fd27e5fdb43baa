//! Proofs of delivery: what they say is read back, the signature is ink and the name's own.

use crate::tools::{Picture, info_of, rasterise, read_png, text_of};
use colli_documents::{ProofOfDelivery, proof_of_delivery_pdf, proof_of_delivery_png};
use jiff::civil::date;

fn proof(signed_by: &str) -> ProofOfDelivery {
    ProofOfDelivery {
        tracker_code: "JVGL08500001000000000017".to_owned(),
        receiver: "Zoë Jørgensen-Łukasz".to_owned(),
        town: "Utrecht, NL".to_owned(),
        signed_by: signed_by.to_owned(),
        delivered_at: date(2026, 3, 3).at(14, 5, 9, 0),
        offset: "+01:00".to_owned(),
    }
}

/// The inside of the box of the signature, at 8 dots a millimetre.
fn signature(picture: &Picture) -> Picture {
    picture.part(10 * 8, 57 * 8, 128 * 8, 32 * 8)
}

#[test]
fn the_page_says_who_when_and_what() {
    let pdf = proof_of_delivery_pdf(&proof("J. Jørgensen"));
    let text = text_of(&pdf);
    for said in [
        "Proof of delivery",
        "JVGL 0850 0001 0000 0000 0017",
        "3 March 2026, 14:05:09 (+01:00)",
        "Zoë Jørgensen-Łukasz",
        "Utrecht, NL",
        "J. Jørgensen",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(info_of(&pdf).contains("Pages:           1"), "{}", info_of(&pdf));
    assert_eq!(pdf, proof_of_delivery_pdf(&proof("J. Jørgensen")));
    assert!(pdf.len() < 25_000, "{} bytes", pdf.len());
}

#[test]
fn page_and_picture_show_the_same_signature() {
    let pdf = proof_of_delivery_pdf(&proof("J. Jørgensen"));
    let page = signature(&rasterise(&pdf, 1, 203));
    let picture = signature(&read_png(&proof_of_delivery_png(&proof("J. Jørgensen")).unwrap()));
    assert!(
        picture.darkness() > 0.01 && picture.darkness() < 0.2,
        "{}",
        picture.darkness()
    );
    let apart = (page.darkness() - picture.darkness()).abs();
    assert!(apart < 0.01, "{} and {}", page.darkness(), picture.darkness());
}

#[test]
fn a_name_has_a_signature_of_its_own() {
    let draw = |name: &str| proof_of_delivery_png(&proof(name)).unwrap();
    assert_eq!(draw("A. Bakker"), draw("A. Bakker"));
    let of = |name: &str| signature(&read_png(&draw(name))).grey;
    assert_ne!(of("A. Bakker"), of("B. Bakker"));
}

#[test]
fn odd_names_stay_on_the_sheet() {
    for name in [
        "",
        "x",
        "李小龙",
        "🎁",
        &"Wolfeschlegelsteinhausenbergerdorff ".repeat(4),
        "a) Tj (b\\",
    ] {
        let proof = ProofOfDelivery {
            receiver: name.to_owned(),
            town: name.to_owned(),
            ..proof(name)
        };
        let picture = read_png(&proof_of_delivery_png(&proof).unwrap());
        assert_eq!((picture.width, picture.height), (1_184, 840));
        for edge in [0, picture.width - 60] {
            assert!(picture.part(edge, 0, 60, picture.height).darkness() < 0.001, "{name}");
        }
        assert!(text_of(&proof_of_delivery_pdf(&proof)).contains("Signed by"));
    }
}
