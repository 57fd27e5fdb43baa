//! Facilities: hubs, depots and gateways that parcels pass.

use crate::country::CountryCode;

/// What a facility does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FacilityKind {
    /// Sorts parcels between depots.
    Hub,
    /// Delivers and collects in its area.
    Depot,
    /// Sorts what goes back to senders.
    ReturnHub,
    /// Parcels leave and enter the country here.
    Gateway,
    /// Takes in, sorts and hands on parcels of the American network.
    DistributionCentre,
}

impl FacilityKind {
    /// Every kind with its word in data files.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("hub", Self::Hub),
        ("depot", Self::Depot),
        ("return_hub", Self::ReturnHub),
        ("gateway", Self::Gateway),
        ("distribution_centre", Self::DistributionCentre),
    ];

    /// Reads the word of data files.
    pub fn parse(text: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find_map(|(name, kind)| (name == text).then_some(kind))
    }
}

/// A facility.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facility {
    /// Its code, as events name it: `ARN`.
    pub code: String,
    /// A second code it is known by.
    pub alt_code: Option<String>,
    /// Its name.
    pub name: String,
    /// What it does.
    pub kind: FacilityKind,
    /// Where it stands.
    pub country: CountryCode,
    /// Its town.
    pub city: String,
    /// State or province, where addresses carry one: the short form (`CA`).
    pub region: Option<String>,
    /// First characters of the postal codes around it.
    pub postal_prefix: String,
    /// Latitude in millionths of a degree.
    pub lat_e6: i32,
    /// Longitude in millionths of a degree.
    pub lon_e6: i32,
    /// Operating network: `ECOMMERCE`, `DAY_DEFINITE`.
    pub network: String,
}

/// Operating network of parcels to consumers; the default of every look-up here.
pub const ECOMMERCE: &str = "ECOMMERCE";

/// The facilities of a network, in the order of their file.
#[derive(Clone, Debug, Default)]
pub struct Facilities(Vec<Facility>);

impl Facilities {
    /// The facilities of a list.
    pub fn new(facilities: Vec<Facility>) -> Self {
        Self(facilities)
    }

    /// A facility by either of its codes.
    pub fn get(&self, code: &str) -> Option<&Facility> {
        let by_code = self.0.iter().find(|facility| facility.code == code);
        by_code.or_else(|| {
            self.0
                .iter()
                .find(|facility| facility.alt_code.as_deref() == Some(code))
        })
    }

    /// All of them.
    pub fn all(&self) -> &[Facility] {
        &self.0
    }

    /// The depot that delivers to a postal code: the one whose own area is nearest in numbers.
    pub fn depot_for(&self, country: CountryCode, postal_code: &str) -> Option<&Facility> {
        self.of(country, FacilityKind::Depot)
            .filter(|facility| facility.network == ECOMMERCE)
            .min_by_key(|facility| distance(&facility.postal_prefix, postal_code))
    }

    /// The hub of a country.
    pub fn hub_of(&self, country: CountryCode) -> Option<&Facility> {
        self.preferred(country, FacilityKind::Hub)
    }

    /// The returns hub of a country; where there is none, its hub.
    pub fn return_hub(&self, country: CountryCode) -> Option<&Facility> {
        self.preferred(country, FacilityKind::ReturnHub)
            .or_else(|| self.hub_of(country))
    }

    /// The gateway of a country; where there is none, its hub.
    pub fn gateway(&self, country: CountryCode) -> Option<&Facility> {
        self.preferred(country, FacilityKind::Gateway)
            .or_else(|| self.hub_of(country))
    }

    /// The distribution centre of the American network nearest to a postal code. The first three digits of postal codes
    /// run from the north-east to the south-west, so near numbers are near places.
    pub fn distribution_centre_for(&self, postal_code: &str) -> Option<&Facility> {
        let number = |text: &str| text.get(..3).and_then(|digits| digits.parse::<u32>().ok());
        let wanted = number(postal_code)?;
        self.distribution_centres()
            .min_by_key(|facility| number(&facility.postal_prefix).map_or(u32::MAX, |prefix| prefix.abs_diff(wanted)))
    }

    /// The distribution centres of the American network.
    pub fn distribution_centres(&self) -> impl Iterator<Item = &Facility> {
        let is_one = |facility: &&Facility| facility.kind == FacilityKind::DistributionCentre;
        self.0.iter().filter(is_one)
    }

    fn preferred(&self, country: CountryCode, kind: FacilityKind) -> Option<&Facility> {
        let network = |facility: &&Facility| facility.network == ECOMMERCE;
        self.of(country, kind)
            .find(network)
            .or_else(|| self.of(country, kind).next())
    }

    fn of(&self, country: CountryCode, kind: FacilityKind) -> impl Iterator<Item = &Facility> {
        self.0
            .iter()
            .filter(move |facility| facility.country == country && facility.kind == kind)
    }
}

/// How far two postal codes lie apart: first by the digits they do not share, then by number.
fn distance(prefix: &str, postal_code: &str) -> (usize, u32) {
    let shared = prefix
        .bytes()
        .zip(postal_code.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let number = |text: &str| text.get(..4).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0);
    // Only the first digit is a region: 2999 and 3000 are neighbours, 2999 and 2100 need not be.
    (usize::from(shared == 0), number(prefix).abs_diff(number(postal_code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facility(code: &str, kind: FacilityKind, postal_prefix: &str, network: &str) -> Facility {
        Facility {
            code: code.to_owned(),
            alt_code: Some(format!("{code}PAK")),
            name: code.to_owned(),
            kind,
            country: CountryCode::parse("NL").unwrap(),
            region: None,
            city: String::new(),
            postal_prefix: postal_prefix.to_owned(),
            lat_e6: 0,
            lon_e6: 0,
            network: network.to_owned(),
        }
    }

    #[test]
    fn the_nearest_depot_delivers() {
        let nl = CountryCode::parse("NL").unwrap();
        let facilities = Facilities::new(vec![
            facility("DD", FacilityKind::Depot, "3542", "DAY_DEFINITE"),
            facility("UTR", FacilityKind::Depot, "3542", ECOMMERCE),
            facility("AMS", FacilityKind::Depot, "1042", ECOMMERCE),
            facility("H", FacilityKind::Hub, "5301", ECOMMERCE),
        ]);
        let depot = |code| facilities.depot_for(nl, code).map(|depot| depot.code.as_str());
        assert_eq!(depot("3511AB"), Some("UTR"));
        assert_eq!(depot("1098XH"), Some("AMS"));
        assert_eq!(depot(""), Some("AMS"));
        assert_eq!(facilities.get("AMSPAK").map(|found| found.code.as_str()), Some("AMS"));
        assert_eq!(facilities.gateway(nl).map(|found| found.code.as_str()), Some("H"));
        assert_eq!(facilities.hub_of(CountryCode::parse("LU").unwrap()), None);
    }
}
