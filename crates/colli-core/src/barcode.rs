//! The codes on a label: licence plates, routing codes, printless codes, check digits (label-standards 3).

use crate::americas::impb::Impb;
use crate::country::CountryCode;
use crate::ids::AccountNumber;

/// Serial numbers one account can print: twelve digits.
pub const SERIAL_MAX: u64 = 999_999_999_999;

/// The licence plate of a piece: `JVGL`, the account, a serial of twelve digits (label-standards 3.2). It carries no
/// check digit.
pub fn tracker_code(account: AccountNumber, serial: u64) -> String {
    format!("JVGL{account}{:012}", serial % (SERIAL_MAX + 1))
}

/// The code of a whole shipment of several pieces: ten digits (reference 21.1).
pub fn shipment_tracker_code(serial: u64) -> String {
    format!("{:010}", serial % 10_000_000_000)
}

/// The code of a printless return: `MDP` and eight characters without look-alikes (reference 8). Every serial has its
/// own code; neighbouring serials have codes far apart, so that a code cannot be guessed from another.
pub fn printless_code(serial: u64) -> String {
    const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    const SPACE: u64 = 1 << 40;
    // An odd factor makes this a bijection of the 40-bit numbers; the shift folds the high bits into the low ones.
    let mixed = serial.wrapping_mul(0x9e_3779_b97f) % SPACE;
    let mixed = (mixed ^ (mixed >> 20)).wrapping_mul(0xbf_5847_6d1d) % SPACE;
    let mut code = String::with_capacity(11);
    code.push_str("MDP");
    for place in (0..8).rev() {
        let digit = (mixed >> (5 * place)) % 32;
        code.push(char::from(ALPHABET[usize::try_from(digit).unwrap_or_default()]));
    }
    code
}

/// Brings a typed or scanned code to its stored form: upper case, without spaces, dots, hyphens, and without the
/// parentheses of a printed data identifier (`(J)VGL…`). Of an American code only the part that identifies the package
/// is stored: the postal code before it goes.
pub fn normalise(code: &str) -> String {
    let code: String = code
        .chars()
        .filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')') && !c.is_control())
        .flat_map(char::to_uppercase)
        .collect();
    match Impb::parse(&code) {
        Some(whole) if whole.zip.is_some() => whole.pic.as_str().to_owned(),
        _ => code,
    }
}

/// `JVGL 0850 0001 …`, as people read a code out.
pub fn groups_of_four(code: &str) -> String {
    let mut text = String::with_capacity(code.len() + code.len() / 4);
    for (i, c) in code.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            text.push(' ');
        }
        text.push(c);
    }
    text
}

/// The routing code: `2L`, country, postal code, `+`, product code, three two-digit option slots (label-standards 3.3).
///
/// `options` are the ranks and codes of the chosen options. Zero codes take no slot; of more than three the three of
/// the lowest rank stay; slots fill from the right, the lowest rank rightmost. Slot width is unconfirmed by the
/// reference, which is why it is decided in this one function.
pub fn routing_code(country: CountryCode, postal_code: &str, product_code: &str, options: &[(u32, u32)]) -> String {
    let mut coded: Vec<(u32, u32)> = options.iter().copied().filter(|(_, code)| *code > 0).collect();
    coded.sort_unstable();
    coded.dedup_by_key(|(_, code)| *code);
    coded.truncate(3);
    let features = coded.iter().rev().fold(0u32, |sum, (_, code)| sum * 100 + code % 100);
    let postal: String = postal_code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(10)
        .collect();
    format!(
        "2L{}{postal}+{product_code:0>2}{features:06}",
        routing_country(country, &postal)
    )
}

/// The Canary Islands, Ceuta and Melilla route under codes of their own (reference 21.2).
fn routing_country<'a>(country: CountryCode, postal: &str) -> std::borrow::Cow<'a, str> {
    if country.as_str() == "ES" {
        match postal.get(..2) {
            Some("35" | "38") => return "IC".into(),
            Some("51" | "52") => return "EA".into(),
            _ => {}
        }
    }
    country.as_str().to_owned().into()
}

/// The GS1 check digit of a string of digits (mod 10, weights 3 and 1 from the right); `None` when it is not digits.
pub fn mod10_check_digit(digits: &str) -> Option<u8> {
    if digits.is_empty() {
        return None;
    }
    let mut sum = 0u32;
    for (i, c) in digits.chars().rev().enumerate() {
        sum += c.to_digit(10)? * if i % 2 == 0 { 3 } else { 1 };
    }
    u8::try_from((10 - sum % 10) % 10).ok()
}

/// The check digit of a UPU S10 number from its eight digits (label-standards 3.4).
pub fn s10_check_digit(serial: &str) -> Option<u8> {
    const WEIGHTS: [u32; 8] = [8, 6, 4, 2, 3, 5, 9, 7];
    if serial.len() != 8 {
        return None;
    }
    let mut sum = 0;
    for (c, weight) in serial.chars().zip(WEIGHTS) {
        sum += c.to_digit(10)? * weight;
    }
    Some(match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        digit => u8::try_from(digit).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn nl() -> CountryCode {
        CountryCode::parse("NL").unwrap()
    }

    #[test]
    fn tracker_codes_have_the_documented_shape() {
        let account = AccountNumber::parse("08500001").unwrap();
        assert_eq!(tracker_code(account, 813_590_386_271), "JVGL08500001813590386271");
        assert_eq!(shipment_tracker_code(123_456_789), "0123456789");
        assert_eq!(
            normalise(" (j)vgl 0850.0001-8135 9038 6271 "),
            "JVGL08500001813590386271"
        );
    }

    #[test]
    fn codes_read_well() {
        let read_out = ["JVGL08500001813590386271", "MDP5KLWYM4R", ""].map(groups_of_four);
        assert_eq!(read_out, ["JVGL 0850 0001 8135 9038 6271", "MDP5 KLWY M4R", ""]);
    }

    /// Vectors of label-standards 3.3.
    #[test]
    fn routing_code_vectors() {
        let code = |options: &[(u32, u32)]| routing_code(nl(), "3542 AD", "04", options);
        assert_eq!(code(&[(2, 0)]), "2LNL3542AD+04000000");
        assert_eq!(code(&[(15, 1)]), "2LNL3542AD+04000001");
        assert_eq!(code(&[(1, 21)]), "2LNL3542AD+04000021");
        assert_eq!(code(&[(12, 56), (14, 36)]), "2LNL3542AD+04003656");
        assert_eq!(code(&[(11, 15), (12, 56)]), "2LNL3542AD+04005615");
        assert_eq!(code(&[(13, 14), (12, 56), (14, 36)]), "2LNL3542AD+04361456");
        let canary = routing_code(CountryCode::parse("ES").unwrap(), "35100", "4", &[(15, 1)]);
        assert_eq!(canary, "2LIC35100+04000001");
    }

    /// Vectors of label-standards 1.4, 2 and 3.4.
    #[test]
    fn check_digit_vectors() {
        for (digits, check) in [
            ("34012345000000001", 7),
            ("10614141123456789", 7),
            ("37612345000000001", 6),
            ("00614141000001234", 3),
            ("926129999999990034842", 6),
            ("926120000000000000001", 3),
            ("936121234560000000001", 7),
            ("926129999999990000001", 0),
        ] {
            assert_eq!(mod10_check_digit(digits), Some(check), "{digits}");
        }
        for (digits, check) in [
            ("12345678", 5),
            ("47312482", 9),
            ("00000000", 5),
            ("73928801", 2),
            ("10000004", 8),
            ("20000001", 0),
            ("20000004", 5),
        ] {
            assert_eq!(s10_check_digit(digits), Some(check), "{digits}");
        }
        assert_eq!(
            (mod10_check_digit(""), mod10_check_digit("12a"), s10_check_digit("123")),
            (None, None, None)
        );
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_noticed(digits in "[0-9]{21}", at in 0usize..21, add in 1u8..10) {
            let check = mod10_check_digit(&digits);
            let mut wrong = digits.into_bytes();
            wrong[at] = b'0' + (wrong[at] - b'0' + add) % 10;
            prop_assert_ne!(mod10_check_digit(&String::from_utf8(wrong).unwrap()), check);
        }

        #[test]
        fn tracker_codes_are_well_formed_and_distinct(a in 0u64..SERIAL_MAX, b in 0u64..SERIAL_MAX) {
            let account = AccountNumber::parse("08500001").unwrap();
            let code = tracker_code(account, a);
            prop_assert_eq!(code.len(), 24);
            prop_assert_eq!(normalise(&code), code.clone());
            prop_assert_eq!(code == tracker_code(account, b), a == b);
        }

        /// Codes of other networks are what was typed, without what is never part of a code.
        #[test]
        fn other_codes_stay_whole(code in "[A-Za-z0-9 ().-]{0,40}|420[0-9]{0,40}|[0-9]{30,34}") {
            let stored = normalise(&code);
            let typed: String = code.to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
            let american = typed.starts_with("420") && matches!(typed.len(), 30 | 34 | 38);
            prop_assert!(stored == typed || american && typed.ends_with(&stored) && stored.len() >= 22, "{stored}");
            prop_assert_eq!(normalise(&stored), stored);
        }

        #[test]
        fn printless_codes_are_well_formed_and_distinct(serial in 0u64..1 << 40, other in 0u64..1 << 40) {
            let code = printless_code(serial);
            prop_assert_eq!(serial == other, code == printless_code(other));
            prop_assert!(code.len() == 11 && code.starts_with("MDP"));
            prop_assert!(code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
        }

        #[test]
        fn routing_codes_match_the_published_pattern(postal in "[0-9A-Z ]{0,12}", options in proptest::collection::vec((1u32..30, 0u32..99), 0..8)) {
            let code = routing_code(nl(), &postal, "04", &options);
            prop_assert!(regex::Regex::new(r"^2L[A-Z]{2}[A-Z0-9]{0,10}\+\d{8}$").unwrap().is_match(&code), "{}", code);
        }
    }
}
