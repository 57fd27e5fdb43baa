//! Locations as JSON text, written straight from the network's data. An answer holds up to fifty, of which little but text
//! is to be copied, so this is several times faster than building structs to serialise. What it writes is what
//! [`super::told`] builds: the tests compare the two.

use super::capacity::available_capacity;
use super::kinds::{PARCEL, location_type, services};
use super::told::{END_OF_DAY, LOCATIONS, day, in_path, keyword};
use crate::json_text::{JsonText, ascii};
use colli_core::service_point::{OpeningInterval, ServicePoint};
use colli_service::network_service_points::Traits;

/// Bytes a location seldom exceeds.
const LOCATION_BYTES: usize = 1664;

/// JSON text of an answer.
pub(crate) struct Written(JsonText);

impl Written {
    /// One location.
    pub(crate) fn one(point: &ServicePoint<'_>) -> Self {
        let mut written = Self(JsonText::with_capacity(LOCATION_BYTES));
        written.before_distance(point);
        written.after_distance(point);
        written
    }

    /// One location, up to its distance and from there on.
    pub(super) fn halves(point: &ServicePoint<'_>) -> (Vec<u8>, Vec<u8>) {
        let [mut before, mut after] = [(); 2].map(|()| Self(JsonText::with_capacity(LOCATION_BYTES)));
        before.before_distance(point);
        after.after_distance(point);
        (before.into_bytes(), after.into_bytes())
    }

    /// A list of locations from their halves, each with its distance in metres between them.
    pub(super) fn joined<'t>(parts: impl Iterator<Item = (&'t [u8], Option<u32>, &'t [u8])> + Clone) -> Vec<u8> {
        // What stands around each, and the largest distance.
        const AROUND_BYTES: usize = 24;
        let bytes = parts
            .clone()
            .map(|(before, _, after)| before.len() + after.len() + AROUND_BYTES);
        let mut text = JsonText::with_capacity(bytes.sum::<usize>() + AROUND_BYTES);
        text.raw(r#"{"locations":["#);
        for (place, (before, distance_m, after)) in parts.enumerate() {
            if place > 0 {
                text.raw(",");
            }
            text.raw_bytes(before);
            add_distance(&mut text, distance_m);
            text.raw_bytes(after);
        }
        text.raw("]}");
        text.into_bytes()
    }

    /// The text.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    fn before_distance(&mut self, point: &ServicePoint<'_>) {
        let text = &mut self.0;
        text.raw(r#"{"url":""#);
        text.raw(LOCATIONS);
        text.raw(&in_path(point.id));
        text.member(r#"","location":{"ids":[{"locationId":"#, point.id);
        text.member(r#","provider":"#, PARCEL);
        text.member(r#"}],"keyword":"#, keyword(point.kind));
        text.member(r#","keywordId":"#, point.psf_key);
        text.member(r#","type":"#, location_type(point.kind));
        text.member(r#"},"name":"#, point.name);
    }

    fn after_distance(&mut self, point: &ServicePoint<'_>) {
        self.place(point);
        self.hours(point);
        let text = &mut self.0;
        text.raw(r#","serviceTypes":"#);
        text.array(services(Traits::of(point)), |text, service| text.member("", service));
        text.raw(r#","averageCapacityDayOfWeek":[]"#);
        text.member(r#","availableCapacity":"#, available_capacity(point));
        text.raw("}");
    }

    fn place(&mut self, point: &ServicePoint<'_>) {
        let text = &mut self.0;
        text.member(r#","place":{"address":{"countryCode":"#, point.country.as_str());
        text.member(r#","postalCode":"#, point.postal_code);
        text.member(r#","addressLocality":"#, point.city);
        text.raw(r#","streetAddress":""#);
        text.part(point.street);
        for number in [point.number, point.addition] {
            if !number.is_empty() {
                text.raw(" ");
                text.part(number);
            }
        }
        text.raw(r#""},"geo":{"latitude":"#);
        text.millionths(point.lat_e6);
        text.raw(r#","longitude":"#);
        text.millionths(point.lon_e6);
        text.raw("}}");
    }

    fn hours(&mut self, point: &ServicePoint<'_>) {
        let text = &mut self.0;
        text.raw(r#","openingHours":"#);
        text.array(point.opening, |text, interval| {
            text.raw_bytes(&times(*interval));
            text.raw(day(interval.week_day));
            text.raw(r#""}"#);
        });
        text.raw(r#","closurePeriods":"#);
        text.array(point.closure, |text, closure| {
            text.member(r#"{"type":"closure","fromDate":"#, &closure.from.to_string());
            text.member(r#","toDate":"#, &closure.to.to_string());
            text.raw("}");
        });
    }
}

fn add_distance(text: &mut JsonText, distance_m: Option<u32>) {
    if let Some(metres) = distance_m {
        text.raw(r#","distance":"#);
        text.number(metres);
    }
}

/// Hours up to the name of the day: a fixed text with its digits filled in.
fn times(interval: OpeningInterval) -> [u8; 71] {
    const OPENS: usize = 10;
    const CLOSES: usize = 30;
    let mut text = *br#"{"opens":"00:00:00","closes":"00:00:00","dayOfWeek":"http://schema.org/"#;
    for (start, minute) in [(OPENS, interval.from_minute), (CLOSES, interval.to_minute)] {
        let (hours, minutes) = (u32::from(minute / 60), u32::from(minute % 60));
        text[start] = ascii(hours / 10);
        text[start + 1] = ascii(hours);
        text[start + 3] = ascii(minutes / 10);
        text[start + 4] = ascii(minutes);
        if minute == END_OF_DAY {
            text[start + 6] = b'5';
            text[start + 7] = b'9';
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::{Texts, told};
    use super::*;
    use colli_core::country::CountryCode;
    use colli_core::service_point::{ClosurePeriod, ServicePointKind};
    use colli_service::network_service_points::Found;
    use colli_wire::dhl_unified::locations::{LocationList, UnifiedLocation};
    use jiff::civil::date;
    use proptest::prelude::*;
    use serde_json::{Value, from_slice, to_value, to_vec};

    const WEEKEND: [OpeningInterval; 3] = [
        OpeningInterval {
            week_day: 6,
            from_minute: 545,
            to_minute: 780,
        },
        OpeningInterval {
            week_day: 6,
            from_minute: 840,
            to_minute: 1230,
        },
        OpeningInterval {
            week_day: 7,
            from_minute: 0,
            to_minute: 1439,
        },
    ];

    fn shop() -> ServicePoint<'static> {
        ServicePoint {
            id: "8004-NL-272403",
            harmonised_id: "NL-272403",
            psf_key: "NL-272403",
            country: CountryCode::parse("NL").unwrap(),
            kind: ServicePointKind::ParcelShop,
            name: "Primera",
            street: "Dorpsstraat",
            number: "1",
            addition: "",
            postal_code: "2712AB",
            city: "Zoetermeer",
            lat_e6: 52_057_500,
            lon_e6: -4_000_000,
            opening: &WEEKEND,
            closure: None,
            last_mile: true,
            first_mile: true,
            self_service: false,
            xl: false,
            printless: false,
            max_parcels: Some(25),
            depot: "",
            collection_minute: 960,
            available: true,
        }
    }

    fn text(written: Written) -> String {
        String::from_utf8(written.into_bytes()).unwrap()
    }

    #[test]
    fn a_shop() {
        let expected = concat!(
            r#"{"url":"/locations/8004-NL-272403","location":{"ids":[{"locationId":"8004-NL-272403","provider":"parcel"}],"#,
            r#""keyword":"DHL Parcelshop","keywordId":"NL-272403","type":"servicepoint"},"name":"Primera","#,
            r#""place":{"address":{"countryCode":"NL","postalCode":"2712AB","addressLocality":"Zoetermeer","streetAddress":"Dorpsstraat 1"},"#,
            r#""geo":{"latitude":52.0575,"longitude":-4.0}},"#,
            r#""openingHours":[{"opens":"09:05:00","closes":"13:00:00","dayOfWeek":"http://schema.org/Saturday"},"#,
            r#"{"opens":"14:00:00","closes":"20:30:00","dayOfWeek":"http://schema.org/Saturday"},"#,
            r#"{"opens":"00:00:00","closes":"23:59:59","dayOfWeek":"http://schema.org/Sunday"}],"closurePeriods":[],"#,
            r#""serviceTypes":["parcel:pick-up","parcel:drop-off","parcel:drop-off-firstmile","parcel:drop-off-return"],"#,
            r#""averageCapacityDayOfWeek":[],"availableCapacity":"unknown"}"#,
        );
        assert_eq!(text(Written::one(&shop())), expected);
        assert_eq!(to_vec(&told(&shop(), None)).unwrap(), expected.as_bytes());
    }

    #[test]
    fn a_closed_german_locker_and_lists() {
        let locker = ServicePoint {
            id: "8003/41 é",
            country: CountryCode::parse("DE").unwrap(),
            kind: ServicePointKind::PackStation,
            addition: "bis",
            closure: Some(ClosurePeriod {
                from: date(2026, 5, 1),
                to: date(2026, 5, 31),
            }),
            available: false,
            ..shop()
        };
        let open = ServicePoint {
            printless: true,
            max_parcels: None,
            ..shop()
        };
        let found = [(locker, 0), (open, 20_015_087)].map(|(point, metres)| Found {
            point,
            distance_m: Some(metres),
        });
        let texts = Texts::new();
        let written = String::from_utf8(texts.list(&found)).unwrap();
        assert_eq!(texts.list(&found), written.as_bytes(), "kept");
        let locations = found.iter().map(|found| told(&found.point, found.distance_m));
        let list = LocationList {
            locations: locations.collect(),
        };
        assert_eq!(written.as_bytes(), to_vec(&list).unwrap());
        let [locker, open] = &list.locations[..] else {
            unreachable!()
        };
        assert_eq!(locker.url, "/locations/8003%2F41%20%C3%A9");
        assert_eq!(
            (locker.location.keyword.as_str(), locker.location.kind.as_str()),
            ("Packstation", "locker")
        );
        assert_eq!(locker.place.address.street_address, "Dorpsstraat 1 bis");
        let closure = &locker.closure_periods[0];
        assert_eq!(
            [&closure.kind, &closure.from_date, &closure.to_date],
            ["closure", "2026-05-01", "2026-05-31"]
        );
        assert!(locker.service_types.contains(&"parcel:pick-up-registered".to_owned()));
        assert_eq!(locker.available_capacity.as_deref(), Some("very-low"));
        assert!(open.service_types.contains(&"parcel:drop-off-unlabeled".to_owned()));
        assert_eq!(open.available_capacity.as_deref(), Some("high"));
        assert_eq!(texts.list(&[]), br#"{"locations":[]}"#);
        // Another location of the same id is not taken for it.
        let elsewhere = ServicePoint { lat_e6: 1, ..shop() };
        let found = Found {
            point: elsewhere,
            distance_m: None,
        };
        let expected = told(&found.point, None);
        let read: LocationList = from_slice(&texts.list(&[found])).unwrap();
        assert_eq!(read.locations, [expected]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_what_is_told(
            texts in prop::array::uniform8("(\\PC|[\"\\\\\n\u{1}]){0,12}"),
            (lat_e6, lon_e6) in (-90_000_000i32..=90_000_000, -180_000_000i32..=180_000_000),
            distance_m in prop::option::of(any::<u32>()),
            flags in prop::array::uniform5(any::<bool>()),
        ) {
            let [id, psf_key, name, street, number, addition, postal_code, city] = &texts;
            let [last_mile, first_mile, printless, available, is_locker] = flags;
            let kind = if is_locker { ServicePointKind::PackStation } else { ServicePointKind::ParcelShop };
            let point = ServicePoint {
                id, psf_key, name, street, number, addition, postal_code, city, lat_e6, lon_e6, kind,
                last_mile, first_mile, printless, available, ..shop()
            };
            let expected = told(&point, distance_m);
            let text = Texts::new().list(&[Found { point, distance_m }]);
            let read: LocationList = from_slice(&text).unwrap();
            prop_assert_eq!(to_value(&read).unwrap(), from_slice::<Value>(&text).unwrap());
            let [read] = <[UnifiedLocation; 1]>::try_from(read.locations).unwrap();
            prop_assert_eq!(read, expected);
        }
    }
}
