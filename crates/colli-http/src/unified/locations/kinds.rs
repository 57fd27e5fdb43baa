//! Words of the Location Finder: providers, types of locations, types of services (reference 3.2, 3.3).

use colli_core::service_point::ServicePointKind;
use colli_service::network_service_points::Traits;

/// The provider whose locations these are.
pub(super) const PARCEL: &str = "parcel";
/// Providers.
pub(super) const PROVIDERS: [&str; 2] = ["express", PARCEL];

/// Types of locations. The network has shops and lockers.
pub(super) const LOCATION_TYPES: [&str; 6] = ["servicepoint", "locker", "postoffice", "postbank", "pobox", "postbox"];

/// Whether a location offers a service.
type Offers = fn(Traits) -> bool;

/// Services that locations of the network may offer, in the order they are told.
const OFFERED: [(&str, Offers); 10] = [
    ("parcel:pick-up", |point| point.last_mile() && !is_locker(point)),
    ("parcel:pick-up-registered", |point| {
        point.last_mile() && is_locker(point) && is_german(point)
    }),
    ("parcel:pick-up-unregistered", |point| {
        point.last_mile() && is_locker(point) && !is_german(point)
    }),
    ("parcel:drop-off", Traits::first_mile),
    ("parcel:drop-off-unregistered", |point| {
        point.first_mile() && is_locker(point)
    }),
    ("parcel:drop-off-unlabeled", takes_unlabelled),
    ("parcel:drop-off-firstmile", Traits::first_mile),
    ("parcel:drop-off-firstmile-unlabeled", takes_unlabelled),
    ("parcel:drop-off-return", Traits::first_mile),
    ("parcel:drop-off-return-unlabeled", takes_unlabelled),
];

/// Services that are known, but that no location of the network offers.
const NOT_OFFERED: [&str; 16] = [
    "express:pick-up",
    "express:drop-off",
    "express:drop-off-account",
    "express:drop-off-easy",
    "express:drop-off-prelabeled",
    "express:drop-off-unlabeled",
    "letter-service",
    "postbank",
    "cash-on-delivery",
    "franking",
    "cash-service",
    "packaging-material",
    "postident",
    "age-verification",
    "handicapped-access",
    "parking",
];

/// Words of questions for any service whose word begins so. They are never told.
const GROUPS: [(&str, &str); 2] = [
    ("parcel:pick-up-all", "parcel:pick-up"),
    ("parcel:drop-off-all", "parcel:drop-off"),
];

fn is_locker(point: Traits) -> bool {
    point.kind() == ServicePointKind::PackStation
}

/// German lockers open for registered customers only (reference 3.3).
fn is_german(point: Traits) -> bool {
    point.country().as_str() == "DE"
}

fn takes_unlabelled(point: Traits) -> bool {
    point.first_mile() && point.printless()
}

/// The word of a kind of location.
pub(super) fn location_type(kind: ServicePointKind) -> &'static str {
    match kind {
        ServicePointKind::ParcelShop => "servicepoint",
        ServicePointKind::PackStation => "locker",
    }
}

/// Services a location offers.
pub(super) fn services(point: Traits) -> impl Iterator<Item = &'static str> {
    OFFERED
        .into_iter()
        .filter(move |(_, offers)| offers(point))
        .map(|(word, _)| word)
}

/// Every word a question may name a service by.
pub(super) fn service_words() -> impl Iterator<Item = &'static str> {
    let offered = OFFERED.into_iter().map(|(word, _)| word);
    let groups = GROUPS.into_iter().map(|(word, _)| word);
    offered.chain(groups).chain(NOT_OFFERED)
}

/// Places in [`OFFERED`], as bits.
type Services = u16;

/// What a location must be and offer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Wanted {
    /// Of a provider the network has locations of.
    provider: bool,
    shops: bool,
    lockers: bool,
    /// Of each set one service must be offered; an empty set is never met. No set is there twice.
    services: Vec<Services>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            provider: true,
            shops: true,
            lockers: true,
            services: Vec::new(),
        }
    }
}

impl Wanted {
    /// Narrows to a provider; `false`: there is no such provider.
    pub(super) fn of_provider(&mut self, word: &str) -> bool {
        self.provider = word.eq_ignore_ascii_case(PARCEL);
        is_in(&PROVIDERS, word)
    }

    /// Narrows to no type, as a list of types begins. The types follow.
    pub(super) fn of_no_type(&mut self) {
        (self.shops, self.lockers) = (false, false);
    }

    /// Also those of a type; `false`: there is no such type.
    pub(super) fn or_type(&mut self, word: &str) -> bool {
        let is = |kind| location_type(kind).eq_ignore_ascii_case(word);
        self.shops |= is(ServicePointKind::ParcelShop);
        self.lockers |= is(ServicePointKind::PackStation);
        is_in(&LOCATION_TYPES, word)
    }

    /// Narrows to those that offer a service, or one of a group; `false`: there is no such service.
    pub(super) fn and_service(&mut self, word: &str) -> bool {
        let group = GROUPS.into_iter().find(|(group, _)| group.eq_ignore_ascii_case(word));
        let fits = |offered: &str| match group {
            Some((_, start)) => offered.starts_with(start),
            None => offered.eq_ignore_ascii_case(word),
        };
        let places = OFFERED.iter().enumerate().filter(|(_, (offered, _))| fits(offered));
        let services = places.fold(0, |set, (place, _)| set | 1 << place);
        if !self.services.contains(&services) {
            self.services.push(services);
        }
        services != 0 || is_in(&NOT_OFFERED, word)
    }

    /// Whether no location of the network can fit.
    pub(super) fn is_nothing(&self) -> bool {
        !self.provider || !self.shops && !self.lockers || self.services.contains(&0)
    }

    /// Whether a location fits.
    pub(super) fn takes(&self, point: Traits) -> bool {
        let kind = if is_locker(point) { self.lockers } else { self.shops };
        kind && (self.services.is_empty() || self.offers_all(point))
    }

    fn offers_all(&self, point: Traits) -> bool {
        let offered = OFFERED.iter().enumerate().filter(|(_, (_, offers))| offers(point));
        let offered: Services = offered.fold(0, |set, (place, _)| set | 1 << place);
        self.services.iter().all(|services| services & offered != 0)
    }
}

fn is_in(words: &[&str], word: &str) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_known_once_and_groups_have_members() {
        let mut words: Vec<&str> = service_words().collect();
        // Reference 3.3: ten of parcel, six of express, ten general ones, two groups.
        assert_eq!(words.len(), 28);
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), 28);
        for word in words {
            let mut wanted = Wanted::default();
            assert!(wanted.and_service(word), "{word}");
            assert!(wanted.and_service(&word.to_uppercase()), "{word}");
            assert_eq!(wanted.services.len(), 1, "{word}");
            assert_eq!(wanted.is_nothing(), NOT_OFFERED.contains(&word), "{word}");
        }
        let members = |word| {
            let mut wanted = Wanted::default();
            wanted.and_service(word);
            wanted.services[0].count_ones()
        };
        assert_eq!((members("parcel:pick-up-all"), members("parcel:drop-off-all")), (3, 7));
        assert!(!Wanted::default().and_service("parcel:teleport"));
    }

    #[test]
    fn types_widen_and_providers_narrow() {
        let mut wanted = Wanted::default();
        assert!(!wanted.is_nothing());
        wanted.of_no_type();
        assert!(wanted.is_nothing() && wanted.or_type("postbox") && wanted.is_nothing());
        assert!(wanted.or_type("Locker") && !wanted.is_nothing() && !wanted.or_type("kiosk"));
        assert!(wanted.of_provider("PARCEL") && !wanted.is_nothing());
        assert!(wanted.of_provider("express") && wanted.is_nothing());
        assert!(!wanted.of_provider("pigeon"));
    }
}
