//! Languages people are spoken to in: told from an address, or from what a client prefers.

use crate::country::CountryCode;

/// A language people are spoken to in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Language {
    /// Dutch.
    Dutch,
    /// English.
    #[default]
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

    /// The language of a tag (RFC 5646): what stands before the first hyphen or underscore decides.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The language a client likes best of those there are, by its `Accept-Language` (RFC 9110, 12.5.4); English where it
    /// likes none of them.
    pub fn preferred(accept_language: &str) -> Self {
        let weighed = accept_language.split(',').filter_map(|part| {
            let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
            let weight = match parameters.trim().strip_prefix("q=") {
                Some(weight) => weight.trim().parse().ok()?,
                None => 1.0_f32,
            };
            (weight > 0.0).then_some((Self::parse(tag)?, weight))
        });
        let mut best: Option<(Self, f32)> = None;
        for (language, weight) in weighed {
            if best.is_none_or(|(_, most)| weight > most) {
                best = Some((language, weight));
            }
        }
        best.map_or_else(Self::default, |(language, _)| language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_of_those_there_are_is_taken() {
        for (header, code) in [
            ("", "en"),
            ("*", "en"),
            ("nl", "nl"),
            ("NL-be", "nl"),
            ("pt, de;q=0.4, fr;q=0.8", "fr"),
            ("de;q=0.5, es;q=0.5", "de"),
            ("nl;q=0, de;q=0.1", "de"),
            ("nl;q=x", "en"),
        ] {
            assert_eq!(Language::preferred(header).code(), code, "{header}");
        }
        assert_eq!(Language::parse("es_MX"), Some(Language::Spanish));
        assert_eq!(Language::parse("pt"), None);
    }

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
