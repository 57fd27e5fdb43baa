//! Labels the tests draw.

use colli_core::label::{Label, LabelCod, LabelLayout, LabelParty, LabelServicePoint};
use colli_core::money::Money;
use jiff::civil::date;

/// A webshop in Utrecht.
pub(crate) fn sender() -> LabelParty {
    LabelParty {
        name: "Bloemen & Zo B.V.".into(),
        attention: "Expeditie".into(),
        street: "Reykjavikstraat".into(),
        number: "1".into(),
        postal_code: "3543 KH".into(),
        city: "Utrecht".into(),
        country_code: "NL".into(),
        country_name: "Netherlands".into(),
        phone: "+31 30 123 4567".into(),
        ..LabelParty::default()
    }
}

/// A consumer in Utrecht.
pub(crate) fn receiver() -> LabelParty {
    LabelParty {
        name: "Maria van den Berg".into(),
        street: "Lange Nieuwstraat".into(),
        number: "27 bis".into(),
        postal_code: "3542 AD".into(),
        city: "Utrecht".into(),
        country_code: "NL".into(),
        country_name: "Netherlands".into(),
        phone: "+31 6 12345678".into(),
        ..LabelParty::default()
    }
}

/// A plain domestic label with the codes of label-standards 3.
pub(crate) fn plain(layout: LabelLayout) -> Label {
    Label {
        layout,
        product_label: "EUROPLUS".into(),
        weight_g: Some(2_500),
        piece_number: 1,
        piece_count: 1,
        sender: sender(),
        receiver: receiver(),
        marks: Vec::new(),
        cod: None,
        service_point: None,
        is_return: false,
        account: Some("08500001".into()),
        ship_date: date(2026, 3, 2),
        references: vec!["PO-2026-00815".into()],
        order_reference: Some("W-100234".into()),
        tracker_code: "JVGL08500001813590386271".into(),
        shipment_tracker_code: None,
        routing_code: "2LNL3542AD+04000000".into(),
    }
}

/// Piece 2 of 3 with marks and cash on delivery.
pub(crate) fn busy(layout: LabelLayout) -> Label {
    Label {
        piece_number: 2,
        piece_count: 3,
        marks: ["HANDT", "NBB", "EVE", "S"].map(String::from).to_vec(),
        cod: Some(LabelCod {
            amount: Money {
                minor: 12_950,
                currency: "EUR".into(),
            },
            method: "CASH",
        }),
        references: vec![
            "INV 2026-4711".into(),
            "Second reference of the customer with quite some text in it".into(),
        ],
        shipment_tracker_code: Some("0123456789".into()),
        tracker_code: "JVGL01234567889003262926".into(),
        routing_code: "2LNL3542AD+04361456".into(),
        receiver: LabelParty {
            name: "Koninklijke Nederlandse Vereniging voor Weer- en Sterrenkunde".into(),
            attention: "Afdeling Facilitaire Zaken, t.a.v. mevrouw J.W.M. van Oldenbarnevelt-Huygens".into(),
            street: "Burgemeester van Grobbendonckstraat".into(),
            number: "1234-II hoog achter".into(),
            additional_line: "Gebouw C, ingang Zuid".into(),
            ..receiver()
        },
        ..plain(layout)
    }
}

/// To a locker at a ServicePoint.
pub(crate) fn locker(layout: LabelLayout) -> Label {
    Label {
        marks: vec!["PS".into()],
        service_point: Some(LabelServicePoint {
            id: "8003-4125530".into(),
            name: "Tabak & Gemak Centraal Station".into(),
            address: "Stationsplein 12, 3511 ED Utrecht".into(),
            post_number: Some("12345678".into()),
        }),
        routing_code: "2LNL3542AD+04000021".into(),
        ..plain(layout)
    }
}

/// A return from a consumer to the shop.
pub(crate) fn returned(layout: LabelLayout) -> Label {
    Label {
        product_label: "RETURN CONNECT".into(),
        is_return: true,
        sender: receiver(),
        receiver: sender(),
        routing_code: "2LNL3543KH+04000000".into(),
        ..plain(layout)
    }
}

/// Abroad: a name, street, postal code, city and country.
pub(crate) fn abroad(
    layout: LabelLayout,
    name: &str,
    street: &str,
    place: (&str, &str),
    country: (&str, &str),
) -> Label {
    let code: String = place.0.chars().filter(char::is_ascii_alphanumeric).collect();
    Label {
        product_label: "PARCEL CONNECT".into(),
        receiver: LabelParty {
            name: name.into(),
            street: street.into(),
            postal_code: place.0.into(),
            city: place.1.into(),
            country_code: country.0.into(),
            country_name: country.1.into(),
            ..LabelParty::default()
        },
        routing_code: format!("2L{}{code}+70000000", country.0),
        ..plain(layout)
    }
}
