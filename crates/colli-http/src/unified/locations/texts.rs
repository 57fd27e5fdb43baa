//! Texts of locations that were shown before, ready to be sent again. What a location is like does not change while its
//! network is served; only the distance differs from answer to answer.

use super::written::Written;
use colli_core::country::CountryCode;
use colli_core::service_point::ServicePoint;
use colli_service::network_service_points::Found;
use quick_cache::sync::Cache;
use std::sync::Arc;

/// Locations kept: about 20 MB of text.
const LOCATIONS_MAX: usize = 16_384;

/// The texts, by id.
pub(crate) struct Texts(Cache<Box<str>, Arc<Kept>>);

/// The text of a location, and which one it is.
struct Kept {
    country: CountryCode,
    position: (i32, i32),
    before_distance: Box<[u8]>,
    after_distance: Box<[u8]>,
}

impl Kept {
    fn of(point: &ServicePoint<'_>) -> Self {
        let (before, after) = Written::halves(point);
        Self {
            country: point.country,
            position: (point.lat_e6, point.lon_e6),
            before_distance: before.into(),
            after_distance: after.into(),
        }
    }

    /// Whether it is of this location: ids are unique in a country only.
    fn is_of(&self, point: &ServicePoint<'_>) -> bool {
        self.country == point.country && self.position == (point.lat_e6, point.lon_e6)
    }
}

impl Texts {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self(Cache::new(LOCATIONS_MAX))
    }

    /// A list of locations, each with its distance in metres.
    pub(crate) fn list(&self, found: &[Found<'_>]) -> Vec<u8> {
        let kept: Vec<Arc<Kept>> = found.iter().map(|found| self.kept(&found.point)).collect();
        let parts = kept.iter().zip(found);
        Written::joined(parts.map(|(kept, found)| (&*kept.before_distance, found.distance_m, &*kept.after_distance)))
    }

    fn kept(&self, point: &ServicePoint<'_>) -> Arc<Kept> {
        if let Some(kept) = self.0.get(point.id).filter(|kept| kept.is_of(point)) {
            return kept;
        }
        let kept = Arc::new(Kept::of(point));
        self.0.insert(point.id.into(), Arc::clone(&kept));
        kept
    }
}
