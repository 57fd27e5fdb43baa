//! Rows as a webshop's orders make them.

use colli_core::address::Address;
use colli_core::ids::{AccountNumber, Environment, LabelId, OrganisationId, ShipmentId, Tenant, UserId};
use colli_core::parcel::PieceOrder;
use colli_core::party::{Name, Party};
use colli_core::shipment::{ChosenOption, OptionInput, Origin, Piece, Shipment, ShipmentOrder};
use colli_core::tracking::{Moment, registration};
use colli_store::{NewShipment, PieceEvent};
use jiff::Timestamp;
use uuid::Uuid;

/// 2026-03-02T08:00:00Z.
const START_SECOND: i64 = 1_772_438_400;

/// A time some seconds after the start of the tests' world.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(START_SECOND + seconds).expect("in range")
}

/// A tenant's test half, told apart by a number.
pub(crate) fn tenant(number: u128) -> Tenant {
    Tenant {
        organisation: OrganisationId(Uuid::from_u128(number)),
        environment: Environment::Test,
    }
}

/// Spreads a counter over all bits, so that ids look as random as clients' ids do.
pub(crate) fn random_id(counter: u64) -> Uuid {
    let mix = |seed: u64| {
        let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    };
    let (high, low) = (mix(counter.wrapping_mul(2) + 1), mix(counter.wrapping_mul(2) + 2));
    uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes()).into_uuid()
}

/// The licence plate of a serial.
pub(crate) fn code(serial: u64) -> String {
    format!("JVGL08500001{serial:012}")
}

fn party(first: &str, last: &str, postal_code: &str, city: &str, street: &str, is_business: bool) -> Party {
    Party {
        name: Name {
            first: Some(first.to_owned()),
            last: Some(last.to_owned()),
            company: is_business.then(|| "Colli Demo B.V.".to_owned()),
            additional: None,
        },
        address: Address {
            country: serde_json::from_str("\"NL\"").expect("a country"),
            postal_code: postal_code.to_owned(),
            city: city.to_owned(),
            street: street.to_owned(),
            number: Some("12".to_owned()),
            addition: None,
            additional_line: None,
            region: None,
            is_business,
        },
        email: Some(format!("{}@example.com", last.to_lowercase())),
        phone: Some("+31 6 12345678".to_owned()),
        vat_number: None,
        eori_number: None,
        reference: None,
        rex_number: None,
    }
}

fn order(id: ShipmentId, serial: u64, pieces: u32) -> ShipmentOrder {
    let text = |key: &str, text: &str| ChosenOption {
        key: key.to_owned(),
        input: Some(OptionInput::Text(text.to_owned())),
    };
    ShipmentOrder {
        shipment_id: id,
        origin: Origin::Shipment,
        order_reference: Some(format!("order-{serial}")),
        account: AccountNumber::parse("08500001").expect("an account"),
        shipper: party("Mieke", "van Dijk", "3542AD", "Utrecht", "Reactorweg", true),
        receiver: party(
            "Jürgen",
            "Müller",
            "1012AB",
            "Amsterdam",
            "Nieuwezijds Voorburgwal",
            false,
        ),
        on_behalf_of: None,
        options: vec![
            ChosenOption {
                key: "DOOR".to_owned(),
                input: None,
            },
            text("REFERENCE", "order 1001"),
        ],
        is_return: false,
        pieces: vec![PieceOrder {
            parcel_type: "SMALL".to_owned(),
            quantity: pieces,
            weight_g: Some(1_250),
            dimensions: None,
        }],
        product: None,
        application: Some("webshop 4.2".to_owned()),
        customs: None,
        entry_summary: None,
        label_position: None,
        print_dialog: false,
    }
}

/// A shipment whose pieces have the codes `serial`, `serial + 1`, …; several pieces get a code of the whole, the one
/// after theirs.
pub(crate) fn shipment(tenant: Tenant, id: Uuid, serial: u64, pieces: u32, created_at: Timestamp) -> NewShipment {
    let id = ShipmentId(id);
    let piece = |number: u32| Piece {
        label_id: LabelId::of_piece(id, number),
        tracker_code: Some(code(serial + u64::from(number) - 1)),
        printless_code: None,
        routing_code: "2LNL1012AB+01000000".to_owned(),
        parcel_type: "SMALL".to_owned(),
        number,
        weight_g: Some(1_250),
        dimensions: None,
        return_label: false,
    };
    let shipment = Shipment {
        tenant,
        user: UserId(tenant.organisation.0),
        created_at,
        order: order(id, serial, pieces),
        product: "DFY-B2C".to_owned(),
        product_label: "DFY".to_owned(),
        marks: Vec::new(),
        tracker_code: (pieces > 1).then(|| code(serial + u64::from(pieces))),
        label_layout: "A4_THIRD".to_owned(),
        remote_area: false,
        customs_declaration_id: None,
        service_point: None,
        americas: None,
        pieces: (1..=pieces).map(piece).collect(),
    };
    let moment = Moment {
        at: created_at,
        offset_seconds: 3_600,
    };
    let events = shipment
        .pieces
        .iter()
        .filter_map(|piece| piece.tracker_code.as_ref())
        .flat_map(|code| registration(moment, Some("08500001")).map(|event| (code.clone(), event)))
        .map(|(tracker_code, event)| PieceEvent { tracker_code, event })
        .collect();
    NewShipment { shipment, events }
}
