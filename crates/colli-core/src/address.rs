//! Addresses, and postal codes as each country writes them.

use crate::country::CountryCode;
use crate::error::{Violation, Violations};
use crate::limits::TEXT_CHARS_MAX;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::OnceLock;

/// A postal address. The postal code is normalised to its country's form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Address {
    /// Country.
    pub country: CountryCode,
    /// Postal code as the country's parcel services write it (`1234AB`, `1000-260`); empty where there is none.
    pub postal_code: String,
    /// Town.
    pub city: String,
    /// Street without number.
    pub street: String,
    /// House number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Addition to the house number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addition: Option<String>,
    /// A further line, not used in the Benelux.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_line: Option<String>,
    /// State or province, where addresses carry one: the short form (`CA`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// A business address. Absent in requests means business.
    pub is_business: bool,
}

impl Address {
    /// House number and addition, as far as given.
    pub fn number_line(&self) -> String {
        let parts = [&self.number, &self.addition];
        parts
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// The rule of one country's postal codes.
#[derive(Debug)]
pub struct PostalFormat {
    country: CountryCode,
    pattern: String,
    compiled: OnceLock<Option<Regex>>,
    mask: String,
    examples: Vec<String>,
    required: bool,
}

impl PostalFormat {
    /// A rule from data: a pattern for a full match (`None`: the country has no postal codes), the canonical mask
    /// (`9` a digit, `A` a letter, anything else itself), printable examples, and whether a code must be given.
    pub fn new(
        country: CountryCode,
        pattern: Option<&str>,
        mask: &str,
        examples: Vec<String>,
        required: bool,
    ) -> Result<Self, regex::Error> {
        let pattern = pattern.unwrap_or_default();
        // Checked now, compiled on first use: most installations meet a dozen of the 250 countries.
        regex_syntax_check(pattern)?;
        Ok(Self {
            country,
            pattern: pattern.to_owned(),
            compiled: OnceLock::new(),
            mask: mask.to_owned(),
            examples,
            required,
        })
    }

    /// Whether the country has postal codes at all.
    pub fn exists(&self) -> bool {
        !self.pattern.is_empty()
    }

    /// Whether an address must carry one.
    pub fn required(&self) -> bool {
        self.required && self.exists()
    }

    /// Examples a person would recognise.
    pub fn examples(&self) -> &[String] {
        &self.examples
    }

    fn regex(&self) -> Option<&Regex> {
        self.compiled
            .get_or_init(|| Regex::new(&format!("^(?:{})$", self.pattern)).ok())
            .as_ref()
    }

    /// Brings a code to the form parcel services use: upper case, separators as in the country's compact form
    /// (`1234 ab` becomes `1234AB`, `1000260` becomes `1000-260`). `None` when it cannot be a code of this country.
    pub fn normalise(&self, text: &str) -> Option<String> {
        let regex = self.regex()?;
        let text = text.trim().to_uppercase();
        let bare: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        let prefix_dropped = bare.strip_prefix(self.country.as_str()).filter(|rest| !rest.is_empty());
        let masked = self
            .apply_masks(&bare)
            .or_else(|| prefix_dropped.and_then(|rest| self.apply_masks(rest)));
        // Latvia writes its country into every code (`LV-1073`); people leave it out.
        let prefixed = format!("{}-{}", self.country, prefix_dropped.unwrap_or(&bare));
        [
            masked.as_deref(),
            Some(text.as_str()),
            Some(bare.as_str()),
            prefix_dropped,
            Some(prefixed.as_str()),
        ]
        .into_iter()
        .flatten()
        .find(|candidate| regex.is_match(candidate))
        .map(compact)
    }

    /// The forms a code may have: a short one, and a longer one that says more (`99999 or 99999-9999`).
    fn masks(&self) -> impl Iterator<Item = &str> {
        self.mask.split(" or ")
    }

    fn apply_masks(&self, bare: &str) -> Option<String> {
        self.masks().find_map(|mask| apply_mask(mask, bare))
    }

    /// What a code says in its shortest form, since people leave the rest out.
    fn in_short(&self, code: &str) -> String {
        let mut masks = self.masks();
        let first = masks.next().map_or(0, str::len);
        let Some(shortest) = masks.map(|mask| mask.len().min(first)).min() else {
            return code.to_owned();
        };
        code.chars().take(shortest).collect()
    }

    /// A code that is compared, not stored: in its shortest form, and without the letters some write before the digits
    /// (`B-1880`).
    fn asked(&self, typed: &str) -> Option<String> {
        let digits = || {
            let begins_with_digit = self.mask.starts_with('9');
            let rest = typed.trim().trim_start_matches(|c: char| c.is_ascii_alphabetic());
            begins_with_digit.then(|| self.normalise(rest)).flatten()
        };
        let code = self.normalise(typed).or_else(digits)?;
        Some(self.in_short(&code))
    }
}

/// Lays the bare characters over a mask; `None` when the mask is words or the kinds differ.
fn apply_mask(mask: &str, bare: &str) -> Option<String> {
    if !mask.chars().all(|c| c == '9' || c == 'A' || c == ' ' || c == '-') {
        return None;
    }
    let mut rest = bare.chars();
    let mut code = String::with_capacity(mask.len());
    for slot in mask.chars() {
        match slot {
            '9' => code.push(rest.next().filter(char::is_ascii_digit)?),
            'A' => code.push(rest.next().filter(char::is_ascii_alphabetic)?),
            separator => code.push(separator),
        }
    }
    rest.next().is_none().then_some(code)
}

/// Spaces carry no meaning in any country's code; hyphens do in PT, PL and others and stay.
fn compact(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace()).collect()
}

fn regex_syntax_check(pattern: &str) -> Result<(), regex::Error> {
    // `Regex::new` is the only check the crate offers; short patterns make it cheap.
    if pattern.is_empty() || pattern.len() < 64 && pattern.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    Regex::new(pattern).map(drop)
}

/// The postal rules of all countries.
#[derive(Debug, Default)]
pub struct PostalFormats(HashMap<CountryCode, PostalFormat>);

impl PostalFormats {
    /// A postal code in its country's compact form, or as it was typed where it cannot be one of that country.
    pub fn normalised_or_typed(&self, country: CountryCode, typed: String) -> String {
        let normalised = self.get(country).and_then(|format| format.normalise(&typed));
        normalised.unwrap_or(typed)
    }

    /// Collects the rules; a later row of the same country replaces the earlier.
    pub fn new(formats: impl IntoIterator<Item = PostalFormat>) -> Self {
        Self(formats.into_iter().map(|format| (format.country, format)).collect())
    }

    /// The rule of a country; `None` for a country nobody knows.
    pub fn get(&self, country: CountryCode) -> Option<&PostalFormat> {
        self.0.get(&country)
    }

    /// Whether a typed code is the code of an address, which is normalised already. Where codes have a short form and a
    /// longer one, the short form decides.
    pub fn is_same(&self, country: CountryCode, typed: &str, code: &str) -> bool {
        match self.get(country).filter(|format| format.exists()) {
            Some(format) => format.asked(typed).is_some_and(|typed| typed == format.in_short(code)),
            None => !code.is_empty() && compact(&typed.to_uppercase()) == code,
        }
    }

    /// The same text for all spellings of a typed code that [`PostalFormats::is_same`] takes for one, whether it can be a
    /// code of the country or not.
    pub fn spelled_alike(&self, country: CountryCode, typed: &str) -> String {
        let asked = self.get(country).and_then(|format| format.asked(typed));
        asked.unwrap_or_else(|| compact(&typed.to_uppercase()))
    }

    /// Checks and normalises the code of an address; `field` is the path of the code in the request.
    pub fn check(&self, country: CountryCode, code: &str, field: &str, found: &mut Violations) -> String {
        let Some(format) = self.get(country).filter(|format| format.exists()) else {
            return unruled(code, field, found);
        };
        if code.trim().is_empty() {
            if format.required() {
                found.push(
                    Violation::new(field, "required", format!("{country} addresses need a postal code"))
                        .accepting(format.examples().iter().cloned()),
                );
            }
            return String::new();
        }
        format.normalise(code).unwrap_or_else(|| {
            found.push(
                Violation::new(
                    field,
                    "format",
                    format!("'{}' is not a postal code of {country}", excerpt(code)),
                )
                .accepting(format.examples().iter().cloned()),
            );
            String::new()
        })
    }
}

/// Longest postal code of any country, in characters; what is longer fits neither a label nor a routing code.
const POSTAL_CHARS_MAX: usize = 10;

/// A code where no rule of the country is known: kept as it is, as long as it could be one.
fn unruled(code: &str, field: &str, found: &mut Violations) -> String {
    let code = compact(&code.trim().to_uppercase());
    if code.len() <= POSTAL_CHARS_MAX && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return code;
    }
    found.push(
        Violation::new(field, "format", format!("'{}' is not a postal code", excerpt(&code))).accepting([
            format!("up to {POSTAL_CHARS_MAX} letters and digits"),
            "none".to_owned(),
        ]),
    );
    String::new()
}

/// A few characters of what was sent, for messages.
pub fn excerpt(text: &str) -> String {
    const CHARS: usize = 40;
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(CHARS)
        .collect();
    if text.chars().nth(CHARS).is_some() {
        clean + "…"
    } else {
        clean
    }
}

/// Checks one line of text: length, and no control characters but those a label would not print anyway.
pub fn check_text(text: &str, field: &str, found: &mut Violations) {
    if text.chars().count() > TEXT_CHARS_MAX {
        found.push(
            Violation::new(field, "length", format!("at most {TEXT_CHARS_MAX} characters fit"))
                .accepting([format!("1 to {TEXT_CHARS_MAX} characters")]),
        );
    }
}

/// Makes user text safe to store and print: control characters and direction overrides become spaces, white space
/// folds, the ends are trimmed. Letters of any script stay.
pub fn clean_text(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if c.is_control() || c.is_whitespace() || is_format_control(c) {
            ' '
        } else {
            c
        };
        if c != ' ' || !(clean.is_empty() || clean.ends_with(' ')) {
            clean.push(c);
        }
    }
    clean.truncate(clean.trim_end().len());
    clean
}

/// Invisible characters that reorder or hide text (bidirectional overrides, byte order mark, line separators).
fn is_format_control(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn format(country: &str, pattern: &str, mask: &str) -> PostalFormat {
        PostalFormat::new(CountryCode::parse(country).unwrap(), Some(pattern), mask, vec![], true).unwrap()
    }

    fn nl() -> PostalFormat {
        format("NL", r"[1-9]\d{3} ?(?:[A-RT-Z][A-Z]|S[BCE-RT-Z])", "9999 AA")
    }

    #[test]
    fn dutch_codes_in_any_spelling() {
        for text in ["1234ab", "1234 AB", " 1234  ab ", "1234-AB", "NL-1234AB"] {
            assert_eq!(nl().normalise(text).as_deref(), Some("1234AB"), "{text}");
        }
        for wrong in ["0234AB", "1234SS", "1234", "12345", "1234ABC", "", "é234AB"] {
            assert_eq!(nl().normalise(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn other_countries() {
        let pt = format("PT", r"\d{4}-\d{3}", "9999-999");
        assert_eq!(pt.normalise("1000260").as_deref(), Some("1000-260"));
        assert_eq!(pt.normalise("1000 260").as_deref(), Some("1000-260"));
        assert_eq!(pt.normalise("1000"), None);
        let lu = format("LU", r"\d{4}", "9999");
        assert_eq!(lu.normalise("L-4750"), None);
        assert_eq!(lu.normalise("LU-4750").as_deref(), Some("4750"));
        let lv = format("LV", r"LV-\d{4}", "LV-9999");
        for text in ["LV-1073", "lv 1073", "LV1073", "1073"] {
            assert_eq!(lv.normalise(text).as_deref(), Some("LV-1073"), "{text}");
        }
        assert_eq!(lv.normalise("107"), None);
        let gb = format(
            "GB",
            r"[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}",
            "outward + space + last three",
        );
        assert_eq!(gb.normalise("e11 1ab").as_deref(), Some("E111AB"));
    }

    #[test]
    fn codes_are_compared_in_their_short_form() {
        let us = format("US", r"([0-9]{5})(?:[ \-]([0-9]{4}))?", "99999 or 99999-9999");
        assert_eq!(us.normalise("945981234").as_deref(), Some("94598-1234"));
        assert_eq!(us.normalise("94598 1234").as_deref(), Some("94598-1234"));
        assert_eq!(us.normalise("94598").as_deref(), Some("94598"));
        let be = format("BE", r"[0-9]{4}", "9999");
        let formats = PostalFormats::new([us, be, nl()]);
        let is_same = |country: &str, typed, code| formats.is_same(CountryCode::parse(country).unwrap(), typed, code);
        for typed in ["94598", "94598-1234", "945981234", "94598 1234", " 94598-9999 "] {
            for code in ["94598", "94598-1234", "945981234"] {
                assert!(is_same("US", typed, code), "{typed} {code}");
            }
        }
        for typed in ["9459", "94599", "945", "94599-1234", "94598-12", "", "-", "X"] {
            assert!(!is_same("US", typed, "94598-1234"), "{typed}");
        }
        for typed in ["1880", "B-1880", "b 1880", "BE-1880", "B1880"] {
            assert!(is_same("BE", typed, "1880"), "{typed}");
        }
        for typed in ["B-1881", "B-", "B", "18", "1880B", ""] {
            assert!(!is_same("BE", typed, "1880"), "{typed}");
        }
        assert!(is_same("NL", "1012 js", "1012JS") && !is_same("NL", "1012", "1012JS"));
        let alike = |typed| formats.spelled_alike(CountryCode::parse("US").unwrap(), typed);
        assert_eq!(
            (alike("94598-1234"), alike(" x y")),
            ("94598".to_owned(), "XY".to_owned())
        );
    }

    #[test]
    fn a_code_without_a_rule_must_fit() {
        let formats =
            PostalFormats::new([
                PostalFormat::new(CountryCode::parse("AE").unwrap(), None, "", vec![], false).unwrap(),
            ]);
        let check = |code: &str| {
            let mut found = Violations::new();
            let code = formats.check(CountryCode::parse("AE").unwrap(), code, "postalCode", &mut found);
            (code, found.into_vec().len())
        };
        assert_eq!(check(" dxb 12 "), ("DXB12".to_owned(), 0));
        assert_eq!(check(""), (String::new(), 0));
        assert_eq!(check("12345678901").1, 1);
        assert_eq!(check("北京").1, 1);
    }

    #[test]
    fn text_is_made_printable() {
        assert_eq!(clean_text("  Jan\u{0}\t\nde\u{202e}  Vries "), "Jan de Vries");
        assert_eq!(clean_text("Łódź Αθήνα 北京"), "Łódź Αθήνα 北京");
    }

    proptest! {
        #[test]
        fn normalising_is_idempotent(digits in 1000u32..9999, a in "[A-RT-Z]", b in "[A-Z]", gap in " {0,3}") {
            let format = nl();
            let once = format.normalise(&format!("{digits}{gap}{a}{b}").to_lowercase()).unwrap();
            prop_assert_eq!(format.normalise(&once), Some(once));
        }

        #[test]
        fn any_text_is_survived(text in ".{0,60}") {
            let _ = nl().normalise(&text);
            let clean = clean_text(&text);
            prop_assert_eq!(clean_text(&clean), clean);
        }
    }
}
