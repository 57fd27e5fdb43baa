//! Drawing labels on one core, beside nothing but their barcodes.

use crate::Failure;
use crate::load::median;
use crate::report::{Goal, Row};
use crate::settings::Settings;
use colli_core::label::{Label, LabelLayout, LabelParty};
use colli_documents::code128::Code128;
use colli_documents::pdf::{PdfOptions, render_pdf};
use jiff::civil::date;
use std::hint::black_box;
use std::time::Instant;

/// Labels of one bulk document.
const BULK: usize = 500;
/// Goals: labels in a second, one by one and in bulk.
const SINGLE_RATE: f64 = 5_000.0;
const BULK_RATE: f64 = 20_000.0;
/// Goals: thousands of bytes for each label, one by one and in bulk.
const SINGLE_KB: f64 = 25.0;
const BULK_KB: f64 = 2.0;

/// Names in the scripts of Europe.
const NAMES: [&str; 6] = [
    "Łukasz Żółciński",
    "Δημήτρης Παπαδόπουλος",
    "Олександр Ґонта",
    "Ștefan Brâncuși-Țepeș",
    "Þórdís Guðmundsdóttir",
    "Maria van den Berg",
];
const STREETS: [&str; 6] = [
    "ulica Świętokrzyska",
    "Λεωφόρος Βασιλίσσης Σοφίας",
    "вулиця Хрещатик",
    "Bulevardul Unirii",
    "Skólavörðustígur",
    "Lange Nieuwstraat",
];

/// A label that differs from all others.
fn label(number: usize) -> Label {
    let pick = |texts: &[&str; 6]| texts[number % 6].to_owned();
    Label {
        layout: LabelLayout::A4Third,
        product_label: "PARCEL CONNECT".to_owned(),
        weight_g: u32::try_from(250 + number % 20_000).ok(),
        piece_number: 1,
        piece_count: 1,
        sender: LabelParty {
            name: "Bloemen & Zo B.V.".to_owned(),
            attention: "Expeditie".to_owned(),
            street: "Reykjavikstraat 1".to_owned(),
            postal_code: "3543 KH".to_owned(),
            city: "Utrecht".to_owned(),
            country_code: "NL".to_owned(),
            country_name: "Netherlands".to_owned(),
            phone: "+31 30 123 4567".to_owned(),
            ..LabelParty::default()
        },
        receiver: LabelParty {
            name: pick(&NAMES),
            street: format!("{} {number}", pick(&STREETS)),
            postal_code: "10-123".to_owned(),
            city: "Olsztyn".to_owned(),
            country_code: "PL".to_owned(),
            country_name: "Poland".to_owned(),
            ..LabelParty::default()
        },
        marks: vec!["HANDT".to_owned()],
        cod: None,
        service_point: None,
        is_return: false,
        account: Some("08500001".to_owned()),
        ship_date: date(2026, 3, 2),
        references: vec!["PO-2026-00815".to_owned()],
        order_reference: Some(format!("W-{number}")),
        tracker_code: format!("JVGL08500001{number:012}"),
        shipment_tracker_code: None,
        routing_code: "2LPL10123+70000000".to_owned(),
    }
}

/// Measures the rows. Everything runs on the calling thread, in turns.
pub(super) fn measure(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let labels: Vec<Label> = (0..settings.size(10_000, BULK)).map(label).collect();
    let rounds = settings.rounds;
    let (mut codes, mut copies, mut single, mut bulk) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut single_bytes, mut bulk_bytes) = (0, 0);
    for _ in 0..rounds {
        codes.push(timed(labels.len(), || barcodes(&labels))?.0);
        let (rate, bytes) = timed(labels.len(), || one_by_one(&labels))?;
        single.push(rate);
        single_bytes = bytes;
        // The least a document of this size can cost: writing its bytes once.
        copies.push(timed(labels.len(), || Ok(hashes(labels.len(), bytes)))?.0);
        let (rate, bytes) = timed(labels.len(), || in_bulk(&labels))?;
        bulk.push(rate);
        bulk_bytes = bytes;
    }
    let kb = |bytes: usize| bytes as f64 / labels.len() as f64 / 1_000.0;
    let (codes, hashed) = (median(codes.into_iter()), median(copies.into_iter()));
    let rate = |what: &str, rates: Vec<f64>, yardstick: (&str, f64), goal| Row {
        what: what.to_owned(),
        unit: "labels/s",
        value: median(rates.into_iter()),
        yardstick: yardstick.0.to_owned(),
        yardstick_value: yardstick.1,
        goal,
        samples: None,
    };
    let encoding = ("encoding their two barcodes alone", codes);
    let fixed = ("FNV-1a over as many bytes as a single label has", hashed);
    let size = |what: &str, bytes: usize, most| Row {
        what: what.to_owned(),
        unit: "kB",
        value: kb(bytes),
        yardstick: "one label as a document of its own".to_owned(),
        yardstick_value: kb(single_bytes),
        goal: Goal::AtMost(most),
        samples: None,
    };
    Ok(vec![
        rate(
            "label PDF, one by one, one core",
            single.clone(),
            encoding,
            Goal::AtLeast(SINGLE_RATE),
        ),
        rate("label PDF, one by one, one core", single, fixed, Goal::Open),
        rate(
            "label PDF, 500 in one document, one core",
            bulk,
            encoding,
            Goal::AtLeast(BULK_RATE),
        ),
        size("label PDF, one by one: size", single_bytes, SINGLE_KB),
        size("label PDF, 500 in one: size of each", bulk_bytes, BULK_KB),
    ])
}

/// Labels in a second, and what the work answered.
fn timed(labels: usize, work: impl FnOnce() -> Result<usize, Failure>) -> Result<(f64, usize), Failure> {
    let started = Instant::now();
    let answer = black_box(work()?);
    Ok((labels as f64 / started.elapsed().as_secs_f64(), answer))
}

fn one_by_one(labels: &[Label]) -> Result<usize, Failure> {
    labels
        .iter()
        .map(|label| Ok(render_pdf(std::slice::from_ref(label), &PdfOptions::default())?.len()))
        .sum()
}

fn in_bulk(labels: &[Label]) -> Result<usize, Failure> {
    labels
        .chunks(BULK)
        .map(|labels| Ok(render_pdf(labels, &PdfOptions::default())?.len()))
        .sum()
}

fn barcodes(labels: &[Label]) -> Result<usize, Failure> {
    labels
        .iter()
        .map(|label| {
            let (plate, route) = (Code128::text(&label.tracker_code)?, Code128::text(&label.routing_code)?);
            Ok(black_box(plate.symbols().len() + route.symbols().len()))
        })
        .sum()
}

/// A fixed amount of work for a processor: hashes `bytes` in `labels` parts, one byte after the other.
fn hashes(labels: usize, bytes: usize) -> usize {
    let part = vec![0xa5_u8; bytes / labels.max(1)];
    let hash = |_| {
        let bytes = black_box(&part).iter();
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    (0..labels).map(hash).fold(0, |all, hash| all ^ hash as usize)
}
