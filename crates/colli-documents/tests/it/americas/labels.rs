//! Labels: each file type scans at both resolutions, and keeps its size and its text.

use super::samples;
use crate::samples as parcel;
use crate::tools::{codes_on, draw_zpl_of, info_of, rasterise, read_png, symbology_of, text_of};
use colli_core::americas::label::AmericasLabel;
use colli_core::label::LabelLayout;
use colli_documents::DocumentError;
use colli_documents::americas::{LabelFile, americas_label, americas_labels, gateway_label, gateway_labels};

const PDFS: [(LabelFile, &str); 6] = [
    (LabelFile::Pdf4x6, "288 x 432 pts"),
    (LabelFile::Pdf4x8, "288 x 576 pts"),
    (LabelFile::PdfA4, "595.276 x 841.89 pts (A4)"),
    (LabelFile::PdfA5, "419.528 x 595.276 pts"),
    (LabelFile::PdfA6, "297.638 x 419.528 pts"),
    (LabelFile::Pdf2_3x7_5, "165.6 x 540 pts"),
];

fn all() -> [AmericasLabel; 3] {
    [samples::plain(), samples::busy(), samples::abroad(9)]
}

/// What a reader says: the separator between routing and package code is GS.
fn scanned(label: &AmericasLabel) -> Vec<String> {
    let separator = if label.routing_code.is_empty() { "" } else { "\u{1d}" };
    vec![format!("{}{separator}{}", label.routing_code, label.tracker_code)]
}

fn check_symbol(picture: &crate::tools::Picture, label: &AmericasLabel, place: &str) {
    let expected = scanned(label);
    assert_eq!(codes_on(picture), expected, "{place}");
    let symbology = if label.routing_code.is_empty() { "]C0" } else { "]C1" };
    assert_eq!(
        symbology_of(picture, &expected[0]).as_deref(),
        Some(symbology),
        "{place}"
    );
}

#[test]
fn every_pdf_scans_and_has_its_size() {
    for label in all() {
        for (file, size) in PDFS {
            let pdf = americas_label(&label, file).unwrap();
            assert!(info_of(&pdf).contains(size), "{file:?}: {}", info_of(&pdf));
            assert!(
                pdf.starts_with(b"%PDF-") && pdf.len() < 25_000,
                "{file:?}: {} bytes",
                pdf.len()
            );
            for dpi in [203, 300] {
                check_symbol(&rasterise(&pdf, 1, dpi), &label, &format!("{file:?} at {dpi} dpi"));
            }
        }
    }
}

/// label-standards 6.3: a margin below the resolution of printers.
#[test]
fn labels_scan_with_a_margin() {
    for label in all() {
        let pdf = americas_label(&label, LabelFile::Pdf4x6).unwrap();
        check_symbol(&rasterise(&pdf, 1, 150), &label, "150 dpi");
    }
}

#[test]
fn pictures_scan_and_have_whole_dots() {
    for label in all() {
        for (file, size) in [(LabelFile::Png, (1_200, 1_800)), (LabelFile::Png2_3x7_5, (690, 2_250))] {
            let png = americas_label(&label, file).unwrap();
            assert!(
                png.starts_with(b"\x89PNG") && png.len() < 100_000,
                "{} bytes",
                png.len()
            );
            let picture = read_png(&png);
            assert_eq!((picture.width, picture.height), size);
            check_symbol(&picture, &label, &format!("{file:?}"));
            assert!(picture.grey.iter().all(|grey| [0, 255].contains(grey)));
        }
    }
}

#[test]
fn printers_draw_the_same_codes() {
    let formats: Vec<Vec<u8>> = all()
        .iter()
        .map(|label| americas_label(label, LabelFile::Zpl).unwrap())
        .collect();
    let text = String::from_utf8(formats[0].clone()).unwrap();
    assert!(text.contains("^PW812^LL1218"), "{text}");
    // label-standards 2 and 6.1.
    assert!(
        text.contains("^BY3^BCN,176,N,N,N,N^FD>;>842094598>89261299999999900348426^FS"),
        "{text}"
    );
    for (label, picture) in all().iter().zip(draw_zpl_of(&formats, ["101.6", "152.4"], 8)) {
        check_symbol(&picture, label, "ZPL");
    }
}

#[test]
fn what_a_label_says_is_text() {
    let text = text_of(&americas_label(&samples::busy(), LabelFile::Pdf4x6).unwrap());
    for said in [
        "9261 2999 9999 9900 3484 26",
        "USPS SIGNATURE TRACKING # eVS",
        "WALNUT CREEK CA 94598",
        "SAN FRANCISCO CA 94103",
        "RETURN SERVICE REQUESTED",
        "LITHIUM METAL UN3091 WITH EQUIPMENT",
        "COD USD 25.00",
        "SAMPLE - NOT FOR POSTAGE",
        "Ref 2: Billing reference of 30 chars.",
        "2 lb 3.3 oz",
        "USLAX1",
        "RETURN",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    // The routing part is for machines alone.
    assert!(!text.contains("42094598"), "{text}");
    let text = text_of(&americas_label(&samples::abroad(2), LabelFile::Pdf4x6).unwrap());
    for said in [
        "MONTRÉAL QC H3G 1H4",
        "CANADA",
        "GM00 0000 0000 0000 0042",
        "6109100010",
        "USD 37.50",
        "DDP",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    let text = text_of(&americas_label(&samples::abroad(9), LabelFile::Pdf4x6).unwrap());
    assert!(
        text.contains("and 6 more lines") && text.contains("USD 562.50"),
        "{text}"
    );
    let voided = samples::plain().voided();
    assert!(text_of(&americas_label(&voided, LabelFile::PdfA6).unwrap()).contains("VOID - DO NOT MAIL"));
}

#[test]
fn a_hundred_labels_make_one_file() {
    let labels: Vec<AmericasLabel> = all().into_iter().cycle().take(100).collect();
    let pdf = americas_labels(&labels, LabelFile::Png.merged()).unwrap();
    assert!(info_of(&pdf).contains("Pages:           100"));
    assert!(pdf.len() < 100 * 4_000, "{} bytes", pdf.len());
    check_symbol(&rasterise(&pdf, 99, 203), &labels[98], "page 99");
    assert_eq!(pdf, americas_labels(&labels, LabelFile::Pdf4x6).unwrap());
    let zpl = String::from_utf8(americas_labels(&labels, LabelFile::Zpl).unwrap()).unwrap();
    assert_eq!((zpl.matches("^XA").count(), zpl.matches("^XZ").count()), (100, 100));
    let strips = americas_labels(&labels[..2], LabelFile::Pdf2_3x7_5).unwrap();
    assert!(info_of(&strips).contains("Pages:           2"));
    assert_eq!(
        americas_labels(&labels, LabelFile::Png),
        Err(DocumentError::OneLabelOnly)
    );
    assert_eq!(americas_labels(&[], LabelFile::Pdf4x6), Err(DocumentError::Empty));
}

#[test]
fn equal_labels_have_equal_bytes() {
    for (_, file) in LabelFile::NAMES {
        for label in all() {
            assert_eq!(
                americas_label(&label, file),
                americas_label(&label.clone(), file),
                "{file:?}"
            );
        }
    }
}

#[test]
fn file_types_have_their_names() {
    for (name, file) in LabelFile::NAMES {
        assert_eq!(LabelFile::parse(name), Some(file));
        let is_kind = |kind: &str| file.content_type().contains(kind);
        let kinds = [("pdf", "application/pdf"), ("png", "image/png"), ("zpl", "text/plain")];
        assert!(
            kinds
                .iter()
                .any(|(extension, kind)| file.extension() == *extension && is_kind(kind))
        );
        assert_eq!(LabelFile::parse(file.name()), Some(file));
    }
    for unknown in ["", "pdf", "PDF_4X6", "PDF_A3", "ZPL"] {
        assert_eq!(LabelFile::parse(unknown), None, "{unknown}");
    }
    assert_eq!((LabelFile::default().name(), LabelFile::Png.name()), ("PDF_4x6", "PNG"));
}

/// Labels of the parcel network stand whole on the pages of the gateway.
#[test]
fn parcel_labels_go_on_every_page() {
    for label in [parcel::plain(LabelLayout::A4Third), parcel::returned(LabelLayout::A6)] {
        let expected = vec![label.routing_code.clone(), label.tracker_code.clone()];
        for (file, size) in PDFS {
            let size = if file == LabelFile::Pdf2_3x7_5 {
                "288 x 432 pts"
            } else {
                size
            };
            let pdf = gateway_label(&label, file).unwrap();
            assert!(info_of(&pdf).contains(size), "{file:?}: {}", info_of(&pdf));
            for dpi in [203, 300] {
                assert_eq!(codes_on(&rasterise(&pdf, 1, dpi)), expected, "{file:?}");
            }
        }
        for file in [LabelFile::Png, LabelFile::Png2_3x7_5] {
            let picture = read_png(&gateway_label(&label, file).unwrap());
            assert_eq!((picture.width, picture.height), (1_200, 1_800));
            assert_eq!(codes_on(&picture), expected);
        }
        let zpl = gateway_label(&label, LabelFile::Zpl).unwrap();
        let picture = &draw_zpl_of(&[zpl], ["101.6", "152.4"], 8)[0];
        assert_eq!(codes_on(picture), expected);
        // Nothing runs over an edge.
        for (x, y, w, h) in [(0, 0, 20, picture.height), (picture.width - 20, 0, 20, picture.height)] {
            assert!(picture.part(x, y, w, h).darkness() < 0.000_1);
        }
    }
    let two = [parcel::plain(LabelLayout::A6), parcel::locker(LabelLayout::A6)];
    assert!(info_of(&gateway_labels(&two, LabelFile::PdfA6).unwrap()).contains("Pages:           2"));
    assert_eq!(gateway_labels(&[], LabelFile::Zpl), Err(DocumentError::Empty));
}
