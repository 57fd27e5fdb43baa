//! What a dialog can ask for.

use crate::actions::words::{Ask, Words};
use serde::{Serialize, Serializer};

/// What a dialog can ask for, in the order it asks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::actions) enum Entity {
    TrackingNumber,
    RecipientPostalCode,
    Service,
    CountryCode,
    PostalCode,
    AddressLocality,
    StreetAddress,
    Latitude,
    Longitude,
    Radius,
    Limit,
    LocationType,
    ServiceType,
    OpenNow,
}

impl Entity {
    const ALL: [Self; 14] = [
        Self::TrackingNumber,
        Self::RecipientPostalCode,
        Self::Service,
        Self::CountryCode,
        Self::PostalCode,
        Self::AddressLocality,
        Self::StreetAddress,
        Self::Latitude,
        Self::Longitude,
        Self::Radius,
        Self::Limit,
        Self::LocationType,
        Self::ServiceType,
        Self::OpenNow,
    ];

    /// Its name as an input.
    pub(in crate::actions) fn name(self) -> &'static str {
        self.names().first().copied().unwrap_or_default()
    }

    /// The names it is read under; its own first.
    pub(in crate::actions) fn names(self) -> &'static [&'static str] {
        match self {
            Self::TrackingNumber => &["trackingNumber"],
            Self::RecipientPostalCode => &["recipientPostalCode"],
            Self::Service => &["service"],
            Self::CountryCode => &["countryCode", "country"],
            Self::PostalCode => &["postalCode"],
            Self::AddressLocality => &["addressLocality", "city"],
            Self::StreetAddress => &["streetAddress", "street"],
            Self::Latitude => &["latitude"],
            Self::Longitude => &["longitude"],
            Self::Radius => &["radius", "radiusM"],
            Self::Limit => &["limit"],
            Self::LocationType => &["locationType"],
            Self::ServiceType => &["serviceType"],
            Self::OpenNow => &["openNow"],
        }
    }

    /// The one a broken rule is about.
    pub(in crate::actions) fn of_field(field: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entity| entity.name() == field)
    }

    pub(super) fn ask(self, words: &Words) -> &Ask {
        let asks = &words.asks;
        match self {
            Self::TrackingNumber => &asks.tracking_number,
            Self::RecipientPostalCode => &asks.recipient_postal_code,
            Self::Service => &asks.service,
            Self::CountryCode => &asks.country,
            Self::PostalCode => &asks.postal_code,
            Self::AddressLocality | Self::StreetAddress => &asks.address,
            Self::Latitude | Self::Longitude => &asks.position,
            Self::Radius => &asks.radius,
            Self::Limit => &asks.limit,
            Self::LocationType => &asks.location_type,
            Self::ServiceType => &asks.service_type,
            Self::OpenNow => &asks.open_now,
        }
    }
}

impl Serialize for Entity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_is_found_by_its_own_name() {
        for entity in Entity::ALL {
            assert_eq!(Entity::of_field(entity.name()), Some(entity));
        }
        assert_eq!(Entity::of_field("city"), None);
    }
}
