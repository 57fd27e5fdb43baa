//! What a driver manifest says, free of any format (label-standards 8): the parcels handed over at one distribution centre.

use super::impb::{Pic, shown_number};
use super::label::SAMPLE_NOTICE;
use super::postal_party::PostalParty;
use crate::ids::Environment;
use crate::shipment::{Piece, Shipment};
use jiff::civil::{Date, DateTime};

/// Service type code of an electronic file that lists parcels. The public table has it; whether it holds for every form
/// is unconfirmed (label-standards 8).
pub const ACCEPTANCE_SERVICE_TYPE: u16 = 750;
/// Most parcels of one manifest (dhl-ecommerce-americas 8).
pub const PACKAGES_MAX: usize = 20_000;

/// One parcel of a manifest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ManifestPackage {
    /// The number people see.
    pub tracking_number: String,
    /// The customer's reference; may be empty.
    pub reference: String,
    /// Printed name of the service.
    pub service_name: String,
    /// Where it goes: postal code, or the country abroad.
    pub destination: String,
    /// Weight, in grams.
    pub weight_g: u32,
}

impl ManifestPackage {
    /// A registered piece as a manifest lists it.
    pub fn of(shipment: &Shipment, piece: &Piece) -> Self {
        let facts = shipment.americas.as_ref();
        let address = &shipment.order.receiver.address;
        Self {
            tracking_number: shown_number(&piece.routing_code, piece.tracker_code.as_deref().unwrap_or_default()),
            reference: facts.and_then(|facts| facts.reference_1.clone()).unwrap_or_default(),
            service_name: shipment.product_label.clone(),
            destination: if facts.is_some_and(|facts| facts.is_international) {
                address.country.to_string()
            } else {
                address.postal_code.clone()
            },
            weight_g: piece.weight_g.unwrap_or_default(),
        }
    }
}

/// Which document a parcel belongs on: domestic and international parcels and each distribution centre have their own
/// (dhl-ecommerce-americas 8).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ManifestKey {
    /// The distribution centre.
    pub facility: String,
    /// Parcels that leave the country.
    pub is_international: bool,
}

impl ManifestKey {
    /// The document of a shipment.
    pub fn of(shipment: &Shipment) -> Self {
        let facts = shipment.americas.as_ref();
        Self {
            facility: facts.map(|facts| facts.facility.clone()).unwrap_or_default(),
            is_international: facts.is_some_and(|facts| facts.is_international),
        }
    }
}

/// Pieces and weight of one service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceTotal {
    /// Printed name of the service.
    pub service_name: String,
    /// Parcels.
    pub pieces: u64,
    /// Their weight, in grams.
    pub weight_g: u64,
}

/// Everything one manifest document says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Manifest {
    /// Its number: capitals and digits, at most 30.
    pub manifest_id: String,
    /// Scanned once for all its parcels.
    pub acceptance: Pic,
    /// Where the parcels are handed over, and whether they leave the country.
    pub key: ManifestKey,
    /// Name of the place of the distribution centre; may be empty.
    pub facility_place: String,
    /// The customer's pickup account.
    pub pickup_number: String,
    /// Who hands over, and where.
    pub shipper: PostalParty,
    /// Day the parcels leave.
    pub ship_date: Date,
    /// When the manifest was made, as clocks at the shipper show it.
    pub created_at: DateTime,
    /// Printed on documents that are not for the post.
    pub notice: Option<&'static str>,
    /// The parcels, in order.
    pub packages: Vec<ManifestPackage>,
}

impl Manifest {
    /// The number of a manifest: pickup account, and the time it was made to the second with two digits of a serial
    /// number, so that two of one second differ.
    pub fn number(pickup_number: &str, created_at: DateTime, serial: u64) -> String {
        let account: String = pickup_number.chars().filter(char::is_ascii_digit).take(10).collect();
        format!("{account}{}{:02}", created_at.strftime("%y%m%d%H%M%S"), serial % 100)
    }

    /// The code that accepts all parcels at once.
    pub fn acceptance_code(serial: u64) -> Option<Pic> {
        Pic::from_serial(ACCEPTANCE_SERVICE_TYPE, serial)
    }

    /// The notice of documents of an environment.
    pub fn notice(environment: Environment) -> Option<&'static str> {
        (environment == Environment::Test).then_some(SAMPLE_NOTICE)
    }

    /// The name of its file: `<id>_<distribution centre>_<number>.pdf`.
    pub fn file_name(&self, id: &str) -> String {
        format!("{id}_{}_{}.pdf", self.key.facility, self.manifest_id)
    }

    /// Pieces and weight by service, in the order of the services' names.
    pub fn by_service(&self) -> Vec<ServiceTotal> {
        let mut totals: Vec<ServiceTotal> = Vec::new();
        for package in &self.packages {
            let place = totals.binary_search_by(|total| total.service_name.as_str().cmp(&package.service_name));
            let at = place.unwrap_or_else(|at| {
                let total = ServiceTotal {
                    service_name: package.service_name.clone(),
                    pieces: 0,
                    weight_g: 0,
                };
                totals.insert(at, total);
                at
            });
            if let Some(total) = totals.get_mut(at) {
                total.pieces += 1;
                total.weight_g += u64::from(package.weight_g);
            }
        }
        totals
    }

    /// Weight of all parcels, in grams.
    pub fn weight_g(&self) -> u64 {
        self.packages.iter().map(|package| u64::from(package.weight_g)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn package(service: &str, weight_g: u32) -> ManifestPackage {
        ManifestPackage {
            tracking_number: "420945989261299999999900348426".into(),
            reference: String::new(),
            service_name: service.into(),
            destination: "94598".into(),
            weight_g,
        }
    }

    #[test]
    fn services_are_summed_up() {
        let manifest = Manifest {
            manifest_id: Manifest::number("5351244", date(2026, 3, 2).at(16, 5, 9, 0), 107),
            acceptance: Manifest::acceptance_code(107).unwrap(),
            key: ManifestKey {
                facility: "USLAX1".into(),
                is_international: false,
            },
            facility_place: "Compton CA".into(),
            pickup_number: "5351244".into(),
            shipper: PostalParty::default(),
            ship_date: date(2026, 3, 2),
            created_at: date(2026, 3, 2).at(16, 5, 9, 0),
            notice: Manifest::notice(Environment::Test),
            packages: vec![
                package("Parcels Ground", 100),
                package("Expedited", u32::MAX),
                package("Parcels Ground", 50),
            ],
        };
        assert_eq!(manifest.manifest_id, "535124426030216050907");
        assert_eq!(manifest.acceptance.service_type(), "750");
        assert_eq!(
            manifest.file_name("e830855f"),
            "e830855f_USLAX1_535124426030216050907.pdf"
        );
        let totals: Vec<(String, u64, u64)> = manifest
            .by_service()
            .into_iter()
            .map(|total| (total.service_name, total.pieces, total.weight_g))
            .collect();
        assert_eq!(
            totals,
            [
                ("Expedited".into(), 1, u64::from(u32::MAX)),
                ("Parcels Ground".into(), 2, 150)
            ]
        );
        assert_eq!(manifest.weight_g(), u64::from(u32::MAX) + 150);
        assert_eq!(Manifest::notice(Environment::Live), None);
    }
}
