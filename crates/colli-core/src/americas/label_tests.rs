use super::*;
use crate::address::Address;
use crate::americas::CashOnDelivery;
use crate::country::CountryCode;
use crate::customs::{CustomsDeclaration, CustomsGoods};
use crate::ids::{AccountNumber, LabelId, OrganisationId, ShipmentId, Tenant, UserId};
use crate::party::{Name, Party};
use crate::shipment::{Origin, ShipmentOrder};
use uuid::Uuid;

fn party(name: &str, country: &str, city: &str, region: &str, code: &str) -> Party {
    Party {
        name: Name {
            first: Some(name.into()),
            ..Name::default()
        },
        address: Address {
            country: CountryCode::parse(country).unwrap(),
            postal_code: code.into(),
            city: city.into(),
            street: "965 Mission St".into(),
            number: None,
            addition: None,
            additional_line: None,
            region: Some(region.into()),
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

fn shipment(environment: Environment, facts: AmericasFacts) -> Shipment {
    let order = ShipmentOrder {
        shipment_id: ShipmentId(Uuid::nil()),
        origin: Origin::Transaction,
        order_reference: None,
        account: AccountNumber::parse("5351244").unwrap(),
        shipper: party("Mr Hippo", "US", "San Francisco", "CA", "94117"),
        receiver: party("Mrs Hippo", "US", "Walnut Creek", "CA", "94598"),
        on_behalf_of: None,
        options: Vec::new(),
        is_return: false,
        pieces: Vec::new(),
        product: None,
        application: None,
        customs: None,
        entry_summary: None,
        label_position: None,
        print_dialog: false,
    };
    let piece = Piece {
        label_id: LabelId(Uuid::nil()),
        tracker_code: Some("9261299999999900348426".into()),
        printless_code: None,
        routing_code: "42094598".into(),
        parcel_type: String::new(),
        number: 1,
        weight_g: Some(907),
        dimensions: None,
        return_label: false,
    };
    Shipment {
        tenant: Tenant {
            organisation: OrganisationId(Uuid::nil()),
            environment,
        },
        user: UserId(Uuid::nil()),
        created_at: "2026-03-02T03:00:00Z".parse().unwrap(),
        order,
        product: facts.service.clone(),
        product_label: "Parcels Ground".into(),
        marks: Vec::new(),
        tracker_code: None,
        label_layout: "A6".into(),
        remote_area: false,
        customs_declaration_id: None,
        service_point: None,
        americas: Some(facts),
        pieces: vec![piece],
    }
}

fn facts() -> AmericasFacts {
    AmericasFacts {
        service: "parcels_ground".into(),
        pickup_number: "5351244".into(),
        facility: "USLAX1".into(),
        ..AmericasFacts::default()
    }
}

fn label(shipment: &Shipment) -> AmericasLabel {
    let zone = TimeZone::get("America/Los_Angeles").unwrap();
    AmericasLabel::of(shipment, &shipment.pieces[0], None, &zone)
}

#[test]
fn a_domestic_label_is_a_function_of_the_shipment() {
    let shipment = shipment(Environment::Live, facts());
    let label = label(&shipment);
    assert_eq!(label.shown_number, "420945989261299999999900348426");
    assert_eq!((label.class_mark.as_str(), label.banner), ("G", "USPS TRACKING # eVS"));
    assert_eq!(label.postage, ["U.S. POSTAGE", "PAID", "eVS", "PERMIT 5351244"]);
    assert_eq!(label.ship_date.to_string(), "2026-03-01");
    assert_eq!((label.notice, label.is_return, label.marks.len()), (None, false, 0));
    assert_eq!(label.receiver.city, "Walnut Creek");
    assert_eq!(label.voided().notice, Some(VOID_NOTICE));
}

#[test]
fn what_was_asked_for_is_marked() {
    let facts = AmericasFacts {
        signature: Some(Signature::Adult),
        dangerous_goods: Some("02".into()),
        insured_minor: Some(10_050),
        cash_on_delivery: Some(CashOnDelivery {
            minor: 2_500,
            currency: "USD".into(),
            method: "ANY".into(),
        }),
        endorsement: Some("RETURN_SERVICE_REQUESTED".into()),
        service: "easy_return_light".into(),
        ..facts()
    };
    let label = label(&shipment(Environment::Test, facts));
    assert_eq!(
        label.marks,
        [
            "LITHIUM METAL UN3091 WITH EQUIPMENT",
            "ADULT SIGNATURE",
            "COD USD 25.00",
            "INSURED USD 100.50"
        ]
    );
    assert_eq!(label.banner, "USPS SIGNATURE TRACKING # eVS");
    assert_eq!(label.endorsement.as_deref(), Some("RETURN SERVICE REQUESTED"));
    assert_eq!((label.notice, label.is_return), (Some(SAMPLE_NOTICE), true));
    // Sender and receiver stay as the shipment has them.
    assert_eq!(label.sender.name, "Mr Hippo");
}

#[test]
fn abroad_the_goods_are_listed() {
    let mut shipment = shipment(
        Environment::Live,
        AmericasFacts {
            service: "parcel_international_direct".into(),
            is_international: true,
            ..facts()
        },
    );
    let goods = |value_minor| CustomsGoods {
        code: "61091000".into(),
        description: "T-shirt".into(),
        origin: CountryCode::parse("US").unwrap(),
        quantity: 2,
        value_minor,
        net_weight_g: 400,
    };
    shipment.order.customs = Some(CustomsDeclaration {
        currency: "USD".into(),
        invoice_number: None,
        invoice_type: None,
        remarks: None,
        export_type: None,
        export_reason: Some("MERCHANDISE".into()),
        inco_terms: Some("DDP".into()),
        inco_terms_city: None,
        sender_inbound_vat_number: None,
        attachment_ids: Vec::new(),
        deferment_account_vat: None,
        deferment_account_duties: None,
        vat_reverse_charge: None,
        shipping_fee: None,
        importer_of_record: None,
        certificate_number: None,
        licence_number: None,
        goods: vec![goods(1_000), goods(i64::MAX)],
    });
    shipment.pieces[0].tracker_code = Some("GM000000000000000042".into());
    shipment.pieces[0].routing_code.clear();
    let label = label(&shipment);
    assert_eq!(
        (label.shown_number.as_str(), label.class_mark.as_str()),
        ("GM000000000000000042", "I")
    );
    let customs = label.customs.unwrap();
    assert_eq!(
        (customs.goods.len(), customs.total.minor, customs.signer.as_str()),
        (2, i64::MAX, "Mr Hippo")
    );
    assert!(label.postage.iter().all(|line| line != "eVS"));
}

#[test]
fn services_have_marks() {
    let marks = [
        "parcels_ground",
        "parcels_expedited",
        "parcels_expedited_max",
        "bpm_ground",
        "easy_return_plus",
    ]
    .map(class_mark);
    assert_eq!(marks, ["G", "X", "XM", "BG", "R"]);
    assert_eq!(
        ["globalmail_packet_priority", "marketing_parcel_ground", ""].map(class_mark),
        ["I", "MG", ""]
    );
}

#[test]
fn weights_read_in_pounds_and_ounces() {
    let printed = [0, 28, 454, 500, 907, 3_629, 11_340].map(pounds_and_ounces);
    assert_eq!(
        printed,
        ["0 oz", "1 oz", "1 lb", "1 lb 1.6 oz", "2 lb", "8 lb", "25 lb"]
    );
}
