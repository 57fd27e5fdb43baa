//! Transit times: working days between countries.

use crate::country::CountryCode;
use std::collections::HashMap;

/// Working days a parcel travels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TransitDays {
    /// As planned.
    pub min: u32,
    /// At the latest, when all goes well.
    pub max: u32,
}

/// A lane of the table: from, to, and whether the receiver is a business.
pub type TransitLane = (CountryCode, CountryCode, bool);

/// Transit times by lane.
#[derive(Clone, Debug, Default)]
pub struct Transit(HashMap<TransitLane, TransitDays>);

impl Transit {
    /// The transit times of a list.
    pub fn new(lanes: impl IntoIterator<Item = (TransitLane, TransitDays)>) -> Self {
        Self(lanes.into_iter().collect())
    }

    /// Working days between two countries. A lane that is not listed takes as long as the way back (returns); inside a
    /// country without a row, a day.
    pub fn days(&self, from: CountryCode, to: CountryCode, to_business: bool) -> Option<TransitDays> {
        let listed = |from, to| self.0.get(&(from, to, to_business)).copied();
        listed(from, to)
            .or_else(|| listed(to, from))
            .or_else(|| (from == to).then_some(TransitDays { min: 1, max: 1 }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_takes_as_long() {
        let [nl, de, es] = ["NL", "DE", "ES"].map(|code| CountryCode::parse(code).unwrap());
        let days = TransitDays { min: 2, max: 3 };
        let transit = Transit::new([((nl, de, false), days)]);
        assert_eq!(transit.days(nl, de, false), Some(days));
        assert_eq!(transit.days(de, nl, false), Some(days));
        assert_eq!(transit.days(nl, de, true), None);
        assert_eq!(transit.days(es, es, true).map(|days| days.min), Some(1));
    }
}
