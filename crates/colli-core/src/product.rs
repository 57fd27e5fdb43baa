//! The catalogue's nouns: products, parcel types, options. Their values are network data.

use crate::parcel::Dimensions;

/// A product of the network (reference 4.1).
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent properties of a data row, each a column of its own"
)]
pub struct Product {
    /// Key clients name: `EPL`, `DFY-B2C`.
    pub key: String,
    /// Printed name: `EUROPLUS`.
    pub label: String,
    /// Two digits of the routing code.
    pub code: String,
    /// Code in menus of the vendor's portal.
    pub menu_code: String,
    /// For business receivers.
    pub business: bool,
    /// A shipment is a single piece.
    pub mono_collo: bool,
    /// Software characteristic, `B2X`.
    pub software_characteristic: String,
    /// A return product.
    pub is_return: bool,
    /// The carrier brand it belongs to, as the `carrier` filter names it.
    pub carrier: String,
    /// Keys of the products this name stands for (`DFY` is any of its family); empty for a product of its own.
    pub stands_for: Vec<String>,
    /// Consumer product of the Parcel Connect family and relatives: customs papers are a CN23, else an invoice.
    pub cn23: bool,
    /// Value comes from the reference; else it was filled sensibly.
    pub documented: bool,
}

/// Limits of a parcel type, in general or on a lane.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ParcelLimits {
    /// Lightest piece, in grams.
    pub min_weight_g: u32,
    /// Heaviest piece, in grams.
    pub max_weight_g: u32,
    /// Largest piece.
    pub max: Dimensions,
}

impl ParcelLimits {
    /// Whether a piece of this weight may travel.
    pub fn allow_weight(&self, grams: u32) -> bool {
        (self.min_weight_g..=self.max_weight_g).contains(&grams)
    }

    /// Whether a piece of this size may travel, turned as suits.
    pub fn allow_size(&self, size: &Dimensions) -> bool {
        size.fits_in(&self.max)
    }
}

/// A kind of parcel (reference 4.2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParcelType {
    /// Key clients name: `SMALL`.
    pub key: String,
    /// Grouping newer clients show; may be empty.
    pub category: String,
    /// Weight assumed when none is given, in grams.
    pub default_weight_g: Option<u32>,
    /// The general limits, printed where lanes differ or none is named.
    pub limits: ParcelLimits,
    /// Value comes from the reference; else it was filled sensibly.
    pub documented: bool,
}

/// What an option's input must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InputKind {
    /// Text of at most so many characters.
    Text,
    /// A number: an amount of money.
    Number,
    /// A party; given by `onBehalfOf`.
    Address,
    /// A JSON object.
    Object,
}

impl InputKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Text, Self::Number, Self::Address, Self::Object];

    /// Reads the word of data files and of the wire.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Address => "address",
            Self::Object => "object",
        }
    }
}

/// What an option makes the network do, beyond being offered and printed. Several options may share a role.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OptionRole {
    /// Nothing special: listed, checked, printed as a mark.
    Plain,
    /// Delivered at the receiver's door.
    Door,
    /// Delivered to the ServicePoint in the input.
    ServicePoint,
    /// Held at a terminal for collection.
    Hold,
    /// Delivered into the mailbox.
    Mailbox,
    /// The input is printed as a reference.
    Reference,
    /// The input is an e-mail to the receiver.
    PersonalNote,
    /// An extra return label is made.
    ReturnLabel,
    /// The input is the insured amount.
    Insurance,
    /// The input is collected in cash at delivery.
    CodCash,
    /// The input is collected by cheque at delivery.
    CodCheque,
    /// The sender stays undisclosed.
    UndisclosedSender,
    /// The courier asks for a signature.
    Signature,
    /// A QR code instead of a printed label.
    Printless,
    /// Not shown by trackers.
    NoTracking,
    /// The weight must be given.
    WeightRequired,
    /// Delivered in the evening of the day it is collected.
    SameDay,
    /// Delivered in the evening.
    Evening,
    /// Delivered on Saturdays too.
    Saturday,
    /// Delivered in the early morning.
    Express,
}

impl OptionRole {
    /// Every role with its word in data files.
    pub const NAMES: [(&'static str, Self); 20] = [
        ("plain", Self::Plain),
        ("door", Self::Door),
        ("service-point", Self::ServicePoint),
        ("hold", Self::Hold),
        ("mailbox", Self::Mailbox),
        ("reference", Self::Reference),
        ("personal-note", Self::PersonalNote),
        ("return-label", Self::ReturnLabel),
        ("insurance", Self::Insurance),
        ("cod-cash", Self::CodCash),
        ("cod-cheque", Self::CodCheque),
        ("undisclosed-sender", Self::UndisclosedSender),
        ("signature", Self::Signature),
        ("printless", Self::Printless),
        ("no-tracking", Self::NoTracking),
        ("weight-required", Self::WeightRequired),
        ("same-day", Self::SameDay),
        ("evening", Self::Evening),
        ("saturday", Self::Saturday),
        ("express", Self::Express),
    ];

    /// Reads the word of data files.
    pub fn parse(text: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find_map(|(name, role)| (name == text).then_some(role))
    }
}

/// A shipment option (reference 4.3).
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent properties of a data row, each a column of its own"
)]
pub struct ServiceOption {
    /// Key clients name: `DOOR`.
    pub key: String,
    /// Description clients show.
    pub description: String,
    /// Order of display and priority in routing codes.
    pub rank: u32,
    /// Two-digit feature of the routing code; 0 for none.
    pub code: u32,
    /// Kind of input it takes; `None` when it takes none.
    pub input: Option<InputKind>,
    /// Kind of input it takes when given one, though catalogues do not print it (`H`: a terminal).
    pub input_accepted: Option<InputKind>,
    /// Whether a shipment must give the input (the reference shows an input kind for `H` that is optional).
    pub input_required: bool,
    /// Shortest text, in characters, or lowest number.
    pub input_min: Option<u32>,
    /// Longest text, in characters, or highest number.
    pub input_max: Option<u32>,
    /// `true` for a delivery option (where it goes), `false` for a service option (how).
    pub is_delivery: bool,
    /// Mark on the label; empty for none.
    pub mark: String,
    /// What it does.
    pub role: OptionRole,
    /// Not offered from or to remote areas.
    pub not_remote: bool,
    /// Must be enabled for the customer before it may be booked.
    pub needs_enabling: bool,
    /// Listed on lanes to businesses but refused there by filter and booking (design section 11: `S`).
    pub refused_to_business: bool,
    /// Value comes from the reference; else it was filled sensibly.
    pub documented: bool,
}
