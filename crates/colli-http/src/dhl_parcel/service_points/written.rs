//! ServicePoints as JSON text, written straight from the network's data. An answer holds up to fifty, of which little
//! but text is to be copied, so this is several times faster than building `wire::ParcelShopLocation`s to serialise.
//! What it writes is what that type describes: the tests read it back.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use colli_core::service_point::{ClosurePeriod, OpeningInterval, ServicePoint, ServicePointKind};
use std::io::Write as _;

/// Bytes a ServicePoint seldom exceeds.
const POINT_BYTES: usize = 1280;

/// JSON text of an answer.
pub(in crate::dhl_parcel) struct Written(Vec<u8>);

impl IntoResponse for Written {
    fn into_response(self) -> Response {
        let json = HeaderValue::from_static("application/json");
        ([(header::CONTENT_TYPE, json)], self.0).into_response()
    }
}

impl Written {
    /// One ServicePoint.
    pub(super) fn one(point: &ServicePoint<'_>) -> Self {
        let mut written = Self(Vec::with_capacity(POINT_BYTES));
        written.point(point, None);
        written
    }

    /// An array of ServicePoints, each with its distance in metres.
    pub(super) fn many<'p>(points: impl ExactSizeIterator<Item = (&'p ServicePoint<'p>, Option<u32>)>) -> Self {
        let mut written = Self(Vec::with_capacity(POINT_BYTES * points.len() + 2));
        written.array(points, |written, (point, distance_m)| written.point(point, distance_m));
        written
    }

    fn point(&mut self, point: &ServicePoint<'_>, distance_m: Option<u32>) {
        self.member(r#"{"id":"#, point.id);
        self.member(r#","harmonisedId":"#, point.harmonised_id);
        self.member(r#","psfKey":"#, point.psf_key);
        self.member(r#","shopType":"#, point.kind.as_str());
        self.member(r#","name":"#, point.name);
        self.raw(match point.kind {
            ServicePointKind::PackStation => r#","keyword":"DHL Packstation""#,
            ServicePointKind::ParcelShop => r#","keyword":"DHL ServicePoint""#,
        });
        self.address(point);
        self.raw(r#","geoLocation":{"latitude":"#);
        self.degrees(point.lat_e6);
        self.raw(r#","longitude":"#);
        self.degrees(point.lon_e6);
        self.raw("}");
        if let Some(metres) = distance_m {
            self.raw(r#","distance":"#);
            self.number(metres);
        }
        self.raw(r#","openingTimes":"#);
        self.array(point.opening, |written, interval| {
            written.raw_bytes(&opening_time(*interval));
        });
        self.raw(r#","closurePeriods":"#);
        self.array(point.closure, Self::closure);
        self.raw(r#","serviceTypes":"#);
        let services = [
            (point.last_mile, r#""parcel-last-mile""#),
            (point.first_mile, r#""parcel-first-mile""#),
            (point.self_service, r#""self-service""#),
        ];
        let offered = services.into_iter().filter(|(offered, _)| *offered);
        self.array(offered, |written, (_, name)| written.raw(name));
        self.raw("}");
    }

    fn address(&mut self, point: &ServicePoint<'_>) {
        self.member(r#","address":{"countryCode":"#, point.country.as_str());
        self.member(r#","zipCode":"#, point.postal_code);
        self.member(r#","postalCode":"#, point.postal_code);
        self.member(r#","city":"#, point.city);
        self.member(r#","street":"#, point.street);
        self.member(r#","number":"#, point.number);
        if !point.addition.is_empty() {
            self.member(r#","addition":"#, point.addition);
        }
        self.raw(r#","isBusiness":true}"#);
    }

    fn closure(&mut self, closure: ClosurePeriod) {
        let ClosurePeriod { from, to } = closure;
        // Writing to memory does not fail.
        let _ = write!(self.0, r#"{{"fromDate":"{from}","toDate":"{to}"}}"#);
    }

    /// An array of whatever `write` writes for each item.
    fn array<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.raw("[");
        for (place, item) in items.into_iter().enumerate() {
            if place > 0 {
                self.raw(",");
            }
            write(self, item);
        }
        self.raw("]");
    }

    /// What stands before a text, and the text, quoted.
    fn member(&mut self, before: &str, text: &str) {
        self.raw(before);
        if text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
            // Writing to memory does not fail.
            let _ = serde_json::to_writer(&mut self.0, text);
        } else {
            self.raw("\"");
            self.raw(text);
            self.raw("\"");
        }
    }

    /// Millionths of a degree as degrees, with the digits they need but at least one after the point.
    fn degrees(&mut self, e6: i32) {
        if e6 < 0 {
            self.raw("-");
        }
        let e6 = e6.unsigned_abs();
        self.number(e6 / 1_000_000);
        let mut digits = *b".000000";
        let mut rest = e6 % 1_000_000;
        for digit in digits[1..].iter_mut().rev() {
            *digit = ascii(rest);
            rest /= 10;
        }
        let needed = digits.iter().rposition(|digit| *digit != b'0').unwrap_or_default();
        self.raw_bytes(&digits[..=needed.max(1)]);
    }

    fn number(&mut self, mut number: u32) {
        let mut digits = [b'0'; 10];
        let mut first = digits.len();
        while number > 0 || first == digits.len() {
            first -= 1;
            digits[first] = ascii(number);
            number /= 10;
        }
        self.raw_bytes(&digits[first..]);
    }

    fn raw(&mut self, json: &str) {
        self.raw_bytes(json.as_bytes());
    }

    fn raw_bytes(&mut self, json: &[u8]) {
        self.0.extend_from_slice(json);
    }
}

/// The last decimal digit of a number.
fn ascii(number: u32) -> u8 {
    b'0' + (number % 10) as u8
}

/// Hours of a weekday: a fixed text with its digits filled in.
fn opening_time(interval: OpeningInterval) -> [u8; 63] {
    const FROM: usize = 13;
    const TO: usize = 37;
    const DAY: usize = 61;
    let mut text = *br#"{"timeFrom":"00:00:00.000","timeTo":"00:00:00.000","weekDay":0}"#;
    for (start, minute) in [(FROM, interval.from_minute), (TO, interval.to_minute)] {
        let (hours, minutes) = (u32::from(minute / 60), u32::from(minute % 60));
        text[start] = ascii(hours / 10);
        text[start + 1] = ascii(hours);
        text[start + 3] = ascii(minutes / 10);
        text[start + 4] = ascii(minutes);
    }
    text[DAY] = ascii(u32::from(interval.week_day));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_core::country::CountryCode;
    use colli_wire::dhl_parcel::service_points as wire;
    use jiff::civil::date;
    use proptest::prelude::*;
    use serde_json::{Value, from_slice, json, to_value};

    const SUNDAY: [OpeningInterval; 2] = [
        OpeningInterval {
            week_day: 6,
            from_minute: 545,
            to_minute: 780,
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
            opening: &SUNDAY,
            closure: None,
            last_mile: true,
            first_mile: true,
            self_service: false,
            xl: false,
            printless: false,
            max_parcels: None,
            depot: "",
            collection_minute: 960,
            available: true,
        }
    }

    #[test]
    fn a_shop() {
        let expected = concat!(
            r#"{"id":"8004-NL-272403","harmonisedId":"NL-272403","psfKey":"NL-272403","shopType":"parcelShop","#,
            r#""name":"Primera","keyword":"DHL ServicePoint","address":{"countryCode":"NL","zipCode":"2712AB","#,
            r#""postalCode":"2712AB","city":"Zoetermeer","street":"Dorpsstraat","number":"1","isBusiness":true},"#,
            r#""geoLocation":{"latitude":52.0575,"longitude":-4.0},"#,
            r#""openingTimes":[{"timeFrom":"09:05:00.000","timeTo":"13:00:00.000","weekDay":6},"#,
            r#"{"timeFrom":"00:00:00.000","timeTo":"23:59:00.000","weekDay":7}],"#,
            r#""closurePeriods":[],"serviceTypes":["parcel-last-mile","parcel-first-mile"]}"#,
        );
        assert_eq!(String::from_utf8(Written::one(&shop()).0).unwrap(), expected);
    }

    #[test]
    fn a_closed_locker_and_arrays() {
        let mut locker = shop();
        locker.kind = ServicePointKind::PackStation;
        locker.opening = &[];
        locker.addition = "bis";
        locker.self_service = true;
        locker.closure = Some(ClosurePeriod {
            from: date(2026, 5, 1),
            to: date(2026, 5, 31),
        });
        let shop = shop();
        let points = [(&locker, Some(0)), (&shop, Some(20_015_087))];
        let told: Value = from_slice(&Written::many(points.into_iter()).0).unwrap();
        assert_eq!(told[0]["shopType"], "packStation");
        assert_eq!(told[0]["keyword"], "DHL Packstation");
        assert_eq!(told[0]["address"]["addition"], "bis");
        assert_eq!(told[0]["distance"], 0);
        assert_eq!(told[0]["openingTimes"], json!([]));
        assert_eq!(
            told[0]["closurePeriods"],
            json!([{"fromDate": "2026-05-01", "toDate": "2026-05-31"}])
        );
        assert_eq!(told[0]["serviceTypes"][2], "self-service");
        assert_eq!(told[1]["distance"], 20_015_087);
        assert_eq!(Written::many(std::iter::empty()).0, b"[]");
    }

    proptest! {
        #[test]
        fn the_wire_type_reads_it_whole(
            texts in prop::array::uniform8("(\\PC|[\"\\\\\n\u{1}]){0,12}"),
            (lat_e6, lon_e6) in (-90_000_000i32..=90_000_000, -180_000_000i32..=180_000_000),
            distance_m in prop::option::of(any::<u32>()),
        ) {
            let [id, harmonised_id, psf_key, name, street, number, addition, city] = &texts;
            let point = ServicePoint {
                id, harmonised_id, psf_key, name, street, number, addition, city, lat_e6, lon_e6, ..shop()
            };
            let text = Written::many([(&point, distance_m)].into_iter()).0;
            let read: Vec<wire::ParcelShopLocation> = from_slice(&text).unwrap();
            prop_assert_eq!(to_value(&read).unwrap(), from_slice::<Value>(&text).unwrap());
            let told = &read[0];
            prop_assert_eq!([&told.id, &told.harmonised_id, &told.psf_key, &told.name], [id, harmonised_id, psf_key, name]);
            let address = &told.address;
            prop_assert_eq!([&address.street, &address.number, &address.city], [street, number, city]);
            prop_assert_eq!(address.addition.as_deref().unwrap_or_default(), addition);
            let degrees = [told.geo_location.latitude, told.geo_location.longitude];
            prop_assert_eq!(degrees.map(f64::to_bits), [lat_e6, lon_e6].map(|e6| (f64::from(e6) / 1e6).to_bits()));
            prop_assert_eq!(told.distance, distance_m);
        }
    }
}
