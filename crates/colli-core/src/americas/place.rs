//! Places: states, territories, military addresses, and the centres of the areas of ZIP codes.

use crate::country::CountryCode;
use std::fmt;

/// What a place is to the rules of lanes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PlaceKind {
    /// One of the fifty states.
    State,
    /// The District of Columbia.
    District,
    /// A territory, such as Puerto Rico.
    Territory,
    /// A state in free association that the American post serves, such as Palau.
    FreelyAssociated,
    /// Military and diplomatic post (APO, FPO, DPO).
    Military,
    /// Another country.
    Abroad,
}

impl PlaceKind {
    /// Reads the word of a data file.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "state" => Self::State,
            "district" => Self::District,
            "territory" => Self::Territory,
            "freely_associated" => Self::FreelyAssociated,
            "military" => Self::Military,
            "abroad" => Self::Abroad,
            _ => return None,
        })
    }
}

/// A state, or what addresses write in its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct State {
    /// Two letters.
    pub code: String,
    /// Name.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// Country code that addresses may name instead.
    pub country: CountryCode,
    /// Zone of parcels to it, whatever the distance.
    pub price_zone: Option<Zone>,
    /// Words that stand for it in the city of an address (`APO`).
    pub cities: Vec<String>,
}

/// A price zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Zone(u8);

impl Zone {
    /// The zones there are: by distance 1 to 8, and those of remote places.
    pub const ALL: [u8; 12] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13];

    /// A zone by its number.
    pub fn new(number: u8) -> Option<Self> {
        Self::ALL.contains(&number).then_some(Self(number))
    }

    /// Its number.
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// As rates show it: `USPS08`.
impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "USPS{:02}", self.0)
    }
}

/// The first three digits of a ZIP code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Zip3(u16);

impl Zip3 {
    /// Reads exactly three digits.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten().map(Self)
    }

    /// The first three digits of a ZIP code: five digits, or nine with or without a hyphen.
    pub fn of_zip(zip: &str) -> Option<Self> {
        let zip = zip.trim();
        let (five, four) = zip.split_at_checked(5)?;
        let four = four.strip_prefix('-').unwrap_or(four);
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let sound = digits(five) && digits(four) && (zip.len() == 5 || four.len() == 4);
        sound.then(|| five.get(..3).and_then(Self::parse)).flatten()
    }

    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl fmt::Display for Zip3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

/// An end of a lane, as an address says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place<'a> {
    /// Country.
    pub country: CountryCode,
    /// Code or name of the state.
    pub state: &'a str,
    /// City.
    pub city: &'a str,
    /// ZIP code, or postal code abroad.
    pub zip: &'a str,
}

/// A place as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Located<'n> {
    /// Inside the American network: a state, a territory or military post.
    pub is_domestic: bool,
    /// The state the address names.
    pub(super) named: Option<&'n State>,
    /// The state its ZIP code lies in.
    pub(super) by_zip: Option<&'n State>,
    /// The state the city stands for.
    pub(super) by_city: Option<&'n State>,
    /// The area of its ZIP code, when it exists.
    pub zip3: Option<Zip3>,
}

impl Located<'_> {
    /// Whether anything in the address says that the place is of this kind.
    pub fn is_kind(&self, kind: PlaceKind) -> bool {
        if !self.is_domestic {
            return kind == PlaceKind::Abroad;
        }
        let said = [self.named, self.by_zip, self.by_city];
        said.into_iter().flatten().any(|state| state.kind == kind)
    }

    /// What the place is called in messages.
    pub fn name(&self) -> &str {
        let state = self.by_city.or(self.named).or(self.by_zip);
        state.map_or("an unknown state", |state| state.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zip_codes_have_five_or_nine_digits() {
        for (zip, area) in [
            ("94598", Some("945")),
            (" 07001 ", Some("070")),
            ("94598-1234", Some("945")),
            ("945981234", Some("945")),
            ("9459", None),
            ("94598-", None),
            ("94598-12", None),
            ("945981", None),
            ("94598--123", None),
            ("9459é", None),
            ("１２３４５", None),
            ("ABCDE", None),
            ("", None),
        ] {
            assert_eq!(Zip3::of_zip(zip).map(|zip3| zip3.to_string()).as_deref(), area, "{zip}");
        }
        assert_eq!(Zip3::parse("70"), None);
        assert_eq!(Zip3::parse("+70"), None);
    }

    #[test]
    fn zones_are_shown_with_two_digits() {
        assert_eq!(Zone::new(8).unwrap().to_string(), "USPS08");
        assert_eq!(Zone::new(11).unwrap().to_string(), "USPS11");
        assert_eq!((Zone::new(0), Zone::new(10), Zone::new(14)), (None, None, None));
    }
}
