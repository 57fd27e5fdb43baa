//! Driver manifests, packing slips and invoices: what they say is read back, their codes scan.

use super::samples;
use crate::tools::{codes_on, info_of, rasterise, symbology_of, text_of};
use colli_core::americas::label::SAMPLE_NOTICE;
use colli_documents::americas::{commercial_invoice_pdf, manifest_pdf, packing_slip_pdf};

#[test]
fn the_manifest_is_accepted_by_one_scan() {
    let manifest = samples::manifest(100);
    let pdf = manifest_pdf(&manifest).unwrap();
    let mut expected = vec![manifest.acceptance.as_str().to_owned(), manifest.manifest_id.clone()];
    expected.sort();
    for dpi in [203, 300] {
        let picture = rasterise(&pdf, 1, dpi);
        assert_eq!(codes_on(&picture), expected);
        assert_eq!(
            symbology_of(&picture, manifest.acceptance.as_str()).as_deref(),
            Some("]C1")
        );
        assert_eq!(symbology_of(&picture, &manifest.manifest_id).as_deref(), Some("]C0"));
    }
    let info = info_of(&pdf);
    assert!(
        info.contains("612 x 792 pts (letter)") && info.contains("Pages:           4"),
        "{info}"
    );
    let text = text_of(&pdf);
    for said in [
        "Driver manifest: domestic",
        "9275 0999 9999 9900 0000 71",
        "Mr Hippo",
        "San Francisco CA 94103",
        "USLAX1",
        "Compton, CA",
        "Parcels Ground 34 ",
        "Total 100 ",
        "Driver: signature",
        "Shipper: signature",
        "Page 4 of 4",
        "W-99",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    for package in &manifest.packages {
        assert_eq!(text.matches(&package.tracking_number).count(), 1);
    }
    assert_eq!(pdf, manifest_pdf(&manifest).unwrap());
    assert!(!text.contains(SAMPLE_NOTICE));
}

#[test]
fn the_longest_manifest_is_one_document() {
    let mut manifest = samples::manifest(20_000);
    manifest.notice = Some(SAMPLE_NOTICE);
    manifest.key.is_international = true;
    let pdf = manifest_pdf(&manifest).unwrap();
    let info = info_of(&pdf);
    assert!(
        info.contains("Pages:           418"),
        "{}",
        info.lines().next().unwrap_or_default()
    );
    assert!(pdf.len() < 3_000_000, "{} bytes", pdf.len());
    let empty = text_of(&manifest_pdf(&samples::manifest(0)).unwrap());
    assert!(empty.contains("Page 1 of 1"), "{empty}");
}

#[test]
fn the_packing_slip_lists_the_order() {
    let slip = samples::slip(40);
    let pdf = packing_slip_pdf(&slip).unwrap();
    assert_eq!(pdf, packing_slip_pdf(&slip).unwrap());
    let text = text_of(&pdf);
    for said in [
        "Packing slip",
        "Order #1068",
        "Mrs Hippo",
        "Walnut Creek CA 94598",
        "HM-0001",
        "HM-0040",
        "XL, colour 40",
        "Subtotal USD 34.98",
        "Total USD 44.03",
        "Thank you for your order.",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    let pages = text.matches("Packing slip").count();
    assert!(
        pages > 1 && text.contains(&format!("Page {pages} of {pages}")),
        "{text}"
    );
}

#[test]
fn the_invoice_says_what_customs_ask() {
    for lines in [1, 12, 100] {
        let invoice = samples::invoice(lines);
        let pdf = commercial_invoice_pdf(&invoice).unwrap();
        assert_eq!(pdf, commercial_invoice_pdf(&invoice).unwrap());
        let text = text_of(&pdf);
        for said in [
            "Commercial invoice",
            "INV-2026-0815",
            "Hippo Supplies",
            "Zoë Tremblay",
            "Montréal QC H3G 1H4",
            "EORI US0123456",
            "6109.10.0010",
            "DDP",
            "MERCHANDISE",
            "NOEEI 30.36",
            "GM000000000000000042",
            "Shipping USD 13.17",
            "I declare that the facts",
            "Signature",
        ] {
            assert!(text.contains(said), "{lines}: {said} in {text}");
        }
        assert_eq!(text.matches("6109.10.0010").count(), lines);
        let total = 3_498 * lines + 1_567;
        assert!(
            text.contains(&format!("Total USD {}.{:02}", total / 100, total % 100)),
            "{text}"
        );
    }
}
