//! What a label shows, free of any format. Rendered by `colli-documents`; equal facts give equal bytes.

use crate::money::Money;
use crate::network::Network;
use crate::party::Party;
use crate::product::{OptionRole, ServiceOption};
use crate::shipment::{OptionInput, Piece, Shipment};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Physical arrangement of a label (reference 7.4, design section 11).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum LabelLayout {
    /// `B2X_Generic_A4_Third`: a strip of 210 × 99 mm, three to an A4 sheet.
    #[default]
    A4Third,
    /// `B2X_Generic_A6`: 105 × 148 mm.
    A6,
    /// `B2X_Generic_A4`: one label on a whole A4 sheet.
    A4,
}

impl LabelLayout {
    /// The `labelType` clients see.
    pub fn label_type(self) -> &'static str {
        match self {
            Self::A4Third => "B2X_Generic_A4_Third",
            Self::A6 => "B2X_Generic_A6",
            Self::A4 => "B2X_Generic_A4",
        }
    }

    /// Reads the account setting `labelLayout`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "A4_THIRD" => Some(Self::A4Third),
            "A6" => Some(Self::A6),
            "A4" => Some(Self::A4),
            _ => None,
        }
    }

    /// The account setting `labelLayout`.
    pub fn setting(self) -> &'static str {
        match self {
            Self::A4Third => "A4_THIRD",
            Self::A6 => "A6",
            Self::A4 => "A4",
        }
    }
}

/// One party as printed. Lines are ready text; empty ones are left out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LabelParty {
    /// Company, or the person when there is no company.
    pub name: String,
    /// The person at the company, or an additional name.
    pub attention: String,
    /// Street without number.
    pub street: String,
    /// House number and addition; may be empty. Never shortened.
    pub number: String,
    /// A further address line.
    pub additional_line: String,
    /// Postal code as printed in its country.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country_code: String,
    /// Country name in English; printed upper case.
    pub country_name: String,
    /// Telephone.
    pub phone: String,
}

/// Cash on delivery as printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LabelCod {
    /// What the receiver pays.
    pub amount: Money,
    /// How: `CASH` or `CHEQUE`.
    pub method: &'static str,
}

/// The ServicePoint a piece goes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LabelServicePoint {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Street, number, postal code and city in one line.
    pub address: String,
    /// The receiver's customer number at a locker (what follows `|` in the option input).
    pub post_number: Option<String>,
}

/// Everything one label shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Physical arrangement.
    pub layout: LabelLayout,
    /// Product name, such as `EUROPLUS`.
    pub product_label: String,
    /// Weight of the piece, in grams.
    pub weight_g: Option<u32>,
    /// Which piece, from 1.
    pub piece_number: u32,
    /// Of how many.
    pub piece_count: u32,
    /// Who sends. With an undisclosed sender, the party it is sent on behalf of and nothing else.
    pub sender: LabelParty,
    /// Who receives.
    pub receiver: LabelParty,
    /// Marks of options in rank order, at most a handful: `HANDT`, `NBB`, `EVE`, `S`, …
    pub marks: Vec<String>,
    /// Cash on delivery.
    pub cod: Option<LabelCod>,
    /// Where the receiver collects.
    pub service_point: Option<LabelServicePoint>,
    /// Prints `RETURN`.
    pub is_return: bool,
    /// The account; absent with an undisclosed sender.
    pub account: Option<String>,
    /// Date of registration, local to the sender.
    pub ship_date: Date,
    /// Options `REFERENCE` and `REFERENCE2`, in that order.
    pub references: Vec<String>,
    /// The client's own reference of the order.
    pub order_reference: Option<String>,
    /// Licence plate of the piece (label-standards 3.2).
    pub tracker_code: String,
    /// Licence plate of the whole shipment, when it has several pieces.
    pub shipment_tracker_code: Option<String>,
    /// Routing code (label-standards 3.3).
    pub routing_code: String,
}

/// Most option marks a label has room for.
const MARKS_MAX: usize = 6;

/// The marks options print, in rank order.
pub fn marks<'o>(options: impl IntoIterator<Item = &'o ServiceOption>) -> Vec<String> {
    let mut marked: Vec<&ServiceOption> = options.into_iter().filter(|option| !option.mark.is_empty()).collect();
    marked.sort_by_key(|option| option.rank);
    marked
        .into_iter()
        .map(|option| option.mark.clone())
        .take(MARKS_MAX)
        .collect()
}

impl Label {
    /// The label of one piece: a function of stored facts and the network, so a reprint has the same bytes.
    ///
    /// An undisclosed sender appears nowhere: the party it is sent on behalf of stands in, and the account is left out.
    pub fn of(shipment: &Shipment, piece: &Piece, network: &Network, zone: &TimeZone) -> Self {
        let order = &shipment.order;
        let undisclosed = chosen(shipment, network, OptionRole::UndisclosedSender).is_some();
        let sender = order.on_behalf_of.as_ref().unwrap_or(&order.shipper);
        let (sender, receiver) = if piece.return_label {
            (&order.receiver, sender)
        } else {
            (sender, &order.receiver)
        };
        let numbered = shipment
            .pieces
            .iter()
            .filter(|other| other.return_label == piece.return_label)
            .count();
        let (piece_number, piece_count) = order
            .label_position
            .unwrap_or((piece.number, u32::try_from(numbered).unwrap_or(u32::MAX)));
        Self {
            layout: LabelLayout::parse(&shipment.label_layout).unwrap_or_default(),
            product_label: shipment.product_label.clone(),
            weight_g: piece.weight_g,
            piece_number,
            piece_count,
            sender: LabelParty::of(sender, network),
            receiver: LabelParty::of(receiver, network),
            marks: if piece.return_label {
                Vec::new()
            } else {
                shipment.marks.clone()
            },
            cod: if piece.return_label {
                None
            } else {
                cod(shipment, network)
            },
            service_point: if piece.return_label {
                None
            } else {
                service_point(shipment)
            },
            is_return: order.is_return || piece.return_label,
            account: (!undisclosed).then(|| order.account.to_string()),
            ship_date: shipment.created_at.to_zoned(zone.clone()).date(),
            references: references(shipment, network),
            order_reference: order.order_reference.clone(),
            tracker_code: piece.tracker_code.clone().unwrap_or_default(),
            shipment_tracker_code: shipment.tracker_code.clone().filter(|_| !piece.return_label),
            routing_code: piece.routing_code.clone(),
        }
    }
}

impl LabelParty {
    /// A party as printed.
    pub fn of(party: &Party, network: &Network) -> Self {
        let person = party.name.person();
        let (name, attention) = match (&party.name.company, person.is_empty()) {
            (Some(company), _) => (company.clone(), person),
            (None, false) => (person, String::new()),
            (None, true) => (party.name.additional.clone().unwrap_or_default(), String::new()),
        };
        let attention = match &party.name.additional {
            Some(additional) if *additional != name && attention.is_empty() => additional.clone(),
            Some(additional) if *additional != name => format!("{attention}, {additional}"),
            _ => attention,
        };
        Self {
            name,
            attention,
            street: party.address.street.clone(),
            number: party.address.number_line(),
            additional_line: party.address.additional_line.clone().unwrap_or_default(),
            postal_code: printed_postal_code(&party.address),
            city: party.address.city.clone(),
            country_code: party.address.country.to_string(),
            country_name: network
                .country(party.address.country)
                .map_or_else(|| party.address.country.to_string(), |country| country.name_en.clone()),
            phone: party.phone.clone().unwrap_or_default(),
        }
    }
}

/// Postal codes as people of the country read them: `1234 AB`, `E11 1AB`.
fn printed_postal_code(address: &crate::address::Address) -> String {
    let code = &address.postal_code;
    let split = match address.country.as_str() {
        "NL" if code.len() == 6 => Some(4),
        "GB" if code.len() > 3 => Some(code.len() - 3),
        "SE" | "GR" | "CZ" | "SK" if code.len() == 5 => Some(3),
        "IE" if code.len() == 7 => Some(3),
        _ => None,
    };
    match split.and_then(|at| code.split_at_checked(at)) {
        Some((head, tail)) => format!("{head} {tail}"),
        None => code.clone(),
    }
}

fn chosen<'s>(
    shipment: &'s Shipment,
    network: &Network,
    role: OptionRole,
) -> Option<&'s crate::shipment::ChosenOption> {
    shipment.order.options.iter().find(|chosen| {
        network
            .catalogue
            .option(&chosen.key)
            .is_some_and(|option| option.role == role)
    })
}

fn cod(shipment: &Shipment, network: &Network) -> Option<LabelCod> {
    let currency = network
        .country(shipment.order.receiver.address.country)
        .map_or_else(|| "EUR".to_owned(), |country| country.currency.clone());
    [(OptionRole::CodCash, "CASH"), (OptionRole::CodCheque, "CHEQUE")]
        .into_iter()
        .find_map(|(role, method)| match chosen(shipment, network, role)?.input {
            Some(OptionInput::AmountMinor(minor)) => Some(LabelCod {
                amount: Money {
                    minor,
                    currency: currency.clone(),
                },
                method,
            }),
            _ => None,
        })
}

fn service_point(shipment: &Shipment) -> Option<LabelServicePoint> {
    shipment.service_point.as_ref().map(|point| LabelServicePoint {
        id: point.id.clone(),
        name: point.name.clone(),
        address: point.address.clone(),
        post_number: point.post_number.clone(),
    })
}

fn references(shipment: &Shipment, network: &Network) -> Vec<String> {
    let is_reference = |key: &str| {
        network
            .catalogue
            .option(key)
            .is_some_and(|o| o.role == OptionRole::Reference)
    };
    // Sorted by key, so REFERENCE stands before REFERENCE2.
    shipment
        .order
        .options
        .iter()
        .filter(|chosen| is_reference(&chosen.key))
        .filter_map(|chosen| match &chosen.input {
            Some(OptionInput::Text(text)) => Some(text.clone()),
            _ => None,
        })
        .collect()
}
