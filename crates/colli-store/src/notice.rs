//! Notices: what subscribers are told of resources of the gateway, as they are told of the events of parcels.
//!
//! A notice is a delivery whose code names the resource instead of a parcel. It holds no more than that the resource was
//! made or changed: what is sent is written when it is sent.

use uuid::Uuid;

/// How codes of resources begin. Codes of parcels have no colon.
const PREFIX: &str = "object:";

/// What a notice is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Topic {
    /// A purchase was made.
    TransactionCreated,
    /// A purchase has changed: it was made ready, or failed, or was refunded.
    TransactionUpdated,
    /// A batch was made ready, or found invalid.
    BatchCreated,
    /// The labels of a batch were bought.
    BatchPurchased,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::TransactionCreated,
        Self::TransactionUpdated,
        Self::BatchCreated,
        Self::BatchPurchased,
    ];

    /// Its word in a subscriber's filter.
    pub fn word(self) -> &'static str {
        match self {
            Self::TransactionCreated => "transaction_created",
            Self::TransactionUpdated => "transaction_updated",
            Self::BatchCreated => "batch_created",
            Self::BatchPurchased => "batch_purchased",
        }
    }

    /// The topic of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.word() == word)
    }

    /// Its number, which a delivery has in place of an event's sequence.
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::TransactionCreated => 1,
            Self::TransactionUpdated => 2,
            Self::BatchCreated => 3,
            Self::BatchPurchased => 4,
        }
    }

    /// The topic of a number.
    pub(crate) fn of_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.number() == number)
    }
}

/// What subscribers are to be told of a resource that was just written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NewNotice {
    /// What happened to it.
    pub topic: Topic,
    /// Its id.
    pub object: Uuid,
}

/// The code of a resource.
pub(crate) fn code_of(object: Uuid) -> String {
    format!("{PREFIX}{}", object.simple())
}

/// Whether a code is a resource's.
pub(crate) fn is_object(code: &str) -> bool {
    code.starts_with(PREFIX)
}

/// The resource of a code; `None` for codes of parcels.
pub(crate) fn object_of(code: &str) -> Option<Uuid> {
    let digits = code.strip_prefix(PREFIX).filter(|digits| digits.len() == 32)?;
    Uuid::try_parse(digits).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_and_codes_are_read_as_they_are_written() {
        for topic in Topic::ALL {
            assert_eq!(Topic::of_word(topic.word()), Some(topic));
            assert_eq!(Topic::of_number(topic.number()), Some(topic));
        }
        assert_eq!((Topic::of_word("*"), Topic::of_number(0)), (None, None));
        let object = Uuid::from_u128(0xab);
        assert_eq!(code_of(object), "object:000000000000000000000000000000ab");
        assert_eq!(object_of(&code_of(object)), Some(object));
        for other in [
            "JVGL08500001000000000017",
            "object:ab",
            "object:00000000-0000-0000-0000-0000000000ab",
        ] {
            assert_eq!(object_of(other), None, "{other}");
        }
    }
}
