//! Printless codes: the QR code reads, the figures are below it.

use crate::tools::{codes_on, rasterise, read_png, text_of};
use colli_documents::{DocumentError, printless_pdf, printless_png};
use jiff::civil::date;

const CODE: &str = "MDP5KLWYM4R";

#[test]
fn the_picture_reads() {
    let png = printless_png(CODE).unwrap();
    let picture = read_png(&png);
    assert_eq!(codes_on(&picture), [CODE]);
    // label-standards 4: at least 240 px across on a phone.
    assert!(picture.width >= 240 && picture.height > picture.width);
    let below = picture.part(0, picture.width, picture.width, picture.height - picture.width);
    assert!(below.darkness() > 0.01, "the code in figures");
    assert_eq!(png, printless_png(CODE).unwrap());
}

#[test]
fn the_page_reads() {
    let pdf = printless_pdf(CODE, date(2026, 3, 2), false).unwrap();
    for dpi in [150, 300] {
        assert_eq!(codes_on(&rasterise(&pdf, 1, dpi)), [CODE]);
    }
    assert!(text_of(&pdf).contains("MDP5 KLWY M4R"));
    assert_eq!(pdf, printless_pdf(CODE, date(2026, 3, 2), false).unwrap());
}

#[test]
fn only_codes_are_drawn() {
    for wrong in ["", "mdp5", "MDP5 KLWY", "MDP5KLWYM4RMDP5KLWYM4R", "MDP^XZ"] {
        assert_eq!(
            printless_png(wrong),
            Err(DocumentError::BarcodeText { field: "printlessCode" }),
            "{wrong}"
        );
    }
}
