//! Who receives: names and addresses put together from lists. Any likeness to somebody is chance.

use super::random::Random;
use colli_core::address::Address;
use colli_core::country::CountryCode;
use colli_core::party::{Name, Party};

/// A name and how it is written in an e-mail address.
type Written = (&'static str, &'static str);

const FIRST: [Written; 24] = [
    ("Zoë", "zoe"),
    ("Daan", "daan"),
    ("Emma", "emma"),
    ("Łukasz", "lukasz"),
    ("Sanne", "sanne"),
    ("Bram", "bram"),
    ("Fatima", "fatima"),
    ("Thijs", "thijs"),
    ("Lotte", "lotte"),
    ("Noah", "noah"),
    ("Mieke", "mieke"),
    ("Jürgen", "juergen"),
    ("Yara", "yara"),
    ("Pieter", "pieter"),
    ("Anouk", "anouk"),
    ("Ruben", "ruben"),
    ("Élise", "elise"),
    ("Sven", "sven"),
    ("Maria", "maria"),
    ("Tim", "tim"),
    ("Hanneke", "hanneke"),
    ("Omar", "omar"),
    ("Ilse", "ilse"),
    ("Joris", "joris"),
];

const LAST: [Written; 24] = [
    ("de Vries", "devries"),
    ("Jansen", "jansen"),
    ("van den Berg", "vandenberg"),
    ("Bakker", "bakker"),
    ("Visser", "visser"),
    ("Jørgensen", "joergensen"),
    ("Smit", "smit"),
    ("Müller", "mueller"),
    ("Peeters", "peeters"),
    ("Mulder", "mulder"),
    ("Żółciński", "zolcinski"),
    ("Bos", "bos"),
    ("Dubois", "dubois"),
    ("Hendriks", "hendriks"),
    ("van Dijk", "vandijk"),
    ("Kok", "kok"),
    ("Schneider", "schneider"),
    ("Willems", "willems"),
    ("El Amrani", "elamrani"),
    ("van der Meer", "vandermeer"),
    ("Lefèvre", "lefevre"),
    ("Postma", "postma"),
    ("Maes", "maes"),
    ("Yılmaz", "yilmaz"),
];

const STREETS: [&str; 16] = [
    "Dorpsstraat",
    "Kerkstraat",
    "Stationsweg",
    "Nieuwezijds Voorburgwal",
    "Molenweg",
    "Eikenlaan",
    "Parallelweg",
    "Burgemeester de Vlugtlaan",
    "Schoolstraat",
    "Julianalaan",
    "Industrieweg",
    "Prins Bernhardplein",
    "Lange Nieuwstraat",
    "Havenkade",
    "Raadhuisstraat",
    "Lindelaan",
];

const TRADES: [&str; 6] = [
    "Fietsen B.V.",
    "Apotheek",
    "Installatietechniek",
    "Optiek",
    "Kantoorartikelen",
    "Groothandel",
];

/// A town: its name, its lowest and highest postal number, and the depot that delivers there.
type Town = (&'static str, u32, u32, &'static str);

const NL: [Town; 20] = [
    ("Utrecht", 3511, 3585, "UTRPAK"),
    ("Amsterdam", 1011, 1109, "AMSPAK"),
    ("Rotterdam", 3011, 3089, "RTMPAK"),
    ("Den Haag", 2511, 2597, "DHGPAK"),
    ("Eindhoven", 5611, 5658, "EHVPAK"),
    ("Groningen", 9711, 9747, "GROPAK"),
    ("Zwolle", 8011, 8045, "ZWOPAK"),
    ("Nijmegen", 6511, 6546, "NIJPAK"),
    ("Arnhem", 6811, 6846, "ARNPAK"),
    ("Leiden", 2311, 2334, "LEIPAK"),
    ("Amersfoort", 3811, 3829, "AMEPAK"),
    ("Maastricht", 6211, 6229, "MAOPAK"),
    ("Hengelo", 7551, 7559, "HGLPAK"),
    ("Leeuwarden", 8911, 8939, "LEEPAK"),
    ("Breda", 4811, 4839, "ETTPAK"),
    ("Dordrecht", 3311, 3329, "DORPAK"),
    ("Almere", 1311, 1363, "ALMPAK"),
    ("'s-Hertogenbosch", 5211, 5249, "DRUPAK"),
    ("Haarlem", 2011, 2037, "ZAAPAK"),
    ("Emmen", 7811, 7828, "EMMPAK"),
];
const BE: [Town; 5] = [
    ("Antwerpen", 2000, 2060, "ANRPAK"),
    ("Gent", 9000, 9052, "GNTPAK"),
    ("Brussel", 1000, 1210, "BRUPAK"),
    ("Liège", 4000, 4032, "LGGPAK"),
    ("Hasselt", 3500, 3512, "HASPAK"),
];
const DE: [Town; 4] = [
    ("Köln", 50667, 51149, "GWN"),
    ("Berlin", 10115, 14199, "GWN"),
    ("Hamburg", 20095, 22769, "GWN"),
    ("München", 80331, 81929, "GWN"),
];
const FR: [Town; 4] = [
    ("Paris", 75001, 75020, "WIL"),
    ("Lyon", 69001, 69009, "WIL"),
    ("Lille", 59000, 59800, "WIL"),
    ("Nantes", 44000, 44300, "WIL"),
];

/// Letters of Dutch postal codes; without S no combination is reserved.
const LETTERS: [char; 18] = [
    'A', 'B', 'C', 'D', 'E', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'R', 'T', 'V', 'W', 'X',
];

/// A receiver, and the depot of the town.
pub(super) struct Receiver {
    pub(super) party: Party,
    pub(super) depot: &'static str,
}

/// Somebody in a country.
pub(super) fn receiver(country: CountryCode, is_business: bool, random: &mut Random) -> Receiver {
    let (city, low, high, depot) = match country.as_str() {
        "BE" => random.pick(&BE),
        "DE" => random.pick(&DE),
        "FR" => random.pick(&FR),
        _ => random.pick(&NL),
    };
    let number = random.within(low, high);
    let postal_code = if country.as_str() == "NL" {
        format!("{number}{}{}", random.pick(&LETTERS), random.pick(&LETTERS))
    } else {
        number.to_string()
    };
    let (first, first_written) = random.pick(&FIRST);
    let (last, last_written) = random.pick(&LAST);
    let name = if is_business {
        Name {
            company: Some(format!("{last} {}", random.pick(&TRADES))),
            ..Name::default()
        }
    } else {
        Name {
            first: Some(first.to_owned()),
            last: Some(last.to_owned()),
            ..Name::default()
        }
    };
    let address = Address {
        country,
        postal_code,
        city: city.to_owned(),
        street: random.pick(&STREETS).to_owned(),
        number: Some(random.within(1, 399).to_string()),
        addition: (random.below(8) == 0).then(|| random.pick(&["A", "B", "hs", "2"]).to_owned()),
        additional_line: None,
        region: None,
        is_business,
    };
    let party = Party {
        email: Some(format!("{first_written}.{last_written}@example.com")),
        phone: Some(format!("+316{:08}", random.below(100_000_000))),
        ..party(name, address)
    };
    Receiver { party, depot }
}

/// A party of whom nothing else is known.
pub(super) fn party(name: Name, address: Address) -> Party {
    Party {
        name,
        address,
        email: None,
        phone: None,
        vat_number: None,
        eori_number: None,
        reference: None,
        rex_number: None,
    }
}
