//! Looks at documents the way a person with a scanner does: poppler draws and reads PDF, a bar code reader decodes.

use rxing::{BarcodeFormat, DecodeHints, helpers::detect_multiple_in_luma_with_hints};
use std::process::Command;

fn poppler(program: &str, arguments: &[&str], pdf: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("label.pdf");
    std::fs::write(&path, pdf).unwrap();
    let mut command = Command::new(program);
    command.args(arguments).arg(&path);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().unwrap_or_else(|error| {
        panic!("{program} cannot be run ({error}): install poppler-utils, or run `cargo xtask test`")
    });
    assert!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// The text of a PDF in reading order, runs of white space folded.
pub fn pdf_text(pdf: &[u8]) -> String {
    let text = String::from_utf8(poppler("pdftotext", &["-layout"], pdf)).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Pages of a PDF with their sizes in whole millimetres.
pub fn pdf_pages(pdf: &[u8]) -> Vec<(u32, u32)> {
    let info = String::from_utf8(poppler("pdfinfo", &["-l", "-1"], pdf)).unwrap();
    let sizes = info
        .lines()
        .filter(|line| line.starts_with("Page ") && line.contains(" size:"));
    sizes
        .map(|line| {
            let numbers: Vec<f64> = line
                .split_whitespace()
                .skip(3)
                .filter_map(|word| word.parse().ok())
                .collect();
            (millimetres(numbers[0]), millimetres(numbers[1]))
        })
        .collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "page sizes are a few hundred millimetres"
)]
fn millimetres(points: f64) -> u32 {
    (points / 72.0 * 25.4).round() as u32
}

/// Every code on every page of a PDF, drawn at 203 dpi as a label printer would, in page order, each page sorted.
pub fn pdf_codes(pdf: &[u8]) -> Vec<String> {
    let pages = u32::try_from(pdf_pages(pdf).len()).unwrap();
    (1..=pages).flat_map(|page| page_codes(pdf, page)).collect()
}

/// The codes on one page, sorted.
pub fn page_codes(pdf: &[u8], page: u32) -> Vec<String> {
    let page = page.to_string();
    let pgm = poppler("pdftoppm", &["-gray", "-r", "203", "-f", &page, "-l", &page], pdf);
    let (width, height, grey) = read_pgm(&pgm);
    codes_on(grey, width, height)
}

/// The codes on a PNG picture, sorted.
pub fn png_codes(file: &[u8]) -> Vec<String> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let samples = info.color_type.samples();
    let grey = pixels[..info.buffer_size()]
        .chunks_exact(samples)
        .map(|pixel| pixel[0])
        .collect();
    codes_on(grey, info.width, info.height)
}

/// `P5 width height 255` and the pixels.
fn read_pgm(file: &[u8]) -> (u32, u32, Vec<u8>) {
    let (mut at, mut fields) = (0, Vec::new());
    while fields.len() < 4 {
        let end = at + file[at..].iter().position(u8::is_ascii_whitespace).unwrap();
        fields.push(std::str::from_utf8(&file[at..end]).unwrap());
        at = end + 1;
    }
    assert_eq!((fields[0], fields[3]), ("P5", "255"));
    (
        fields[1].parse().unwrap(),
        fields[2].parse().unwrap(),
        file[at..].to_vec(),
    )
}

fn codes_on(grey: Vec<u8>, width: u32, height: u32) -> Vec<String> {
    let formats = [BarcodeFormat::CODE_128, BarcodeFormat::QR_CODE];
    let mut hints = DecodeHints {
        TryHarder: Some(true),
        PossibleFormats: Some(formats.into()),
        ..DecodeHints::default()
    };
    let found = detect_multiple_in_luma_with_hints(grey, width, height, &mut hints).unwrap_or_default();
    let mut texts: Vec<String> = found.iter().map(|code| code.getText().to_owned()).collect();
    texts.sort();
    texts.dedup();
    texts
}

/// Whether bytes occur in a document.
pub fn contains(document: &[u8], text: &str) -> bool {
    document.windows(text.len()).any(|window| window == text.as_bytes())
}
