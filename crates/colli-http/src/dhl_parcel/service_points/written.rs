//! ServicePoints as JSON text, written straight from the network's data. An answer holds up to fifty, of which little
//! but text is to be copied, so this is several times faster than building `wire::ParcelShopLocation`s to serialise.
//! What it writes is what that type describes: the tests read it back.

use crate::json_text::{JsonText, ascii};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use colli_core::service_point::{ClosurePeriod, OpeningInterval, ServicePoint, ServicePointKind};

/// Bytes a ServicePoint seldom exceeds.
const POINT_BYTES: usize = 1280;

/// JSON text of an answer.
pub(in crate::dhl_parcel) struct Written(JsonText);

impl IntoResponse for Written {
    fn into_response(self) -> Response {
        let json = HeaderValue::from_static("application/json");
        ([(header::CONTENT_TYPE, json)], self.0.into_bytes()).into_response()
    }
}

impl Written {
    /// One ServicePoint.
    pub(super) fn one(point: &ServicePoint<'_>) -> Self {
        let mut written = Self(JsonText::with_capacity(POINT_BYTES));
        written.point(point, None);
        written
    }

    /// An array of ServicePoints, each with its distance in metres.
    pub(super) fn many<'p>(points: impl ExactSizeIterator<Item = (&'p ServicePoint<'p>, Option<u32>)>) -> Self {
        let mut written = Self(JsonText::with_capacity(POINT_BYTES * points.len() + 2));
        written.0.raw("[");
        for (place, (point, distance_m)) in points.enumerate() {
            if place > 0 {
                written.0.raw(",");
            }
            written.point(point, distance_m);
        }
        written.0.raw("]");
        written
    }

    fn point(&mut self, point: &ServicePoint<'_>, distance_m: Option<u32>) {
        self.0.member(r#"{"id":"#, point.id);
        self.0.member(r#","harmonisedId":"#, point.harmonised_id);
        self.0.member(r#","psfKey":"#, point.psf_key);
        self.0.member(r#","shopType":"#, point.kind.as_str());
        self.0.member(r#","name":"#, point.name);
        self.0.raw(match point.kind {
            ServicePointKind::PackStation => r#","keyword":"DHL Packstation""#,
            ServicePointKind::ParcelShop => r#","keyword":"DHL ServicePoint""#,
        });
        self.address(point);
        self.0.raw(r#","geoLocation":{"latitude":"#);
        self.0.millionths(point.lat_e6);
        self.0.raw(r#","longitude":"#);
        self.0.millionths(point.lon_e6);
        self.0.raw("}");
        if let Some(metres) = distance_m {
            self.0.raw(r#","distance":"#);
            self.0.number(metres);
        }
        self.0.raw(r#","openingTimes":"#);
        self.0
            .array(point.opening, |text, interval| text.raw_bytes(&opening_time(*interval)));
        self.0.raw(r#","closurePeriods":"#);
        self.0.array(point.closure, closure);
        self.0.raw(r#","serviceTypes":"#);
        let services = [
            (point.last_mile, r#""parcel-last-mile""#),
            (point.first_mile, r#""parcel-first-mile""#),
            (point.self_service, r#""self-service""#),
        ];
        let offered = services.into_iter().filter(|(offered, _)| *offered);
        self.0.array(offered, |text, (_, name)| text.raw(name));
        self.0.raw("}");
    }

    fn address(&mut self, point: &ServicePoint<'_>) {
        self.0.member(r#","address":{"countryCode":"#, point.country.as_str());
        self.0.member(r#","zipCode":"#, point.postal_code);
        self.0.member(r#","postalCode":"#, point.postal_code);
        self.0.member(r#","city":"#, point.city);
        self.0.member(r#","street":"#, point.street);
        self.0.member(r#","number":"#, point.number);
        if !point.addition.is_empty() {
            self.0.member(r#","addition":"#, point.addition);
        }
        self.0.raw(r#","isBusiness":true}"#);
    }
}

fn closure(text: &mut JsonText, closure: ClosurePeriod) {
    text.member(r#"{"fromDate":"#, &closure.from.to_string());
    text.member(r#","toDate":"#, &closure.to.to_string());
    text.raw("}");
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
        assert_eq!(
            String::from_utf8(Written::one(&shop()).0.into_bytes()).unwrap(),
            expected
        );
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
        let told: Value = from_slice(&Written::many(points.into_iter()).0.into_bytes()).unwrap();
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
        assert_eq!(Written::many(std::iter::empty()).0.into_bytes(), b"[]");
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
            let text = Written::many([(&point, distance_m)].into_iter()).0.into_bytes();
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
