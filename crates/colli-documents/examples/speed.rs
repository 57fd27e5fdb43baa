//! How fast labels are drawn on one core, and how big they are:
//! `cargo run --release -p colli-documents --example speed`.
#![expect(clippy::print_stdout, reason = "a program that reports")]

#[expect(dead_code, reason = "the tests draw the other samples")]
#[path = "../tests/it/samples.rs"]
mod samples;

use colli_core::label::{Label, LabelLayout};
use colli_documents::pdf::{PageSize, PdfOptions, render_pdf};
use colli_documents::zpl::{Dpi, render_zpl};
use std::time::Instant;

const SINGLES: u32 = 20_000;
const BULK: u32 = 500;
const ROUNDS: u32 = 20;

/// A label of European text that differs from all others.
fn label(layout: LabelLayout, number: u32) -> Label {
    let names = [
        "Łukasz Żółciński",
        "Δημήτρης Παπαδόπουλος",
        "Олександр Ґонта",
        "Ștefan Brâncuși",
        "Maria van den Berg",
    ];
    let name = names[number as usize % names.len()];
    Label {
        tracker_code: format!("JVGL08500001{number:012}"),
        order_reference: Some(format!("W-{number}")),
        weight_g: Some(number % 30_000),
        ..samples::abroad(
            layout,
            name,
            &format!("Straße {number} ö"),
            ("3542 AD", "Køge"),
            ("NL", "Netherlands"),
        )
    }
}

fn main() -> Result<(), colli_documents::DocumentError> {
    for layout in [LabelLayout::A6, LabelLayout::A4Third] {
        let name = layout.setting();
        let labels: Vec<Label> = (0..SINGLES).map(|n| label(layout, n)).collect();
        let (start, mut bytes) = (Instant::now(), 0);
        for label in &labels {
            bytes += render_pdf(std::slice::from_ref(label), &PdfOptions::default())?.len();
        }
        report(&format!("{name} PDF, one by one"), SINGLES, start, bytes);
        let (start, mut bytes) = (Instant::now(), 0);
        for _ in 0..ROUNDS {
            bytes += render_pdf(&labels[..BULK as usize], &PdfOptions::default())?.len();
        }
        report(&format!("{name} PDF, {BULK} in one"), BULK * ROUNDS, start, bytes);
        let a4 = PdfOptions {
            page_size: PageSize::A4,
            ..PdfOptions::default()
        };
        let (start, mut bytes) = (Instant::now(), 0);
        for _ in 0..ROUNDS {
            bytes += render_pdf(&labels[..BULK as usize], &a4)?.len();
        }
        report(&format!("{name} PDF, {BULK} on A4 sheets"), BULK * ROUNDS, start, bytes);
        let (start, mut bytes) = (Instant::now(), 0);
        for label in &labels {
            bytes += render_zpl(std::slice::from_ref(label), Dpi::D203)?.len();
        }
        report(&format!("{name} ZPL, one by one"), SINGLES, start, bytes);
    }
    Ok(())
}

fn report(what: &str, count: u32, start: Instant, bytes: usize) {
    let rate = f64::from(count) / start.elapsed().as_secs_f64();
    println!(
        "{what:<32} {rate:>9.0} labels/s {:>7} bytes per label",
        bytes / count as usize
    );
}
