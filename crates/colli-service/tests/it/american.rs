//! Parcels of the American network: on hold until their manifest, followed by any of their numbers.

use crate::nodes::{Embedded, node, still_clock};
use colli_core::address::Address;
use colli_core::americas::AmericasFacts;
use colli_core::country::CountryCode;
use colli_core::gateway::track::TrackStatus;
use colli_core::ids::{AccountNumber, Environment, LabelId, OrganisationId, ShipmentId, Tenant, UserId};
use colli_core::parcel::PieceOrder;
use colli_core::party::{Name, Party};
use colli_core::shipment::{Origin, Piece, Shipment, ShipmentOrder};
use colli_service::gateway::GatewayCaller;
use colli_service::operators::Operator;
use colli_service::simulation::Chosen;
use colli_service::{Error, Service};
use uuid::Uuid;

/// Package identification code of the published sample, its routing code, and its other forms.
const PIC: &str = "9261299999999900348426";
const ROUTING: &str = "42094598";
const WITH_ZIP4: &str = "4209459812349261299999999900348426";

fn party(name: &str, state: &str, zip: &str) -> Party {
    Party {
        name: Name {
            first: Some(name.to_owned()),
            ..Name::default()
        },
        address: Address {
            country: CountryCode::parse("US").unwrap(),
            postal_code: zip.to_owned(),
            city: format!("{name}ville"),
            street: "Main St".to_owned(),
            number: Some("1".to_owned()),
            addition: None,
            additional_line: None,
            region: Some(state.to_owned()),
            is_business: false,
        },
        email: None,
        phone: None,
        vat_number: None,
        eori_number: None,
        reference: None,
        rex_number: None,
    }
}

fn shipment(tenant: Tenant, id: u128, service: &Service) -> Shipment {
    let shipment_id = ShipmentId(Uuid::from_u128(id));
    Shipment {
        tenant,
        user: UserId(Uuid::nil()),
        created_at: service.now(tenant),
        order: ShipmentOrder {
            shipment_id,
            origin: Origin::Transaction,
            order_reference: None,
            account: AccountNumber::parse("05351244").unwrap(),
            shipper: party("Ship", "CA", "94103"),
            receiver: party("Home", "CA", "94598"),
            on_behalf_of: None,
            options: Vec::new(),
            is_return: false,
            pieces: vec![PieceOrder {
                parcel_type: "PARCEL".to_owned(),
                quantity: 1,
                weight_g: Some(500),
                dimensions: None,
            }],
            product: Some("parcels_ground".to_owned()),
            application: None,
            customs: None,
            entry_summary: None,
            label_position: None,
            print_dialog: false,
        },
        product: "parcels_ground".to_owned(),
        product_label: "Parcels Ground".to_owned(),
        marks: Vec::new(),
        tracker_code: None,
        label_layout: "A6".to_owned(),
        remote_area: false,
        customs_declaration_id: None,
        service_point: None,
        americas: Some(AmericasFacts {
            service: "parcels_ground".to_owned(),
            pickup_number: "5351244".to_owned(),
            facility: "USSFO1".to_owned(),
            estimated_days: Some(3),
            ..AmericasFacts::default()
        }),
        pieces: vec![Piece {
            label_id: LabelId::of_piece(shipment_id, 1),
            tracker_code: Some(PIC.to_owned()),
            printless_code: None,
            routing_code: ROUTING.to_owned(),
            parcel_type: "PARCEL".to_owned(),
            number: 1,
            weight_g: Some(500),
            dimensions: None,
            return_label: false,
        }],
    }
}

struct World {
    _database: Embedded,
    service: std::sync::Arc<Service>,
    tenant: Tenant,
}

impl World {
    async fn new() -> Self {
        let database = Embedded::new().await;
        let service = node(&database.store, &still_clock(), 1).await;
        let tenant = crate::nodes::caller(&service).await.tenant;
        Self {
            _database: database,
            service,
            tenant,
        }
    }

    async fn register(&self, id: u128) -> Shipment {
        let shipment = shipment(self.tenant, id, &self.service);
        *self
            .service
            .register_americas_shipment(shipment)
            .await
            .unwrap()
            .shipment
    }

    fn operator(&self) -> Operator {
        Operator { tenant: self.tenant }
    }

    async fn advance(&self, by: &str) -> usize {
        self.service.advance_clock(&self.operator(), by).await.unwrap().events
    }

    async fn statuses(&self) -> Vec<String> {
        let found = self.service.track_own(self.tenant, PIC).await.unwrap().unwrap();
        found.events.into_iter().map(|event| event.status).collect()
    }

    async fn release(&self) -> u64 {
        let codes = vec![format!("{ROUTING}{PIC}")];
        self.service.release_from_hold(self.tenant, codes).await.unwrap()
    }
}

#[tokio::test]
async fn a_parcel_waits_for_its_manifest_and_is_delivered_on_the_day_that_was_quoted() {
    let world = World::new().await;
    let first = world.register(1).await;
    let again = shipment(world.tenant, 1, &world.service);
    let again = world.service.register_americas_shipment(again).await.unwrap();
    assert!(!again.created && *again.shipment == first, "once per id");
    assert_eq!(world.statuses().await, ["DATA_RECEIVED"]);

    // Nine days on hold.
    assert_eq!(world.advance("PT216H").await, 0);
    assert_eq!(world.release().await, 1);
    assert_eq!(world.release().await, 0, "once");
    let released = world.service.now(world.tenant);
    assert!(world.advance("PT200H").await > 5);
    let found = world.service.track_own(world.tenant, PIC).await.unwrap().unwrap();
    assert!(found.events.iter().skip(1).all(|event| event.occurred_at > released));
    let delivered = found.record.delivered_at.unwrap();
    // Released on Wednesday 11 March in the night of California; three working days are Monday.
    assert_eq!(released.to_string(), "2026-03-11T08:00:00Z");
    assert!(delivered.at.to_string().starts_with("2026-03-16T"), "{}", delivered.at);
    assert_eq!(delivered.offset_seconds, -7 * 3_600);
    // What is over is not released again.
    assert_eq!(world.release().await, 0);
}

#[tokio::test]
async fn a_voided_parcel_never_moves() {
    let world = World::new().await;
    let shipment = world.register(1).await;
    let id = shipment.order.shipment_id;
    for _ in 0..2 {
        assert!(world.service.void_americas_shipment(world.tenant, id).await.unwrap());
    }
    assert_eq!(world.release().await, 0);
    assert_eq!(world.advance("PT400H").await, 0);
    assert_eq!(world.statuses().await, ["DATA_RECEIVED", "LABEL_VOIDED"]);
    let chosen = world
        .service
        .choose_scenario(&world.operator(), "delivered", PIC)
        .await
        .unwrap();
    assert_eq!(chosen, Chosen::Over("LABEL_VOIDED".to_owned()));
    let nobody = Tenant {
        organisation: OrganisationId(Uuid::from_u128(99)),
        ..world.tenant
    };
    let refused = world.service.void_americas_shipment(nobody, id).await;
    assert!(matches!(refused, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn a_label_cannot_be_voided_once_the_parcel_was_handed_over() {
    let world = World::new().await;
    let id = world.register(1).await.order.shipment_id;
    world.release().await;
    assert!(!world.service.void_americas_shipment(world.tenant, id).await.unwrap());
    world.advance("PT400H").await;
    assert!(!world.service.void_americas_shipment(world.tenant, id).await.unwrap());
    assert!(!world.statuses().await.contains(&"LABEL_VOIDED".to_owned()));
}

#[tokio::test]
async fn live_parcels_move_by_scans_only_and_can_be_voided_before() {
    let world = World::new().await;
    let live = Tenant {
        environment: Environment::Live,
        ..world.tenant
    };
    let shipment = shipment(live, 1, &world.service);
    let id = shipment.order.shipment_id;
    world.service.register_americas_shipment(shipment).await.unwrap();
    assert_eq!(
        world
            .service
            .release_from_hold(live, vec![PIC.to_owned()])
            .await
            .unwrap(),
        0
    );
    for _ in 0..2 {
        assert!(world.service.void_americas_shipment(live, id).await.unwrap());
    }
    let found = world.service.track_own(live, PIC).await.unwrap().unwrap();
    assert_eq!(found.events.len(), 2);
}

#[tokio::test]
async fn a_scenario_may_be_chosen_before_the_manifest_and_under_way() {
    let world = World::new().await;
    world.register(1).await;
    let chosen = world
        .service
        .choose_scenario(&world.operator(), "lost", &format!("{ROUTING}{PIC}"))
        .await
        .unwrap();
    assert!(
        matches!(&chosen, Chosen::Done(held) if held.len() == 1 && held[0].next_at.is_none()),
        "{chosen:?}"
    );
    assert_eq!(world.advance("PT100H").await, 0, "still on hold");
    world.release().await;
    world.advance("PT48H").await;
    let under_way = world.statuses().await;
    assert!(
        under_way.len() > 2 && !under_way.contains(&"LOST".to_owned()),
        "{under_way:?}"
    );
    let chosen = world
        .service
        .choose_scenario(&world.operator(), "refused", PIC)
        .await
        .unwrap();
    assert!(matches!(chosen, Chosen::Done(_)));
    world.advance("PT800H").await;
    let over = world.statuses().await;
    assert!(over.contains(&"REFUSED_BY_RECEIVER".to_owned()), "{over:?}");
    assert_eq!(over.last().unwrap(), "DELIVERED_AT_SHIPPER");
}

#[tokio::test]
async fn a_track_is_found_by_every_form_of_its_number_and_tells_others_no_addresses() {
    let world = World::new().await;
    world.register(1).await;
    world.release().await;
    world.advance("PT300H").await;
    for number in [
        PIC.to_owned(),
        format!("{ROUTING}{PIC}"),
        WITH_ZIP4.to_owned(),
        format!(" 4209 4598 {PIC} "),
    ] {
        let track = world
            .service
            .gateway_track(world.tenant, "dhl_ecommerce", &number)
            .await
            .unwrap();
        assert_eq!(track.number, number.trim());
        assert_eq!(track.track.current().unwrap().status, TrackStatus::Delivered);
        assert_eq!(track.track.history[0].status, TrackStatus::PreTransit);
        assert_eq!(track.from.unwrap().city, "Shipville");
        assert_eq!(track.to.unwrap().zip, "94598");
        let service = track.service.unwrap();
        assert_eq!(service.token, "dhl_ecommerce_parcels_ground");
        assert!(track.is_test);
    }
    let other = Tenant {
        organisation: OrganisationId(Uuid::from_u128(99)),
        ..world.tenant
    };
    let track = world.service.gateway_track(other, "dhl_ecommerce", PIC).await.unwrap();
    assert_eq!(
        (track.from, track.to, track.transaction, track.service),
        (None, None, None, None)
    );
    assert!(track.track.history.len() > 5);
    let places = track.track.history.iter().filter_map(|event| event.location.as_ref());
    assert!(
        places
            .clone()
            .all(|place| place.city != "Homeville" && place.zip.is_empty())
    );
    // Another carrier's, another mode's, nobody's.
    let live = Tenant {
        environment: Environment::Live,
        ..world.tenant
    };
    for (tenant, carrier, number) in [
        (world.tenant, "dhl_benelux", PIC),
        (world.tenant, "shippo", PIC),
        (world.tenant, "dhl_ecommerce", "JVGL0000000000000000"),
        (world.tenant, "dhl_ecommerce", "-"),
        (live, "dhl_ecommerce", PIC),
    ] {
        let track = world.service.gateway_track(tenant, carrier, number).await.unwrap();
        assert!(
            track.track.history.is_empty() && track.track.current().is_none(),
            "{carrier} {number}"
        );
    }
}

#[tokio::test]
async fn carriers_that_are_not_followed_and_numbers_that_are_none_are_refused() {
    let world = World::new().await;
    for (carrier, number, field) in [
        ("ups", "1Z", "carrier"),
        ("no such", "1Z", "carrier"),
        ("", "1Z", "carrier"),
        ("dhl_ecommerce", "  ", "tracking_number"),
        ("dhl_ecommerce", &"9".repeat(101), "tracking_number"),
    ] {
        let refused = world.service.gateway_track(world.tenant, carrier, number).await;
        let Err(Error::Invalid(found)) = refused else {
            panic!("{carrier} {number} was taken");
        };
        assert_eq!(found[0].field, field, "{carrier} {number}");
        assert!(field != "carrier" || found[0].accepted.contains(&"dhl_ecommerce".to_owned()));
    }
}

#[tokio::test]
async fn a_registration_keeps_its_note_whatever_the_form_of_the_number() {
    let world = World::new().await;
    world.register(1).await;
    let caller = GatewayCaller {
        tenant: world.tenant,
        owner: "demo@colli.example".to_owned(),
        seed: None,
    };
    let register = |number: String, note: &str| {
        let (service, caller, note) = (world.service.clone(), caller.clone(), note.to_owned());
        async move {
            let track = service
                .register_gateway_track(&caller, "dhl_ecommerce", &number, Some(note))
                .await;
            track.unwrap().metadata
        }
    };
    assert_eq!(register(PIC.to_owned(), "Order 1").await, "Order 1");
    assert_eq!(register(format!("{ROUTING}{PIC}"), "Order 2").await, "Order 2");
    let track = world
        .service
        .gateway_track(world.tenant, "dhl_ecommerce", PIC)
        .await
        .unwrap();
    assert_eq!(track.metadata, "Order 2", "replaced");
    let told = world
        .service
        .gateway_track_of(world.tenant, PIC)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (told.number, told.metadata),
        (format!("{ROUTING}{PIC}"), "Order 2".to_owned())
    );
    for (word, status) in TrackStatus::NAMES {
        let number = format!("SHIPPO_{word}");
        let track = world
            .service
            .register_gateway_track(&caller, "shippo", &number, None)
            .await
            .unwrap();
        assert_eq!(track.track.current().unwrap().status, status);
        assert!(track.from.is_some() && track.metadata == "Shippo test tracking");
    }
}
