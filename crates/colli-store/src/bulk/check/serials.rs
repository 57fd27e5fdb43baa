//! Counters of serials against the serials in use: a counter that is behind would hand one out twice.

use super::findings::Findings;
use super::page::{Key, Paged, each};
use crate::StoreError;
use crate::tx::{FromRow, Row, Sql, Tx};
use colli_core::shipment::Shipment;

const SERIALS: Sql = Sql::new("select name, next from serials where name > $1 order by name limit 500");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[SERIALS];

/// The highest serials in use, by counter.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Used {
    /// Of licence plates.
    pieces: Option<u64>,
    /// Of codes of whole shipments.
    shipments: Option<u64>,
    /// Of printless pieces.
    printless: Option<u64>,
    /// Of American parcels that stay in the country.
    american: Option<u64>,
    /// Of American parcels that leave it.
    international: Option<u64>,
    /// Of pickups.
    pub(super) pickups: Option<u64>,
    /// Of papers of manifests.
    pub(super) manifests: Option<u64>,
    /// The highest number of a shipment, which the engine gives.
    pub(super) seq_max: i64,
}

impl Used {
    /// Takes in the codes of a shipment.
    pub(super) fn note(&mut self, shipment: &Shipment) {
        let account = shipment.order.account.as_str();
        for piece in &shipment.pieces {
            let code = piece.tracker_code.as_deref();
            if shipment.americas.is_some() {
                self.american = self.american.max(code.and_then(american_serial));
                self.international = self.international.max(code.and_then(international_serial));
            } else {
                self.pieces = self.pieces.max(code.and_then(|code| plate_serial(code, account)));
            }
            let code = piece.printless_code.as_deref();
            self.printless = self.printless.max(code.and_then(printless_serial));
        }
        let whole = shipment.tracker_code.as_deref();
        self.shipments = self.shipments.max(whole.and_then(whole_serial));
    }
}

/// Checks every counter against what is in use.
pub(super) async fn check<T: Tx>(tx: &mut T, used: Used, findings: &mut Findings) -> Result<(), StoreError> {
    let mut counters: Vec<Counter> = Vec::new();
    let keep = |counter: Counter| counters.push(counter);
    let rows = each(tx, SERIALS, &[Key::FIRST_TEXT], keep).await?;
    findings.read("serials", rows);
    for (name, highest) in [
        ("piece", used.pieces),
        ("shipment", used.shipments),
        ("printless", used.printless),
        ("american", used.american),
        ("international", used.international),
        ("pickup", used.pickups),
        ("manifest", used.manifests),
    ] {
        let next = counters
            .iter()
            .find(|counter| counter.0 == name)
            .map_or(0, |counter| counter.1);
        if let Some(highest) = highest.filter(|highest| i64::try_from(*highest).is_ok_and(|highest| highest >= next)) {
            findings.fault(format!(
                "counter {name}: its next serial is {next}, and {highest} is in use"
            ));
        }
    }
    Ok(())
}

/// A counter and its next serial.
struct Counter(String, i64);

impl FromRow for Counter {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self(row.text(0)?.to_owned(), row.i64(1)?))
    }
}

impl Paged for Counter {
    fn key(&self) -> Vec<Key> {
        vec![Key::Text(self.0.clone())]
    }
}

/// The serial of a licence plate (`colli_core::barcode::tracker_code`). Plates of other accounts than the shipment's
/// were not made here.
fn plate_serial(code: &str, account: &str) -> Option<u64> {
    let serial = code.strip_prefix("JVGL")?.strip_prefix(account)?;
    digits(serial, 12)
}

/// The serial of a whole shipment's code (`colli_core::barcode::shipment_tracker_code`).
fn whole_serial(code: &str) -> Option<u64> {
    digits(code, 10)
}

/// The serial of an American parcel's code: `colli_core::americas::impb::Pic::from_serial` backwards.
fn american_serial(code: &str) -> Option<u64> {
    const SERIALS: u64 = 10_000_000;
    const MAILER_ID_MAX: u64 = 999_999_999;
    let rest = code.strip_prefix("92").filter(|_| code.len() == 22)?;
    let (mailer_id, serial) = (digits(rest.get(3..12)?, 9)?, digits(rest.get(12..19)?, 7)?);
    (mailer_id >= 900_000_000).then(|| (MAILER_ID_MAX - mailer_id) * SERIALS + serial)
}

/// The serial of a code of a parcel that leaves the country (`colli_core::americas::impb::international_code`).
fn international_serial(code: &str) -> Option<u64> {
    digits(code.strip_prefix("GM")?, 18)
}

fn digits(text: &str, count: usize) -> Option<u64> {
    let fits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// The serial of a printless code: `colli_core::barcode::printless_code` backwards.
fn printless_serial(code: &str) -> Option<u64> {
    const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    const SPACE: u64 = 1 << 40;
    let digits = code.strip_prefix("MDP").filter(|digits| digits.len() == 8)?;
    let mixed = digits.bytes().try_fold(0, |sum: u64, digit| {
        let place = ALPHABET.iter().position(|known| *known == digit)?;
        Some(sum * 32 + place as u64)
    })?;
    let mixed = mixed.wrapping_mul(inverse(0xbf_5847_6d1d)) % SPACE;
    let mixed = mixed ^ (mixed >> 20);
    Some(mixed.wrapping_mul(inverse(0x9e_3779_b97f)) % SPACE)
}

/// The number that takes back a multiplication by an odd one, modulo 2^64: each step doubles the bits that are right.
const fn inverse(odd: u64) -> u64 {
    let mut inverse = odd;
    let mut step = 0;
    while step < 5 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse)));
        step += 1;
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_core::americas::impb::{Pic, international_code};
    use colli_core::barcode;
    use colli_core::ids::AccountNumber;

    #[test]
    fn serials_are_read_from_the_codes_they_made() {
        let account = AccountNumber::parse("08500001").unwrap();
        for serial in (0..2_000)
            .chain([10_000, 123_456_789, 999_999_999])
            .chain((0..40).map(|bit| 1 << bit))
        {
            assert_eq!(printless_serial(&barcode::printless_code(serial)), Some(serial));
            let plate = barcode::tracker_code(account, serial % barcode::SERIAL_MAX);
            assert_eq!(plate_serial(&plate, "08500001"), Some(serial % barcode::SERIAL_MAX));
            assert_eq!(plate_serial(&plate, "08500002"), None);
            let whole = barcode::shipment_tracker_code(serial);
            assert_eq!(whole_serial(&whole), Some(serial % 10_000_000_000));
            let american = serial % (10_000_000 * 100_000_000);
            let pic = Pic::from_serial(612, american).unwrap();
            assert_eq!(american_serial(pic.as_str()), Some(american));
            let international = serial % 1_000_000_000_000_000_000;
            assert_eq!(
                international_serial(&international_code(international)),
                Some(international)
            );
        }
        for other in ["", "MDP", "MDP0000000I", "JVGL08500001", "12345", "12345678ab"] {
            assert_eq!((printless_serial(other), whole_serial(other)), (None, None), "{other}");
            assert_eq!(
                (american_serial(other), international_serial(other)),
                (None, None),
                "{other}"
            );
        }
    }
}
