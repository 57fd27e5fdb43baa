use super::*;
use proptest::prelude::*;
use std::fmt::Write as _;

/// Reads symbol values back, written without a look at the encoder. FNC1 in first position is `<F>`, later ones too.
fn decode(symbols: &[u8]) -> String {
    let (stop, body) = symbols.split_last().unwrap();
    assert_eq!(*stop, 106);
    let (check, body) = body.split_last().unwrap();
    let mut sum = u32::from(body[0]);
    for (i, value) in body.iter().enumerate().skip(1) {
        sum += u32::try_from(i).unwrap() * u32::from(*value);
    }
    assert_eq!(sum % 103, u32::from(*check), "check symbol");
    let mut set = match body[0] {
        103 => 'A',
        104 => 'B',
        105 => 'C',
        other => panic!("start {other}"),
    };
    let mut shift = None;
    let mut text = String::new();
    for value in &body[1..] {
        let now = shift.take().unwrap_or(set);
        match (now, *value) {
            (_, 102) => text.push_str("<F>"),
            ('A' | 'C', 100) => set = 'B',
            ('B' | 'C', 101) => set = 'A',
            ('C', n) if n < 100 => write!(text, "{n:02}").unwrap(),
            ('A' | 'B', 99) => set = 'C',
            ('A', 98) => shift = Some('B'),
            ('B', 98) => shift = Some('A'),
            ('A', n) if n < 64 => text.push(char::from(n + 32)),
            ('A', n) if n < 96 => text.push(char::from(n - 64)),
            ('B', n) if n < 96 => text.push(char::from(n + 32)),
            (set, n) => panic!("{n} in {set}"),
        }
    }
    text
}

/// Encodes with `<F>` for FNC1.
fn code(data: &str) -> Code128 {
    match data.strip_prefix("<F>") {
        Some(rest) => Code128::gs1(&rest.split("<F>").collect::<Vec<_>>()).unwrap(),
        None => Code128::text(data).unwrap(),
    }
}

/// label-standards 1.1, the self-test.
#[test]
fn the_pattern_table_is_sound() {
    let mut seen = std::collections::HashSet::new();
    for value in 0..=106u8 {
        let widths = widths(value);
        assert!(seen.insert(widths), "{value}");
        let (total, bars) = if value == 106 {
            (13, None)
        } else {
            (11, Some(widths[0] + widths[2] + widths[4]))
        };
        assert_eq!(widths.iter().sum::<u8>(), total, "{value}");
        assert!(bars.is_none_or(|bars| bars % 2 == 0), "{value}");
    }
}

/// label-standards 1.5: data, check symbol of the sequence printed there, modules.
#[test]
fn vectors() {
    for (data, modules) in [
        ("<F>00340123450000000017", 156),
        ("<F>00106141411234567897", 156),
        ("<F>42094598<F>9261299999999900348426", 222),
        ("<F>420945989261299999999900348426", 211),
        ("<F>420945981234<F>9261299999999900348426", 244),
        ("<F>4215283542AD", 134),
        ("JVGL08500001813590386271", 200),
        ("JVGL01234567889003262926", 200),
        ("2LNL3542AD+04000000", 211),
        ("2LIC12342+04000001", 200),
        ("3SBPB0000094346", 156),
        ("RB123456785GB", 156),
        ("MDP5KLWYM4R", 156),
        ("PJJ123C", 112),
    ] {
        let code = code(data);
        assert_eq!(code.modules(), modules, "{data}: {:?}", code.symbols());
        assert_eq!(decode(code.symbols()), data);
        assert_eq!(code.elements().iter().map(|w| i32::from(*w)).sum::<i32>(), modules);
    }
}

/// label-standards 1.5: sequences that have no equally short rival but the choice between A and B.
#[test]
fn exact_symbols() {
    for (data, symbols) in [
        (
            "<F>00340123450000000017",
            vec![105, 102, 0, 34, 1, 23, 45, 0, 0, 0, 0, 17, 61, 106],
        ),
        (
            "<F>00106141411234567897",
            vec![105, 102, 0, 10, 61, 41, 41, 12, 34, 56, 78, 97, 34, 106],
        ),
        (
            "<F>42094598<F>9261299999999900348426",
            vec![
                105, 102, 42, 9, 45, 98, 102, 92, 61, 29, 99, 99, 99, 99, 0, 34, 84, 26, 58, 106,
            ],
        ),
        (
            "JVGL08500001813590386271",
            vec![104, 42, 54, 39, 44, 99, 8, 50, 0, 1, 81, 35, 90, 38, 62, 71, 74, 106],
        ),
        (
            "JVGL01234567889003262926",
            vec![104, 42, 54, 39, 44, 99, 1, 23, 45, 67, 88, 90, 3, 26, 29, 26, 62, 106],
        ),
        (
            "2LNL3542AD+04000000",
            vec![104, 18, 44, 46, 44, 19, 21, 20, 18, 33, 36, 11, 99, 4, 0, 0, 0, 60, 106],
        ),
        (
            "2LIC12342+04000001",
            vec![104, 18, 44, 41, 35, 17, 18, 19, 20, 18, 11, 99, 4, 0, 0, 1, 14, 106],
        ),
        (
            "MDP5KLWYM4R",
            vec![104, 45, 36, 48, 21, 43, 44, 55, 57, 45, 20, 50, 40, 106],
        ),
        ("PJJ123C", vec![104, 48, 42, 42, 17, 18, 19, 35, 55, 106]),
    ] {
        assert_eq!(code(data).symbols(), symbols, "{data}");
    }
    let widths: String = code("JVGL08500001813590386271")
        .elements()
        .iter()
        .take(60)
        .map(u8::to_string)
        .collect();
    assert_eq!(widths, "211214112133311123211313132131113141132212231131212222222122");
}

#[test]
fn what_does_not_fit_is_refused() {
    assert_eq!(
        Code128::text(&"1".repeat(49)),
        Err(DocumentError::BarcodeLength { max: 48 })
    );
    assert_eq!(Code128::text("é"), Err(DocumentError::BarcodeText { field: "barcode" }));
}

/// The fewest data symbols, by trying everything.
fn shortest(data: &[u8], set: char) -> usize {
    let Some(first) = data.first() else { return 0 };
    let in_set = |set: char, c: u8| if set == 'A' { c < 96 } else { c >= 32 };
    let pair = data.len() > 1 && data[..2].iter().all(u8::is_ascii_digit);
    let step = |set: char| match set {
        'C' if pair => Some(1 + shortest(&data[2..], 'C')),
        'A' | 'B' if in_set(set, *first) => Some(1 + shortest(&data[1..], set)),
        'A' | 'B' => Some(2 + shortest(&data[1..], set)),
        _ => None,
    };
    ['A', 'B', 'C']
        .into_iter()
        .filter_map(|to| step(to).map(|cost| cost + usize::from(to != set)))
        .min()
        .unwrap()
}

proptest! {
    #[test]
    fn any_text_reads_back(data in "[\\x00-\\x7f]{0,48}") {
        let code = Code128::text(&data).unwrap();
        prop_assert_eq!(decode(code.symbols()), data);
    }

    #[test]
    fn codes_of_parcels_read_back(data in "[A-Z]{0,6}[0-9]{0,20}[A-Z0-9+]{0,10}", parts in prop::collection::vec("[0-9A-Z]{1,12}", 1..3)) {
        prop_assert_eq!(decode(Code128::text(&data).unwrap().symbols()), data);
        let gs1 = Code128::gs1(&parts.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
        prop_assert_eq!(decode(gs1.symbols()), format!("<F>{}", parts.join("<F>")));
    }

    #[test]
    fn nothing_is_shorter(data in "[0-9]{0,5}[a\\x01A]{0,2}[0-9]{0,4}") {
        let code = Code128::text(&data).unwrap();
        let fewest = ['A', 'B', 'C'].into_iter().map(|set| shortest(data.as_bytes(), set)).min().unwrap();
        prop_assert_eq!(code.symbols().len(), fewest + 3);
    }
}
