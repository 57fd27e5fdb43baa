//! Identifiers. Each kind is its own type, so that one can never stand where another is meant.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_id!(
    /// A tenant. Sees nothing of another organisation.
    OrganisationId
);
uuid_id!(
    /// The user a key acts for.
    UserId
);
uuid_id!(
    /// A shipment, named by the client that creates it; unique inside one [`Tenant`].
    ShipmentId
);
uuid_id!(
    /// The printable of one piece; unique inside one [`Tenant`].
    LabelId
);

/// Namespace of label ids derived from a shipment id.
const LABEL_NAMESPACE: Uuid = Uuid::from_u128(0xc011_1abe_1000_4000_8000_0000_0000_0001);

impl LabelId {
    /// The label of piece `number` (from 1) of a shipment. The first piece's label carries the shipment's own id, which
    /// is what live systems do and clients rely on (reference 6.1); the others are derived, so a repeated request
    /// names the same labels.
    pub fn of_piece(shipment: ShipmentId, number: u32) -> Self {
        if number <= 1 {
            return Self(shipment.0);
        }
        let mut name = [0u8; 20];
        name[..16].copy_from_slice(shipment.0.as_bytes());
        name[16..].copy_from_slice(&number.to_be_bytes());
        Self(Uuid::new_v5(&LABEL_NAMESPACE, &name))
    }

    /// The extra return label printed along with piece `number` (option `ADD_RETURN_LABEL`).
    pub fn of_return_piece(shipment: ShipmentId, number: u32) -> Self {
        let mut name = [0u8; 21];
        name[..16].copy_from_slice(shipment.0.as_bytes());
        name[16..20].copy_from_slice(&number.to_be_bytes());
        name[20] = b'R';
        Self(Uuid::new_v5(&LABEL_NAMESPACE, &name))
    }
}

/// The `test` or `live` half of an organisation. Data is never shared between halves.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// The sandbox: parcels are simulated, the clock can be steered.
    Test,
    /// The real thing.
    Live,
}

impl Environment {
    /// The number the store keeps.
    pub fn to_i64(self) -> i64 {
        match self {
            Self::Test => 0,
            Self::Live => 1,
        }
    }

    /// Reads back [`Environment::to_i64`].
    pub fn from_i64(value: i64) -> Option<Self> {
        match value {
            0 => Some(Self::Test),
            1 => Some(Self::Live),
            _ => None,
        }
    }
}

/// Whose data: an organisation and one of its environments. Every stored row carries it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Tenant {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The half of it.
    pub environment: Environment,
}

/// An account number: eight digits with leading zeros (reference 21.4), unique across the installation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNumber([u8; 8]);

impl AccountNumber {
    /// Reads an account number. Shorter digit strings are padded with zeros on the left, as clients drop them.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let mut digits = [b'0'; 8];
        digits[8 - text.len()..].copy_from_slice(text.as_bytes());
        Some(Self(digits))
    }

    /// The eight digits.
    pub fn as_str(&self) -> &str {
        // The bytes are ASCII digits by construction.
        std::str::from_utf8(&self.0).unwrap_or("00000000")
    }
}

impl fmt::Display for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountNumber({})", self.as_str())
    }
}

impl Serialize for AccountNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for AccountNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("an account number has eight digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_numbers_keep_leading_zeros() {
        assert_eq!(AccountNumber::parse("8500001").unwrap().as_str(), "08500001");
        assert_eq!(AccountNumber::parse(" 08500001 ").unwrap().as_str(), "08500001");
        for wrong in ["", "0850000A", "085000011", "-8500001"] {
            assert!(AccountNumber::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn label_ids_are_stable_and_distinct() {
        let shipment = ShipmentId(Uuid::from_u128(7));
        assert_eq!(LabelId::of_piece(shipment, 1).0, shipment.0);
        let ids = [
            LabelId::of_piece(shipment, 1),
            LabelId::of_piece(shipment, 2),
            LabelId::of_piece(shipment, 3),
            LabelId::of_return_piece(shipment, 1),
            LabelId::of_return_piece(shipment, 2),
        ];
        for (i, a) in ids.iter().enumerate() {
            assert!(ids[i + 1..].iter().all(|b| a != b));
        }
        assert_eq!(LabelId::of_piece(shipment, 2), LabelId::of_piece(shipment, 2));
    }
}
