//! The programs the tests look through: poppler for PDF, a ZPL renderer, a bar code reader.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A grey picture.
#[derive(Clone)]
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) grey: Vec<u8>,
}

impl Picture {
    /// A part of the picture.
    pub(crate) fn part(&self, x: u32, y: u32, width: u32, height: u32) -> Self {
        let rows = (y..y + height).map(|row| (row * self.width + x) as usize);
        let grey = rows
            .flat_map(|at| self.grey[at..at + width as usize].to_vec())
            .collect();
        Self { width, height, grey }
    }

    /// The share of dark pixels.
    pub(crate) fn darkness(&self) -> f64 {
        let dark = self.grey.iter().filter(|grey| **grey < 128).count();
        f64::from(u32::try_from(dark).unwrap()) / f64::from(self.width * self.height)
    }
}

fn run(program: &str, package: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(arguments).output().unwrap_or_else(|error| {
        panic!("{program} cannot be run ({error}): install {package}, or run `cargo xtask test`")
    });
    assert!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

fn pdf_file(pdf: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("label.pdf");
    std::fs::write(&path, pdf).unwrap();
    (folder, path.to_str().unwrap().to_owned())
}

/// Draws one page of a PDF.
pub(crate) fn rasterise(pdf: &[u8], page: u32, dpi: u32) -> Picture {
    let (_folder, path) = pdf_file(pdf);
    let (page, dpi) = (page.to_string(), dpi.to_string());
    let arguments = ["-gray", "-r", &dpi, "-f", &page, "-l", &page, &path];
    read_pgm(&run("pdftoppm", "poppler-utils", &arguments))
}

/// The text of a PDF in reading order, runs of spaces folded.
pub(crate) fn text_of(pdf: &[u8]) -> String {
    let (_folder, path) = pdf_file(pdf);
    let text = String::from_utf8(run("pdftotext", "poppler-utils", &["-layout", &path, "-"])).unwrap();
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" "))
        .collect();
    lines.join("\n")
}

/// What poppler says about a PDF: pages, sizes, dates.
pub(crate) fn info_of(pdf: &[u8]) -> String {
    let (_folder, path) = pdf_file(pdf);
    String::from_utf8(run("pdfinfo", "poppler-utils", &["-l", "-1", &path])).unwrap()
}

/// `P5 width height 255` and the pixels.
fn read_pgm(file: &[u8]) -> Picture {
    let (mut at, mut fields) = (0, Vec::new());
    while fields.len() < 4 {
        let end = at + file[at..].iter().position(u8::is_ascii_whitespace).unwrap();
        fields.push(std::str::from_utf8(&file[at..end]).unwrap());
        at = end + 1;
    }
    assert_eq!((fields[0], fields[3]), ("P5", "255"));
    Picture {
        width: fields[1].parse().unwrap(),
        height: fields[2].parse().unwrap(),
        grey: file[at..].to_vec(),
    }
}

/// Draws ZPL formats of A6 labels as a printer of 8 or 12 dots per millimetre would, in the order given.
pub(crate) fn draw_zpl(formats: &[Vec<u8>], dots_per_mm: u32) -> Vec<Picture> {
    draw_zpl_of(formats, ["105", "148"], dots_per_mm)
}

/// Draws ZPL formats of a width and height in millimetres.
pub(crate) fn draw_zpl_of(formats: &[Vec<u8>], [width, height]: [&str; 2], dots_per_mm: u32) -> Vec<Picture> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/zpl");
    assert!(
        scripts.join("node_modules").is_dir(),
        "run `npm ci` in {}, or `cargo xtask test`",
        scripts.display()
    );
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = (0..formats.len())
        .map(|i| folder.path().join(format!("{i:03}.zpl")))
        .collect();
    for (file, format) in files.iter().zip(formats) {
        std::fs::write(file, format).unwrap();
    }
    let (script, dots) = (scripts.join("render.mjs"), dots_per_mm.to_string());
    let arguments = [
        script.to_str().unwrap(),
        folder.path().to_str().unwrap(),
        width,
        height,
        &dots,
    ];
    run("node", "Node.js 20 or newer", &arguments);
    files
        .iter()
        .map(|file| read_png(&std::fs::read(file.with_extension("png")).unwrap()))
        .collect()
}

/// Any PNG picture as grey.
pub(crate) fn read_png(file: &[u8]) -> Picture {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let grey = pixels[..info.buffer_size()]
        .chunks_exact(info.color_type.samples())
        .map(|pixel| pixel[0])
        .collect();
    Picture {
        width: info.width,
        height: info.height,
        grey,
    }
}

/// Every code on a picture, sorted. FNC1 between elements of a GS1 symbol is the group separator.
pub(crate) fn codes_on(picture: &Picture) -> Vec<String> {
    let mut texts: Vec<String> = symbols_on(picture).into_iter().map(|(text, _)| text).collect();
    texts.sort();
    texts.dedup();
    texts
}

/// The symbology identifier of the linear code on a picture that holds a text: `]C1` for GS1-128, `]C0` for Code 128.
pub(crate) fn symbology_of(picture: &Picture, text: &str) -> Option<String> {
    symbols_on(picture)
        .into_iter()
        .find_map(|(found, symbology)| (found == text).then_some(symbology))
}

fn symbols_on(picture: &Picture) -> Vec<(String, String)> {
    use rxing::{BarcodeFormat, DecodeHints, helpers::detect_multiple_in_luma_with_hints};
    let formats = [BarcodeFormat::CODE_128, BarcodeFormat::QR_CODE];
    let mut hints = DecodeHints {
        TryHarder: Some(true),
        AssumeGs1: Some(true),
        PossibleFormats: Some(formats.into()),
        ..DecodeHints::default()
    };
    let found = detect_multiple_in_luma_with_hints(picture.grey.clone(), picture.width, picture.height, &mut hints);
    // Told so, the reader writes what a scanner sends: `]C1` for FNC1 at the start, GS for later ones.
    let split = |text: &str| match text.strip_prefix("]C1") {
        Some(rest) => (rest.to_owned(), "]C1".to_owned()),
        None => (text.to_owned(), "]C0".to_owned()),
    };
    let found = found.unwrap_or_default();
    found.iter().map(|code| split(code.getText())).collect()
}
