//! Services: what is offered, on which lanes, within which limits.

use super::weight::{Length, Mass};

/// Where a service goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scope {
    /// Inside the United States, territories included.
    Domestic,
    /// From the United States abroad.
    International,
    /// Back to the sender of the goods, inside the United States.
    Return,
}

impl Scope {
    /// Reads the word of a data file.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "domestic" => Self::Domestic,
            "international" => Self::International,
            "return" => Self::Return,
            _ => return None,
        })
    }

    /// The word of data files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Domestic => "domestic",
            Self::International => "international",
            Self::Return => "return",
        }
    }
}

/// How a service carries: light packets or parcels. Limits of dangerous goods differ.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ServiceClass {
    /// Small and light, through the letter post abroad.
    Packet,
    /// Everything else.
    Parcel,
}

impl ServiceClass {
    /// Reads the word of a data file.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "packet" => Some(Self::Packet),
            "parcel" => Some(Self::Parcel),
            _ => None,
        }
    }
}

/// A service of the American network.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each flag is a column of the data file")]
pub struct Service {
    /// Key, as in `parcels_ground`.
    pub key: String,
    /// Name merchants see.
    pub name: String,
    /// Name the carrier gives it.
    pub carrier_name: String,
    /// Three-letter product code of the carrier, where one is known.
    pub ordered_product: Option<String>,
    /// Where it goes.
    pub scope: Scope,
    /// Shown only to accounts that had it.
    pub is_legacy: bool,
    /// Quoted only when it is asked for by name.
    pub by_name_only: bool,
    /// Packet or parcel.
    pub class: ServiceClass,
    /// Rate card of its prices; empty for international services, which have a table of their own.
    pub rate_card: Option<String>,
    /// What its prices are of those of the card, in thousandths.
    pub factor_thousandths: u32,
    /// Least weight.
    pub min_weight: Mass,
    /// Greatest weight, inclusive.
    pub max_weight: Mass,
    /// Longest side, inclusive.
    pub max_length: Length,
    /// Longest side and girth, inclusive.
    pub max_length_and_girth: Length,
    /// Carries dangerous goods.
    pub takes_dangerous_goods: bool,
    /// Can be insured.
    pub takes_insurance: bool,
    /// Collects on delivery.
    pub takes_cash_on_delivery: bool,
    /// Has the receiver sign.
    pub takes_signature: bool,
    /// Service type code of the barcode (three digits); empty abroad.
    pub barcode_service_type: Option<String>,
    /// The same when a signature is asked for.
    pub barcode_service_type_signature: Option<String>,
}

impl Service {
    /// Whether labels of it are return labels.
    pub fn is_return(&self) -> bool {
        self.scope == Scope::Return
    }

    /// Service type code of a parcel's barcode.
    pub fn barcode_service_type(&self, signature: bool) -> Option<&str> {
        let signed = self.barcode_service_type_signature.as_deref().filter(|_| signature);
        signed.or(self.barcode_service_type.as_deref())
    }
}
