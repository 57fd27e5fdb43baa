//! Parties as papers of the American network print them.

use crate::country::CountryCode;
use crate::network::Network;
use crate::party::Party;

/// A party as the last mile reads it: ready text, empty where there is nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PostalParty {
    /// The person, or the company when nobody is named.
    pub name: String,
    /// The company of that person.
    pub company: String,
    /// House number and street in the order of the country.
    pub street: String,
    /// A further address line.
    pub additional_line: String,
    /// Town.
    pub city: String,
    /// State or province.
    pub region: String,
    /// Postal code.
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    pub country_code: String,
    /// Country name in English.
    pub country_name: String,
    /// Telephone.
    pub phone: String,
    /// E-mail address.
    pub email: String,
}

impl PostalParty {
    /// A party as printed. Without a network, countries go by their code.
    pub fn of(party: &Party, network: Option<&Network>) -> Self {
        let person = party.name.person();
        let company = party.name.company.clone().unwrap_or_default();
        let additional = party.name.additional.clone().unwrap_or_default();
        let (name, company) = match (person.is_empty(), company.is_empty()) {
            (false, false) => (person, company),
            (false, true) => (person, additional),
            (true, false) => (company, additional),
            (true, true) => (additional, String::new()),
        };
        let address = &party.address;
        let number = address.number_line();
        let in_order = if number_comes_first(address.country) {
            [number.as_str(), address.street.as_str()]
        } else {
            [address.street.as_str(), number.as_str()]
        };
        let country = network.and_then(|network| network.country(address.country));
        Self {
            name,
            company,
            street: joined(&in_order, " "),
            additional_line: address.additional_line.clone().unwrap_or_default(),
            city: address.city.clone(),
            region: address.region.clone().unwrap_or_default(),
            postal_code: postal_code(address.country, &address.postal_code),
            country_code: address.country.to_string(),
            country_name: country.map_or_else(|| address.country.to_string(), |country| country.name_en.clone()),
            phone: party.phone.clone().unwrap_or_default(),
            email: party.email.clone().unwrap_or_default(),
        }
    }

    /// The line of the town.
    pub fn locality(&self) -> Locality {
        let is_first = !CountryCode::parse(&self.country_code).is_some_and(number_comes_first);
        if is_first {
            Locality {
                town: joined(&[&self.city, &self.region], ", "),
                code: self.postal_code.clone(),
                code_comes_first: true,
            }
        } else {
            Locality {
                town: self.city.clone(),
                code: joined(&[&self.region, &self.postal_code], " "),
                code_comes_first: false,
            }
        }
    }
}

/// The line of the town, in two parts: `SAN FRANCISCO` before `CA 94117`, or `10115` before `Berlin`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Locality {
    /// The part that may be shortened.
    pub town: String,
    /// The part that may not.
    pub code: String,
    /// Whether that one stands first, as on the European continent.
    pub code_comes_first: bool,
}

/// Countries that write `1600 Main Street, Springfield IL 62704`.
fn number_comes_first(country: CountryCode) -> bool {
    const COUNTRIES: [&str; 16] = [
        "AS", "AU", "CA", "GB", "GU", "HK", "IE", "IN", "MP", "MY", "NZ", "PR", "SG", "US", "VI", "ZA",
    ];
    COUNTRIES.contains(&country.as_str())
}

/// ZIP codes of nine digits with their hyphen, Canadian codes with their space.
fn postal_code(country: CountryCode, code: &str) -> String {
    let split = match (country.as_str(), code.len()) {
        ("US" | "PR" | "VI" | "GU" | "AS" | "MP", 9) => code.split_at_checked(5).map(|parts| (parts, "-")),
        ("CA", 6) => code.split_at_checked(3).map(|parts| (parts, " ")),
        ("GB", 5..=7) if !code.contains(' ') => code.split_at_checked(code.len() - 3).map(|parts| (parts, " ")),
        _ => None,
    };
    split.map_or_else(|| code.to_owned(), |((head, tail), sign)| format!("{head}{sign}{tail}"))
}

fn joined(parts: &[&str], separator: &str) -> String {
    let given: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    given.join(separator)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Address;
    use crate::party::Name;

    fn party(country: &str, street: &str, number: Option<&str>, code: &str, region: Option<&str>) -> Party {
        let address = Address {
            country: CountryCode::parse(country).unwrap(),
            postal_code: code.into(),
            city: "Town".into(),
            street: street.into(),
            number: number.map(Into::into),
            addition: None,
            additional_line: None,
            region: region.map(Into::into),
            is_business: false,
        };
        Party {
            name: Name {
                first: Some("Ann".into()),
                company: Some("Shop".into()),
                ..Name::default()
            },
            address,
            email: None,
            phone: None,
            vat_number: None,
            eori_number: None,
            reference: None,
            rex_number: None,
        }
    }

    #[test]
    fn addresses_read_as_in_their_country() {
        let lines = |party: &Party| {
            let printed = PostalParty::of(party, None);
            let Locality {
                town,
                code,
                code_comes_first,
            } = printed.locality();
            let locality = if code_comes_first {
                format!("{code} {town}")
            } else {
                format!("{town} {code}")
            };
            (printed.name, printed.company, printed.street, locality)
        };
        let expected = |street: &str, locality: &str| ("Ann".into(), "Shop".into(), street.into(), locality.into());
        let american = party("US", "Mission St", Some("965"), "941171234", Some("CA"));
        assert_eq!(lines(&american), expected("965 Mission St", "Town CA 94117-1234"));
        let german = party("DE", "Torstraße", Some("5"), "10115", None);
        assert_eq!(lines(&german), expected("Torstraße 5", "10115 Town"));
        let canadian = party("CA", "1 Rue Un", None, "H2X1Y4", Some("QC"));
        assert_eq!(lines(&canadian), expected("1 Rue Un", "Town QC H2X 1Y4"));
        let british = party("GB", "1 High St", None, "E111AB", None);
        assert_eq!(lines(&british), expected("1 High St", "Town E11 1AB"));
        for odd in ["", "é", "ééé", "941171é34"] {
            let _ = lines(&party("US", "x", None, odd, None));
            let _ = lines(&party("GB", "x", None, odd, None));
            let _ = lines(&party("CA", "x", None, odd, None));
        }
    }
}
