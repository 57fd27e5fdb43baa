//! What is ordered: the kinds of parcel a fill is made of, about as often as a parcel network sees them.

use super::people::{self, Receiver};
use super::random::{Random, Use};
use colli_core::address::Address;
use colli_core::country::CountryCode;
use colli_core::ids::AccountNumber;
use colli_core::parcel::PieceOrder;
use colli_core::party::{Name, Party};
use colli_core::shipment::{ChosenOption, OptionInput, Origin, ShipmentOrder};

/// Kinds of parcel; every shipment of a fill is of one of them, in turn.
pub(super) const KINDS: [Kind; 20] = [
    home("NL", "SMALL", &["DOOR"]),
    home("NL", "SMALL", &["DOOR", "REFERENCE"]),
    home("NL", "MEDIUM", &["DOOR", "HANDT"]),
    home("NL", "SMALL", &["DOOR"]),
    home("BE", "SMALL", &["DOOR"]),
    home("NL", "XSMALL", &["BP"]),
    home("NL", "SMALL", &["PS"]),
    home("NL", "SMALL", &["DOOR", "EVE"]),
    Kind {
        is_business: true,
        quantity: 2,
        ..home("NL", "MEDIUM", &["DOOR"])
    },
    home("NL", "LARGE", &["DOOR"]),
    home("NL", "SMALL", &["DOOR"]),
    home("DE", "MEDIUM", &["DOOR"]),
    home("NL", "SMALL", &["DOOR", "NBB", "REFERENCE"]),
    Kind {
        is_business: true,
        ..home("NL", "SMALL", &["DOOR", "REFERENCE"])
    },
    home("NL", "SMALL", &["ADD_RETURN_LABEL", "DOOR"]),
    home("NL", "SMALL", &["PS"]),
    home("BE", "MEDIUM", &["DOOR", "HANDT"]),
    home("FR", "SMALL", &["DOOR"]),
    Kind {
        is_business: true,
        quantity: 3,
        ..home("NL", "SMALL", &["DOOR", "REFERENCE"])
    },
    home("NL", "SMALL", &["DOOR"]),
];

/// Where parcels to a ServicePoint go: one of the packed network.
const SERVICE_POINT: &str = "8004-NL-351401";

/// Shops: company, postal code, city, street, house number.
const SHOPS: [(&str, &str, &str, &str, &str); 4] = [
    ("Boekhandel De Vries", "1012AB", "Amsterdam", "Damrak", "1"),
    ("Bloemen & Zo B.V.", "3543KH", "Utrecht", "Reykjavikstraat", "1"),
    ("Wijnkoperij Het Vat", "6811KP", "Arnhem", "Rijnkade", "20"),
    ("Keukengerei.example", "5611EM", "Eindhoven", "Stationsplein", "4"),
];

/// A kind of parcel.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) country: &'static str,
    is_business: bool,
    parcel_type: &'static str,
    quantity: u32,
    options: &'static [&'static str],
}

const fn home(country: &'static str, parcel_type: &'static str, options: &'static [&'static str]) -> Kind {
    Kind {
        country,
        is_business: false,
        parcel_type,
        quantity: 1,
        options,
    }
}

/// What differs between two shipments of a kind.
pub(super) struct Content {
    pub(super) receiver: Receiver,
    /// The client's own reference.
    pub(super) reference: String,
    /// Weight of each piece, in grams.
    pub(super) weight_g: u32,
}

impl Kind {
    /// Is collected at a ServicePoint.
    pub(super) fn is_collected(&self) -> bool {
        self.options.contains(&"PS")
    }

    /// The content of a shipment to this country.
    pub(super) fn content(&self, country: CountryCode, seed: u64, index: u64) -> Content {
        let mut random = Random::new(seed, index, Use::Content);
        let receiver = people::receiver(country, self.is_business, &mut random);
        let (lightest_g, heaviest_g) = match self.parcel_type {
            "XSMALL" => (150, 1_900),
            "MEDIUM" => (5_000, 14_500),
            "LARGE" => (16_000, 30_000),
            _ => (250, 4_900),
        };
        Content {
            receiver,
            // At most fifteen characters, which is what the option REFERENCE takes.
            reference: format!("{:04X}-{index:09}", seed & 0xffff),
            weight_g: random.within(lightest_g, heaviest_g),
        }
    }

    /// The order that makes a shipment of a seed, as the client of a shop would send it.
    pub(super) fn order(&self, shop: usize, account: AccountNumber, seed: u64, index: u64) -> Option<ShipmentOrder> {
        let content = self.content(CountryCode::parse(self.country)?, seed, index);
        let text = |text: &str| Some(OptionInput::Text(text.to_owned()));
        let options = self.options.iter().map(|key| ChosenOption {
            key: (*key).to_owned(),
            input: match *key {
                "REFERENCE" => text(&content.reference),
                "PS" => text(SERVICE_POINT),
                _ => None,
            },
        });
        Some(ShipmentOrder {
            shipment_id: super::shipment_id(seed, index),
            origin: Origin::Shipment,
            options: options.collect(),
            order_reference: Some(content.reference),
            account,
            shipper: shipper(shop)?,
            receiver: content.receiver.party,
            on_behalf_of: None,
            is_return: false,
            pieces: vec![PieceOrder {
                parcel_type: self.parcel_type.to_owned(),
                quantity: self.quantity,
                weight_g: Some(content.weight_g),
                dimensions: None,
            }],
            product: None,
            application: Some("colli fill".to_owned()),
            customs: None,
            entry_summary: None,
            label_position: None,
            print_dialog: false,
        })
    }
}

fn shipper(shop: usize) -> Option<Party> {
    let (company, postal_code, city, street, house) = SHOPS[shop % SHOPS.len()];
    let name = Name {
        company: Some(company.to_owned()),
        ..Name::default()
    };
    let address = Address {
        country: CountryCode::parse("NL")?,
        postal_code: postal_code.to_owned(),
        city: city.to_owned(),
        street: street.to_owned(),
        number: Some(house.to_owned()),
        addition: None,
        additional_line: None,
        region: None,
        is_business: true,
    };
    Some(Party {
        email: Some("verzending@example.com".to_owned()),
        phone: Some("+31201234567".to_owned()),
        ..people::party(name, address)
    })
}
