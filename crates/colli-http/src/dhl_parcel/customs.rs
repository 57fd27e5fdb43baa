//! Customs declarations between wire and domain (reference 6.3).

use super::party::{read_country, read_party, write_party};
use crate::reader::Reader;
use colli_core::customs::{CustomsDeclaration, CustomsGoods};
use colli_core::error::Violation;
use colli_core::money::Money;
use colli_core::shipment::{EntrySummary, EntrySummaryGoods};
use colli_core::units::{grams_from_kg, kg_from_grams};
use colli_wire::dhl_parcel::shipments as wire;
use colli_wire::field::{Field, Number};
use rust_decimal::Decimal;

const PATH: &str = "customsDeclaration";
const WEIGHT: &str = "above 0 (kilograms)";

/// Reads a declaration; broken fields are noted in the reader.
pub(super) fn read_declaration(declaration: wire::CustomsDeclaration, reader: &mut Reader) -> CustomsDeclaration {
    let at = |field: &str| format!("{PATH}.{field}");
    let mut text = |field, name: &str| reader.text(field, &at(name));
    let currency = text(declaration.currency, "currency").unwrap_or_else(|| "EUR".to_owned());
    let invoice_type = text(declaration.invoice_type, "invoiceType").or(text(declaration.kind, "type"));
    let mut read = CustomsDeclaration {
        invoice_number: text(declaration.invoice_number, "invoiceNumber"),
        invoice_type,
        remarks: text(declaration.remarks, "remarks"),
        export_type: text(declaration.export_type, "exportType"),
        export_reason: text(declaration.export_reason, "exportReason"),
        inco_terms: text(declaration.inco_terms, "incoTerms"),
        inco_terms_city: text(declaration.inco_terms_city, "incoTermsCity"),
        sender_inbound_vat_number: text(declaration.sender_inbound_vat_number, "senderInboundVatNumber"),
        deferment_account_vat: text(declaration.deferment_account_vat, "defermentAccountVat"),
        deferment_account_duties: text(declaration.deferment_account_duties, "defermentAccountDuties"),
        certificate_number: text(declaration.certificate_number, "certificateNumber"),
        licence_number: text(declaration.licence_number, "licenceNumber"),
        currency,
        attachment_ids: Vec::new(),
        vat_reverse_charge: None,
        shipping_fee: None,
        importer_of_record: None,
        goods: Vec::new(),
    };
    for (index, id) in reader.list(declaration.attachment_ids, &at("attachmentIds")) {
        read.attachment_ids
            .push(reader.uuid(id.into(), &at(&format!("attachmentIds[{index}]"))));
    }
    if Reader::given(&declaration.vat_reverse_charge) {
        read.vat_reverse_charge = Some(reader.flag(declaration.vat_reverse_charge, &at("vatReverseCharge"), false));
    }
    if let Some(fee) = reader.value(declaration.shipping_fee, &at("shippingFee")) {
        let currency = reader.required(fee.currency, &at("shippingFee.currency"));
        let minor = read_minor(fee.value, &at("shippingFee.value"), reader);
        read.shipping_fee = Some(Money { minor, currency });
    }
    if let Some(importer) = reader.value(declaration.importer_of_record, &at("importerOfRecord")) {
        read.importer_of_record = read_party(*importer, &at("importerOfRecord"), reader).map(Box::new);
    }
    let goods = [declaration.customs_goods, declaration.products, declaration.goods]
        .into_iter()
        .find(Reader::given);
    for (index, line) in reader.list(goods.unwrap_or_default(), &at("customsGoods")) {
        read.goods
            .extend(read_goods(line, &at(&format!("customsGoods[{index}]")), reader));
    }
    read
}

fn read_goods(line: wire::CustomsGoods, path: &str, reader: &mut Reader) -> Option<CustomsGoods> {
    let at = |field: &str| format!("{path}.{field}");
    let origin = read_country(line.origin, &at("origin"), reader);
    let goods = CustomsGoods {
        code: reader.required(line.code, &at("code")),
        description: reader.required(line.description, &at("description")),
        quantity: required_number(line.quantity, &at("quantity"), reader, Reader::whole),
        value_minor: read_minor(line.value, &at("value"), reader),
        net_weight_g: required_number(line.weight, &at("weight"), reader, |reader, field, path| {
            reader.scaled(field, path, WEIGHT, grams_from_kg)
        }),
        origin: origin?,
    };
    Some(goods)
}

fn required_number(
    field: Field<Number>,
    path: &str,
    reader: &mut Reader,
    read: impl Fn(&mut Reader, Field<Number>, &str) -> Option<u32>,
) -> u32 {
    if field.is_absent() {
        reader.push(Violation::required(path));
    }
    // Zero breaks the rule of every such number, but its own message stands already.
    read(reader, field, path).unwrap_or(1)
}

fn read_minor(field: Field<Number>, path: &str, reader: &mut Reader) -> i64 {
    if field.is_absent() {
        reader.push(Violation::required(path));
    }
    let Some(amount) = reader.decimal(field, path) else {
        return 1;
    };
    let Some(money) = Money::from_decimal(amount, "EUR") else {
        reader.push(
            Violation::new(path, "format", format!("{amount} is not an amount of money"))
                .accepting(["a number with at most two decimals"]),
        );
        return 1;
    };
    money.minor
}

/// Reads an entry summary declaration.
pub(super) fn read_entry_summary(declaration: wire::EntrySummaryDeclaration, reader: &mut Reader) -> EntrySummary {
    let path = "entrySummaryDeclaration";
    let currency = reader
        .text(declaration.currency, &format!("{path}.currency"))
        .unwrap_or_else(|| "EUR".to_owned());
    let mut goods = Vec::new();
    for (index, line) in reader.list(declaration.customs_goods, &format!("{path}.customsGoods")) {
        let at = |field: &str| format!("{path}.customsGoods[{index}].{field}");
        goods.push(EntrySummaryGoods {
            code: reader.required(line.code, &at("code")),
            description: reader.required(line.description, &at("description")),
            quantity: required_number(line.quantity, &at("quantity"), reader, Reader::whole),
            net_weight_g: required_number(line.net_weight_kg, &at("netWeightKg"), reader, |reader, field, path| {
                reader.scaled(field, path, WEIGHT, grams_from_kg)
            }),
            value_minor: read_minor(line.value, &at("value"), reader),
        });
    }
    EntrySummary { currency, goods }
}

/// Writes a declaration.
pub(super) fn write_declaration(declaration: &CustomsDeclaration) -> wire::CustomsDeclaration {
    let amount = |minor: i64| Number(Decimal::new(minor, 2).normalize().to_string());
    wire::CustomsDeclaration {
        currency: declaration.currency.clone().into(),
        invoice_number: declaration.invoice_number.clone().into(),
        remarks: declaration.remarks.clone().into(),
        invoice_type: declaration.invoice_type.clone().into(),
        export_type: declaration.export_type.clone().into(),
        export_reason: declaration.export_reason.clone().into(),
        inco_terms: declaration.inco_terms.clone().into(),
        inco_terms_city: declaration.inco_terms_city.clone().into(),
        sender_inbound_vat_number: declaration.sender_inbound_vat_number.clone().into(),
        attachment_ids: Some(&declaration.attachment_ids)
            .filter(|ids| !ids.is_empty())
            .map(|ids| ids.iter().map(|id| Field::Value(id.to_string())).collect::<Vec<_>>())
            .into(),
        deferment_account_vat: declaration.deferment_account_vat.clone().into(),
        deferment_account_duties: declaration.deferment_account_duties.clone().into(),
        vat_reverse_charge: declaration.vat_reverse_charge.into(),
        shipping_fee: declaration
            .shipping_fee
            .as_ref()
            .map(|fee| wire::Amount {
                currency: fee.currency.clone().into(),
                value: amount(fee.minor).into(),
            })
            .into(),
        importer_of_record: declaration
            .importer_of_record
            .as_ref()
            .map(|party| Box::new(write_party(party)))
            .into(),
        certificate_number: declaration.certificate_number.clone().into(),
        licence_number: declaration.licence_number.clone().into(),
        customs_goods: declaration
            .goods
            .iter()
            .map(|line| {
                Field::Value(wire::CustomsGoods {
                    code: line.code.clone().into(),
                    description: line.description.clone().into(),
                    origin: line.origin.to_string().into(),
                    quantity: Number(line.quantity.to_string()).into(),
                    value: amount(line.value_minor).into(),
                    weight: Number(kg_from_grams(line.net_weight_g).to_string()).into(),
                })
            })
            .collect::<Vec<_>>()
            .into(),
        ..wire::CustomsDeclaration::default()
    }
}
