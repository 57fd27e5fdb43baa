//! Plans of simulated parcels, drawn from the network in the binary.

mod american;
mod changes;
mod missort;
mod places;
mod properties;
mod redrawn;
mod scenarios;

use crate::support::{country, network};
use colli_core::address::Address;
use colli_core::ids::{AccountNumber, Environment, LabelId, OrganisationId, ShipmentId, Tenant, UserId};
use colli_core::parcel::PieceOrder;
use colli_core::party::{Name, Party};
use colli_core::plan::scenario::Scenario;
use colli_core::plan::{Facts, PickupPoint};
use colli_core::shipment::{ChosenOption, Origin, Piece, Shipment, ShipmentOrder};
use colli_core::tracking::Event;
use uuid::Uuid;

/// Somebody at a place.
pub(super) fn party(code: &str, postal_code: &str, is_business: bool) -> Party {
    Party {
        name: Name {
            first: Some("Łucja".to_owned()),
            last: Some("de Vries".to_owned()),
            ..Name::default()
        },
        address: Address {
            country: country(code),
            postal_code: postal_code.to_owned(),
            city: "Stad".to_owned(),
            street: "Kerkstraat".to_owned(),
            number: Some("12".to_owned()),
            addition: None,
            additional_line: None,
            region: None,
            is_business,
        },
        email: None,
        phone: None,
        vat_number: None,
        eori_number: None,
        reference: None,
        rex_number: None,
    }
}

/// A shipment of one piece, registered at a time.
pub(super) fn shipment(id: u128, created_at: &str, to: (&str, &str, bool), options: &[&str]) -> Shipment {
    let shipment_id = ShipmentId(Uuid::from_u128(id));
    let piece = PieceOrder {
        parcel_type: "SMALL".to_owned(),
        quantity: 1,
        weight_g: Some(200),
        dimensions: None,
    };
    let order = ShipmentOrder {
        shipment_id,
        origin: Origin::Shipment,
        order_reference: None,
        account: AccountNumber::parse("08500001").unwrap(),
        shipper: party("NL", "3542AD", true),
        receiver: party(to.0, to.1, to.2),
        on_behalf_of: None,
        options: options
            .iter()
            .map(|key| ChosenOption {
                key: (*key).to_owned(),
                input: None,
            })
            .collect(),
        is_return: false,
        pieces: vec![piece],
        product: None,
        application: None,
        customs: None,
        entry_summary: None,
        label_position: None,
        print_dialog: false,
    };
    Shipment {
        tenant: Tenant {
            organisation: OrganisationId(Uuid::nil()),
            environment: Environment::Test,
        },
        user: UserId(Uuid::nil()),
        created_at: created_at.parse().unwrap(),
        order,
        product: "DFY-B2C".to_owned(),
        product_label: "DFY".to_owned(),
        marks: Vec::new(),
        tracker_code: None,
        label_layout: "A6".to_owned(),
        remote_area: false,
        customs_declaration_id: None,
        service_point: None,
        americas: None,
        pieces: vec![Piece {
            label_id: LabelId::of_piece(shipment_id, 1),
            tracker_code: Some("JVGL0850000100000001".to_owned()),
            printless_code: None,
            routing_code: String::new(),
            parcel_type: "SMALL".to_owned(),
            number: 1,
            weight_g: Some(200),
            dimensions: None,
            return_label: false,
        }],
    }
}

/// The facts of a shipment's first piece.
pub(super) fn facts<'a>(shipment: &'a Shipment, seed: i64, nearby: Option<&'a PickupPoint>) -> Facts<'a> {
    Facts {
        network: &network().network,
        seed,
        shipment,
        ready_at: shipment.created_at,
        piece: 1,
        ordered_point: None,
        nearby_point: nearby,
    }
}

/// A ServicePoint of a country that takes parcels and has no closure: one with staff, or a locker.
pub(super) fn point(code: &str, kind: colli_core::service_point::ServicePointKind) -> PickupPoint {
    let mut points = network().service_points.of_country(country(code));
    let found =
        points.find(|point| point.kind == kind && point.last_mile && point.closure.is_none() && point.available);
    PickupPoint::from(&found.unwrap())
}

pub(super) fn scenario(name: &str) -> &'static Scenario {
    network().network.scenarios.get(name).unwrap()
}

pub(super) fn statuses(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.status.as_str()).collect()
}
