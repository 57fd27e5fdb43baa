//! The bar code of American parcels: postal routing and package identification code (label-standards 2), and the code of
//! parcels that leave the country.
//!
//! A whole code is `420`, the receiver's ZIP code, and the package identification code (PIC). The PIC alone is the key of
//! a parcel; people and shops write any of the three forms: with ZIP, with ZIP+4, bare.

use crate::barcode::mod10_check_digit;
use std::fmt;

/// Announces the receiver's postal code (GS1 application identifier).
const ROUTING: &str = "420";
/// Of commercial mailers with a nine-digit id (label-standards 2, channel table).
const COMMERCIAL_CHANNEL: &str = "92";
/// Channels a package identification code may begin with.
const CHANNELS: [&str; 5] = ["91", "92", "93", "94", "95"];
/// Lengths of a package identification code.
const PIC_DIGITS: [usize; 3] = [22, 26, 30];
/// Serial numbers of one mailer id: seven digits.
const SERIALS: u64 = 10_000_000;
/// Mailer ids of nine digits begin with 9; the highest is used first.
const MAILER_ID_MAX: u32 = 999_999_999;
const MAILER_IDS: u64 = 100_000_000;
/// Serial numbers of international codes: eighteen digits.
const INTERNATIONAL_SERIALS: u64 = 1_000_000_000_000_000_000;

/// A package identification code: channel, service type, mailer id, serial number, check digit. Always well formed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Pic(String);

impl Pic {
    /// The code of a commercial mailer. `None` when a part has too many digits or the mailer id does not begin with 9.
    pub fn new(service_type: u16, mailer_id: u32, serial: u32) -> Option<Self> {
        let is_mailer = (900_000_000..=MAILER_ID_MAX).contains(&mailer_id);
        if service_type > 999 || !is_mailer || u64::from(serial) >= SERIALS {
            return None;
        }
        let digits = format!("{COMMERCIAL_CHANNEL}{service_type:03}{mailer_id}{serial:07}");
        let check = mod10_check_digit(&digits)?;
        Some(Self(format!("{digits}{check}")))
    }

    /// The code of a serial number of the installation: see [`mailer_and_serial`]. `None` when the service type has more
    /// than three digits.
    pub fn from_serial(service_type: u16, serial: u64) -> Option<Self> {
        let (mailer_id, serial) = mailer_and_serial(serial);
        Self::new(service_type, mailer_id, serial)
    }

    /// Reads a bare code of digits: 22, 26 or 30 of them, a known channel, a right check digit.
    pub fn parse(digits: &str) -> Option<Self> {
        let known = PIC_DIGITS.contains(&digits.len()) && CHANNELS.iter().any(|channel| digits.starts_with(channel));
        if !known || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (body, check) = digits.split_at(digits.len() - 1);
        let expected = mod10_check_digit(body)?;
        (check.as_bytes() == [b'0' + expected]).then(|| Self(digits.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first two digits: who mails, and how.
    pub fn channel(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }

    /// The three digits of class and extra services.
    pub fn service_type(&self) -> &str {
        self.0.get(2..5).unwrap_or_default()
    }
}

impl fmt::Display for Pic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A whole code.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Impb {
    /// The receiver's ZIP code of 5 or 9 digits; absent in bare codes.
    pub zip: Option<String>,
    /// The package identification code.
    pub pic: Pic,
}

impl Impb {
    /// Reads the digits of a code in any form. A string of 34 digits may hold a ZIP code of five or of nine: the reading
    /// whose check digit is right holds, the one with the shorter package code before the other.
    pub fn parse(digits: &str) -> Option<Self> {
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let Some(rest) = digits.strip_prefix(ROUTING) else {
            return Some(Self {
                zip: None,
                pic: Pic::parse(digits)?,
            });
        };
        [9, 5].into_iter().find_map(|zip_digits| {
            let (zip, pic) = rest.split_at_checked(zip_digits)?;
            Some(Self {
                zip: Some(zip.to_owned()),
                pic: Pic::parse(pic)?,
            })
        })
    }

    /// `420` and the ZIP code; empty for bare codes.
    pub fn routing_code(&self) -> String {
        self.zip
            .as_deref()
            .map(|zip| format!("{ROUTING}{zip}"))
            .unwrap_or_default()
    }
}

/// The routing code of a domestic parcel: `420` and the five digits of the receiver's ZIP code. `None` without those.
pub fn routing_code(zip: &str) -> Option<String> {
    let five = zip.trim().get(..5)?;
    five.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| format!("{ROUTING}{five}"))
}

/// Splits a serial number of the installation: the last seven digits are the serial of a mailer id, the others count
/// mailer ids downwards from the highest.
pub fn mailer_and_serial(serial: u64) -> (u32, u32) {
    let block = u32::try_from(serial / SERIALS % MAILER_IDS).unwrap_or_default();
    let within = u32::try_from(serial % SERIALS).unwrap_or_default();
    (MAILER_ID_MAX - block, within)
}

/// The code of a parcel that leaves the country: `GM` and eighteen digits (label-standards 2).
pub fn international_code(serial: u64) -> String {
    format!("GM{:018}", serial % INTERNATIONAL_SERIALS)
}

/// The number people see: routing code and tracker code of a piece, one after the other.
pub fn shown_number(routing_code: &str, tracker_code: &str) -> String {
    format!("{routing_code}{tracker_code}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::barcode::{groups_of_four, normalise};
    use proptest::prelude::*;

    /// Vectors of label-standards 2.
    #[test]
    fn vectors() {
        let seed = Impb::parse("420945989261299999999900348426").unwrap();
        assert_eq!(
            (seed.zip.as_deref(), seed.pic.as_str()),
            (Some("94598"), "9261299999999900348426")
        );
        assert_eq!((seed.pic.channel(), seed.pic.service_type()), ("92", "612"));
        assert_eq!(groups_of_four(seed.pic.as_str()), "9261 2999 9999 9900 3484 26");
        assert_eq!(
            shown_number(&seed.routing_code(), seed.pic.as_str()),
            "420945989261299999999900348426"
        );
        assert_eq!(Pic::new(612, 999_999_999, 34_842), Some(seed.pic.clone()));
        assert_eq!(Pic::from_serial(612, 34_842), Some(seed.pic));
        assert_eq!(
            Pic::new(612, 999_999_999, 1).unwrap().as_str(),
            "9261299999999900000010"
        );
        assert_eq!(Pic::parse("9361212345600000000017").unwrap().channel(), "93");
        let long = Impb::parse("4209459812349261299999999900348426").unwrap();
        assert_eq!(
            (long.zip.as_deref(), long.pic.as_str()),
            (Some("945981234"), "9261299999999900348426")
        );
    }

    #[test]
    fn serials_count_mailer_ids_down() {
        assert_eq!(mailer_and_serial(0), (999_999_999, 0));
        assert_eq!(mailer_and_serial(9_999_999), (999_999_999, 9_999_999));
        assert_eq!(mailer_and_serial(10_000_000), (999_999_998, 0));
        assert_eq!(mailer_and_serial(10_000_000 * 100_000_000), (999_999_999, 0));
        assert_eq!(international_code(42), "GM000000000000000042");
        assert_eq!(routing_code("94598-1234").as_deref(), Some("42094598"));
        assert_eq!(
            (routing_code("9459"), routing_code("94A98"), routing_code("")),
            (None, None, None)
        );
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for wrong in [
            "",
            "420",
            "42094598",
            "420945989261299999999900348427",
            "9261299999999900348427",
            "9661299999999900348426",
            "926129999999990034842",
            "92612999999999003484é6",
            "4209459é9261299999999900348426",
        ] {
            assert_eq!(Impb::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Pic::new(1_000, 999_999_999, 0), None);
        assert_eq!(
            (Pic::new(612, 899_999_999, 0), Pic::new(612, 999_999_999, 10_000_000)),
            (None, None)
        );
    }

    proptest! {
        #[test]
        fn codes_are_distinct_and_read_back(a in any::<u64>(), b in 0u64..1_000_000_000_000_000, stc in 0u16..1000, zip in "[0-9]{5}") {
            let pic = Pic::from_serial(stc, a).unwrap();
            prop_assert_eq!(pic.as_str().len(), 22);
            prop_assert_eq!(Pic::parse(pic.as_str()), Some(pic.clone()));
            let other = Pic::from_serial(stc, b).unwrap();
            prop_assert_eq!(a % 1_000_000_000_000_000 == b, pic == other);
            let whole = Impb::parse(&shown_number(&routing_code(&zip).unwrap(), pic.as_str())).unwrap();
            prop_assert_eq!((whole.zip, whole.pic), (Some(zip), pic));
        }

        /// Every form of a code is stored as its package identification code.
        #[test]
        fn every_form_has_one_key(serial in any::<u64>(), zip in "[0-9]{5}", four in "[0-9]{4}") {
            let pic = Pic::from_serial(612, serial).unwrap();
            prop_assert_eq!(normalise(&format!("420{zip}{pic}")), pic.as_str());
            prop_assert_eq!(normalise(&format!("(420){zip}-{four} {}", groups_of_four(pic.as_str()))), pic.as_str());
            prop_assert_eq!(normalise(pic.as_str()), pic.as_str());
        }

        /// Codes of five and of nine digits before it are told apart by the check digit; a longer code stays whole.
        #[test]
        fn longer_codes_keep_their_digits(body in "92[0-9]{23}", zip in "[0-9]{5}") {
            let check = mod10_check_digit(&body).unwrap();
            let pic = format!("{body}{check}");
            let read = Impb::parse(&format!("420{zip}{pic}")).unwrap();
            let as_nine = Pic::parse(&pic[4..]).is_some();
            prop_assert_eq!(read.pic.as_str() == pic, !as_nine);
        }
    }
}
