//! The language of a receiver, told from the address.

use colli_core::country::CountryCode;

/// A language mails are written in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Language {
    /// Dutch.
    Dutch,
    /// English.
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
}

/// Belgian postal codes of the French-speaking part: Walloon Brabant, and Liège to Hainaut. The German-speaking towns
/// around Eupen lie among them.
const BELGIAN_FRENCH: [std::ops::RangeInclusive<u16>; 2] = [1300..=1499, 4000..=7999];
/// The German-speaking towns of Belgium.
const BELGIAN_GERMAN: std::ops::RangeInclusive<u16> = 4700..=4791;

impl Language {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Dutch, Self::English, Self::German, Self::French, Self::Spanish];

    /// The language of most people at an address; English where none of the others is spoken.
    pub fn of(country: CountryCode, postal_code: &str) -> Self {
        match country.as_str() {
            "NL" => Self::Dutch,
            "BE" => Self::of_belgium(postal_code),
            "DE" | "AT" | "CH" | "LI" => Self::German,
            "FR" | "LU" | "MC" => Self::French,
            "ES" | "AD" => Self::Spanish,
            _ => Self::English,
        }
    }

    fn of_belgium(postal_code: &str) -> Self {
        let number: u16 = postal_code.trim().parse().unwrap_or_default();
        if BELGIAN_GERMAN.contains(&number) {
            Self::German
        } else if BELGIAN_FRENCH.iter().any(|range| range.contains(&number)) {
            Self::French
        } else {
            Self::Dutch
        }
    }

    /// Its code (ISO 639-1).
    pub fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_tells_the_language() {
        for (country, postal_code, code) in [
            ("NL", "1012JS", "nl"),
            ("BE", "1000", "nl"),
            ("BE", "1300", "fr"),
            ("BE", "1499", "fr"),
            ("BE", "1500", "nl"),
            ("BE", "4000", "fr"),
            ("BE", "4700", "de"),
            ("BE", "7999", "fr"),
            ("BE", "9000", "nl"),
            ("BE", "", "nl"),
            ("LU", "4750", "fr"),
            ("FR", "75001", "fr"),
            ("AT", "1010", "de"),
            ("CH", "8001", "de"),
            ("ES", "28013", "es"),
            ("PT", "1000-260", "en"),
            ("GB", "E11AB", "en"),
        ] {
            let country = CountryCode::parse(country).unwrap();
            assert_eq!(
                Language::of(country, postal_code).code(),
                code,
                "{country} {postal_code}"
            );
        }
    }
}
