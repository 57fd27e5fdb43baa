//! Customs declarations of an order (reference 6.3, label-standards 7).

use super::parties::{check_optional_text, check_party};
use crate::address::{check_text, clean_text, excerpt};
use crate::customs::{
    CURRENCIES, CustomsDeclaration, CustomsGoods, EXPORT_REASONS, EXPORT_TYPES, INCO_TERMS, tariff_code,
};
use crate::error::{Violation, Violations};
use crate::limits::{CUSTOMS_GOODS_MAX, REMARKS_CHARS_MAX};
use crate::network::Network;
use crate::shipment::ShipmentOrder;

const PATH: &str = "customsDeclaration";

pub(super) fn check_declaration(order: &mut ShipmentOrder, network: &Network, found: &mut Violations) {
    let receiver_country = order.receiver.address.country;
    let Some(declaration) = &mut order.customs else { return };
    check_texts(declaration, found);
    check_lists(declaration, found);
    if let Some(importer) = &mut declaration.importer_of_record {
        check_party(importer, "customsDeclaration.importerOfRecord", network, found);
    }
    if declaration.inco_terms.as_deref() == Some("EXW") && receiver_country.as_str() == "GB" {
        found.push(
            Violation::new(format!("{PATH}.incoTerms"), "conflict", "EXW is not possible to GB")
                .accepting(INCO_TERMS.iter().copied().filter(|term| *term != "EXW")),
        );
    }
    if let Some(fee) = &declaration.shipping_fee
        && fee.minor < 0
    {
        found.push(Violation::new(
            format!("{PATH}.shippingFee.value"),
            "range",
            "a fee is not negative",
        ));
    }
    if declaration.goods.is_empty() || declaration.goods.len() > CUSTOMS_GOODS_MAX {
        found.push(
            Violation::new(
                format!("{PATH}.customsGoods"),
                "required",
                "a declaration lists its goods",
            )
            .accepting([format!("1 to {CUSTOMS_GOODS_MAX} lines")]),
        );
    }
    for (index, goods) in declaration.goods.iter_mut().enumerate() {
        check_goods(goods, &format!("{PATH}.customsGoods[{index}]"), network, found);
    }
}

fn check_texts(declaration: &mut CustomsDeclaration, found: &mut Violations) {
    for (text, field) in [
        (&mut declaration.invoice_number, "invoiceNumber"),
        (&mut declaration.invoice_type, "invoiceType"),
        (&mut declaration.inco_terms_city, "incoTermsCity"),
        (&mut declaration.sender_inbound_vat_number, "senderInboundVatNumber"),
        (&mut declaration.deferment_account_vat, "defermentAccountVat"),
        (&mut declaration.deferment_account_duties, "defermentAccountDuties"),
        (&mut declaration.certificate_number, "certificateNumber"),
        (&mut declaration.licence_number, "licenceNumber"),
    ] {
        check_optional_text(text, &format!("{PATH}.{field}"), found);
    }
    if let Some(remarks) = &mut declaration.remarks {
        *remarks = clean_text(remarks);
        if remarks.chars().count() > REMARKS_CHARS_MAX {
            found.push(
                Violation::new(format!("{PATH}.remarks"), "length", "the remarks are too long")
                    .accepting([format!("up to {REMARKS_CHARS_MAX} characters")]),
            );
        }
    }
}

fn check_lists(declaration: &mut CustomsDeclaration, found: &mut Violations) {
    match_list(&mut declaration.currency, &CURRENCIES, "currency", found);
    for (text, list, field) in [
        (&mut declaration.inco_terms, &INCO_TERMS[..], "incoTerms"),
        (&mut declaration.export_type, &EXPORT_TYPES[..], "exportType"),
        (&mut declaration.export_reason, &EXPORT_REASONS[..], "exportReason"),
    ] {
        if let Some(text) = text {
            match_list(text, list, field, found);
        }
    }
    if let Some(kind) = &mut declaration.invoice_type {
        match_list(kind, &["commercial", "proforma"], "invoiceType", found);
    }
    if let Some(fee) = &mut declaration.shipping_fee {
        match_list(&mut fee.currency, &CURRENCIES, "shippingFee.currency", found);
    }
}

/// Brings a word to the spelling of its list; clients write them in any case.
fn match_list(text: &mut String, list: &[&str], field: &str, found: &mut Violations) {
    match list.iter().find(|word| word.eq_ignore_ascii_case(text.trim())) {
        Some(word) => (*word).clone_into(text),
        None => found.push(
            Violation::new(
                format!("{PATH}.{field}"),
                "unknown",
                format!("'{}' is not known here", excerpt(text)),
            )
            .accepting(list.iter().copied()),
        ),
    }
}

fn check_goods(goods: &mut CustomsGoods, path: &str, network: &Network, found: &mut Violations) {
    match tariff_code(&goods.code) {
        Some(code) => goods.code = code,
        None => found.push(
            Violation::new(
                format!("{path}.code"),
                "format",
                format!("'{}' is not a tariff code", excerpt(&goods.code)),
            )
            .accepting(["8 or 10 digits, such as 85365019"]),
        ),
    }
    goods.description = clean_text(&goods.description);
    if goods.description.is_empty() {
        found.push(Violation::required(format!("{path}.description")));
    }
    check_text(&goods.description, &format!("{path}.description"), found);
    if network.country(goods.origin).is_none() {
        found.push(Violation::new(
            format!("{path}.origin"),
            "unknown",
            format!("there is no country {}", goods.origin),
        ));
    }
    if goods.quantity == 0 {
        found.push(
            Violation::new(format!("{path}.quantity"), "range", "there is at least one").accepting(["1 or more"]),
        );
    }
    if goods.value_minor <= 0 {
        found.push(Violation::new(
            format!("{path}.value"),
            "range",
            "goods have a value above 0",
        ));
    }
    if goods.net_weight_g == 0 {
        found.push(Violation::new(
            format!("{path}.weight"),
            "range",
            "goods weigh more than 0 kg",
        ));
    }
}
