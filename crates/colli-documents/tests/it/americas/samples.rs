//! Facts the tests draw.

use colli_core::americas::impb::Pic;
use colli_core::americas::label::{AmericasLabel, LabelCustoms, LabelGoods, SAMPLE_NOTICE};
use colli_core::americas::manifest::{Manifest, ManifestKey, ManifestPackage};
use colli_core::americas::postal_party::PostalParty;
use colli_core::money::Money;
use colli_documents::americas::{CommercialInvoice, InvoiceItem, PackingSlip, SlipItem};
use jiff::civil::date;

/// A shop in San Francisco.
pub(crate) fn shop() -> PostalParty {
    PostalParty {
        name: "Mr Hippo".into(),
        company: "Hippo Supplies".into(),
        street: "965 Mission St #572".into(),
        city: "San Francisco".into(),
        region: "CA".into(),
        postal_code: "94103".into(),
        country_code: "US".into(),
        country_name: "United States".into(),
        phone: "+1 555 341 9393".into(),
        email: "support@hippo.example".into(),
        ..PostalParty::default()
    }
}

/// A consumer in Walnut Creek.
pub(crate) fn consumer() -> PostalParty {
    PostalParty {
        name: "Mrs Hippo".into(),
        street: "1839 Ygnacio Valley Rd".into(),
        additional_line: "Apt 12".into(),
        city: "Walnut Creek".into(),
        region: "CA".into(),
        postal_code: "94598".into(),
        country_code: "US".into(),
        country_name: "United States".into(),
        ..PostalParty::default()
    }
}

/// A plain domestic label with the number of label-standards 2.
pub(crate) fn plain() -> AmericasLabel {
    AmericasLabel {
        service_name: "Parcels Ground".into(),
        class_mark: "G".into(),
        postage: ["U.S. POSTAGE", "PAID", "eVS", "PERMIT 5351244"]
            .map(String::from)
            .to_vec(),
        sender: shop(),
        receiver: consumer(),
        reference_1: Some("W-100234".into()),
        reference_2: None,
        weight_g: Some(1_000),
        ship_date: date(2026, 3, 2),
        facility: "USLAX1".into(),
        pickup_number: "5351244".into(),
        piece_number: 1,
        piece_count: 1,
        marks: Vec::new(),
        banner: "USPS TRACKING # eVS",
        endorsement: None,
        is_return: false,
        notice: None,
        routing_code: "42094598".into(),
        tracker_code: "9261299999999900348426".into(),
        shown_number: "420945989261299999999900348426".into(),
        customs: None,
    }
}

/// Everything at once, in a test environment.
pub(crate) fn busy() -> AmericasLabel {
    AmericasLabel {
        service_name: "Bounded Printed Matter Expedited".into(),
        class_mark: "BX".into(),
        reference_2: Some("Billing reference of 30 chars.".into()),
        piece_number: 2,
        piece_count: 3,
        marks: [
            "LITHIUM METAL UN3091 WITH EQUIPMENT",
            "ADULT SIGNATURE",
            "COD USD 25.00",
            "INSURED USD 100.50",
        ]
        .map(String::from)
        .to_vec(),
        banner: "USPS SIGNATURE TRACKING # eVS",
        endorsement: Some("RETURN SERVICE REQUESTED".into()),
        is_return: true,
        notice: Some(SAMPLE_NOTICE),
        receiver: PostalParty {
            name: "Wolfgang Amadeus Theophilus Hippopotamus-Montgomery".into(),
            company: "The International Society for the Protection of River Horses, Inc.".into(),
            ..consumer()
        },
        ..plain()
    }
}

/// To Canada, with goods.
pub(crate) fn abroad(goods: usize) -> AmericasLabel {
    let line = |value: i64| LabelGoods {
        description: "Cotton T-shirt, knitted, printed".into(),
        quantity: 2,
        code: "6109100010".into(),
        origin: "US".into(),
        net_weight_g: 400,
        value: money(value),
    };
    let goods: Vec<LabelGoods> = (1..).take(goods).map(|i| line(i * 1_250)).collect();
    AmericasLabel {
        service_name: "Parcel International Direct".into(),
        class_mark: "I".into(),
        postage: ["POSTAGE PAID", "INTERNATIONAL", "PERMIT 5351244"]
            .map(String::from)
            .to_vec(),
        receiver: PostalParty {
            name: "Zoë Tremblay".into(),
            street: "1250 Rue Sherbrooke Ouest".into(),
            city: "Montréal".into(),
            region: "QC".into(),
            postal_code: "H3G 1H4".into(),
            country_code: "CA".into(),
            country_name: "Canada".into(),
            phone: "+1 514 555 0199".into(),
            ..PostalParty::default()
        },
        banner: "TRACKING #",
        routing_code: String::new(),
        tracker_code: "GM000000000000000042".into(),
        shown_number: "GM000000000000000042".into(),
        customs: Some(LabelCustoms {
            contents: "MERCHANDISE".into(),
            terms: Some("DDP".into()),
            total: money(goods.iter().map(|goods| goods.value.minor).sum()),
            goods,
            signer: "Mr Hippo".into(),
        }),
        marks: vec!["LIMITED QUANTITY".into(), "INSURED USD 100.50".into()],
        ..plain()
    }
}

pub(crate) fn money(minor: i64) -> Money {
    Money {
        minor,
        currency: "USD".into(),
    }
}

/// A domestic manifest of so many parcels.
pub(crate) fn manifest(count: usize) -> Manifest {
    let created_at = date(2026, 3, 2).at(16, 5, 9, 0);
    let package = |i: usize| {
        let serial = u64::try_from(i).unwrap();
        let pic = Pic::from_serial(612, serial).unwrap();
        ManifestPackage {
            tracking_number: format!("420{:05}{pic}", 10_000 + i % 90_000),
            reference: format!("W-{i}"),
            service_name: ["Parcels Ground", "Parcels Expedited", "Bounded Printed Matter Ground"][i % 3].into(),
            destination: format!("{:05}", 10_000 + i % 90_000),
            weight_g: 400 + u32::try_from(i % 1_000).unwrap(),
        }
    };
    Manifest {
        manifest_id: Manifest::number("5351244", created_at, 7),
        acceptance: Manifest::acceptance_code(7).unwrap(),
        key: ManifestKey {
            facility: "USLAX1".into(),
            is_international: false,
        },
        facility_place: "Compton, CA".into(),
        pickup_number: "5351244".into(),
        shipper: shop(),
        ship_date: date(2026, 3, 2),
        created_at,
        notice: None,
        packages: (0..count).map(package).collect(),
    }
}

/// An order of so many lines.
pub(crate) fn slip(lines: usize) -> PackingSlip {
    let item = |i: usize| SlipItem {
        title: "Demo T-shirt, long sleeves".into(),
        variant: format!("XL, colour {i}"),
        sku: format!("HM-{i:04}"),
        quantity: 2,
        total: Some(money(3_498)),
    };
    PackingSlip {
        order_number: "#1068".into(),
        placed_on: date(2026, 3, 1),
        from: Some(shop()),
        to: consumer(),
        shipping_method: "USPS First Class Package".into(),
        items: (1..=lines).map(item).collect(),
        sums: vec![
            ("Subtotal", money(3_498)),
            ("Shipping", money(595)),
            ("Tax", money(310)),
            ("Total", money(4_403)),
        ],
        notes: "Thank you for your order. Anything wrong? Write to us, and we will see to it at once.".into(),
    }
}

/// An invoice of so many lines.
pub(crate) fn invoice(lines: usize) -> CommercialInvoice {
    let item = |i: usize| InvoiceItem {
        description: format!("Cotton T-shirt, knitted, printed, for men, edition {i}"),
        tariff_code: "6109.10.0010".into(),
        origin: "US".into(),
        quantity: 2,
        net_weight_g: 400,
        value_minor: 3_498,
    };
    CommercialInvoice {
        number: "INV-2026-0815".into(),
        date: date(2026, 3, 2),
        exporter: shop(),
        exporter_ids: vec!["EIN 12-3456789".into(), "EORI US0123456".into()],
        consignee: abroad(1).receiver,
        importer: None,
        incoterm: "DDP".into(),
        reason: "MERCHANDISE".into(),
        export_filing: "NOEEI 30.36".into(),
        non_delivery: "RETURN".into(),
        tracking_number: "GM000000000000000042".into(),
        packages: 1,
        gross_weight_g: Some(1_000),
        currency: "USD".into(),
        items: (1..=lines).map(item).collect(),
        charges: vec![("Shipping", 1_317), ("Insurance", 250), ("Other", 0)],
        notes: "No electronic filing needed below 2,500 USD.".into(),
        signer: "Mr Hippo".into(),
    }
}
