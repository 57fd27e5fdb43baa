//! Reads customs items and declarations.

use super::super::addresses;
use super::super::carrier_accounts::METADATA_CHARS_MAX;
use super::super::given::{self, member};
use super::super::parcels::{needed_size, unit, word};
use crate::reader::Reader;
use colli_core::address::{clean_text, excerpt};
use colli_core::error::Violation;
use colli_core::gateway::Extra;
use colli_core::gateway::customs::{Declaration, Item};
use colli_core::gateway::parcel::MASS_UNITS;
use colli_core::limits::CUSTOMS_GOODS_MAX;
use colli_core::network::Network;
use colli_service::gateway::NewDeclaration;
use colli_wire::field::{Field, Number};
use colli_wire::shippo::customs::{DeclarationRequest, ItemRequest};
use rust_decimal::Decimal;
use serde_json::Value;

/// What contents can be.
const CONTENTS: [&str; 7] = [
    "DOCUMENTS",
    "GIFT",
    "SAMPLE",
    "MERCHANDISE",
    "HUMANITARIAN_DONATION",
    "RETURN_MERCHANDISE",
    "OTHER",
];
/// What happens to what cannot be delivered.
const NON_DELIVERY: [&str; 2] = ["ABANDON", "RETURN"];
/// Why no export filing is needed, or that there is one.
const EXPORT: [&str; 5] = [
    "NOEEI_30_37_a",
    "NOEEI_30_37_h",
    "NOEEI_30_37_f",
    "NOEEI_30_36",
    "AES_ITN",
];
/// Who pays duties.
const INCOTERMS: [&str; 5] = ["DDP", "DDU", "FCA", "DAP", "eDAP"];
/// How Canada was told of the export.
const B13A: [&str; 3] = ["FILED_ELECTRONICALLY", "SUMMARY_REPORTING", "NOT_REQUIRED"];
/// Who duties are charged to.
const PAYORS: [&str; 3] = ["SENDER", "RECIPIENT", "THIRD_PARTY"];
/// Kinds of tax numbers.
const TAX_IDS: [&str; 4] = ["EIN", "VAT", "IOSS", "ARN"];

/// Characters of a text at most.
const TEXT_CHARS_MAX: usize = 255;
/// Characters of a tariff number at most.
const TARIFF_CHARS_MAX: usize = 12;
/// Characters of an HS code at most.
const HS_CHARS_MAX: usize = 50;
/// Values lie below this.
const VALUE_END: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);
/// What is said of values that are none.
const VALUE_ACCEPTED: &str = "a number from 0 with up to 9 digits before the point and 2 after it";

/// The member that holds the client's own note.
pub(super) const METADATA: &str = "metadata";
/// Members that are read back as they were sent, and null when they were not.
pub(super) const MEMBERS_AS_SENT: [&str; 16] = [
    "contents_explanation",
    "eel_pfc",
    "aes_itn",
    "b13a_filing_option",
    "b13a_number",
    "invoice",
    "license",
    "certificate",
    "disclaimer",
    "notes",
    "exporter_reference",
    "importer_reference",
    "is_vat_collected",
    "commercial_invoice",
    "duties_payor",
    "exporter_identification",
];

/// Reads an item whose members lie under `path`, which is empty for the resource itself.
pub(in super::super) fn item(reader: &mut Reader, request: ItemRequest, network: &Network, path: &str) -> Item {
    let description = text(
        reader,
        request.description,
        &member(path, "description"),
        TEXT_CHARS_MAX,
    );
    if description.is_none() {
        reader.push_once(Violation::required(member(path, "description")));
    }
    let mut optional = |field: Field<String>, name: &str, chars_max: usize| {
        text(reader, field, &member(path, name), chars_max).unwrap_or_default()
    };
    let tariff_number = optional(request.tariff_number, "tariff_number", TARIFF_CHARS_MAX);
    let hs_code = optional(request.hs_code, "hs_code", HS_CHARS_MAX);
    let sku_code = optional(request.sku_code, "sku_code", TEXT_CHARS_MAX);
    let eccn_ear99 = optional(request.eccn_ear99, "eccn_ear99", TEXT_CHARS_MAX);
    let metadata = optional(request.metadata, METADATA, METADATA_CHARS_MAX);
    Item {
        description: description.unwrap_or_default(),
        quantity: quantity(reader, request.quantity, &member(path, "quantity")),
        net_weight: needed_size(reader, request.net_weight, &member(path, "net_weight")),
        mass_unit: unit(reader, request.mass_unit, &member(path, "mass_unit"), &MASS_UNITS),
        value_amount: amount(reader, request.value_amount, &member(path, "value_amount")),
        value_currency: currency(reader, request.value_currency, &member(path, "value_currency")),
        origin_country: addresses::country(reader, request.origin_country, network, &member(path, "origin_country")),
        tariff_number,
        hs_code,
        sku_code,
        eccn_ear99,
        metadata,
    }
}

fn text(reader: &mut Reader, field: Field<String>, path: &str, chars_max: usize) -> Option<String> {
    let text = clean_text(&reader.text(field, path)?);
    reader.longest(&text, path, chars_max);
    Some(text)
}

fn quantity(reader: &mut Reader, field: Field<Number>, path: &str) -> u32 {
    if field.is_absent() {
        reader.push(Violation::required(path).accepting(["a whole number from 1"]));
    }
    let quantity = reader.whole(field, path);
    if quantity == Some(0) {
        reader.push(Violation::new(path, "range", "there is nothing of it").accepting(["a whole number from 1"]));
    }
    quantity.unwrap_or(1)
}

/// An amount of money that must be there, with up to two decimals.
pub(in super::super) fn amount(reader: &mut Reader, field: Field<Number>, path: &str) -> Decimal {
    if field.is_absent() {
        reader.push(Violation::required(path).accepting([VALUE_ACCEPTED]));
    }
    let Some(number) = reader.decimal(field, path).map(|number| number.normalize()) else {
        return Decimal::ZERO;
    };
    if number.is_sign_negative() && !number.is_zero() || number >= VALUE_END || number.scale() > 2 {
        reader.push(Violation::new(path, "range", format!("{number} is no amount")).accepting([VALUE_ACCEPTED]));
    }
    number
}

/// Three letters that could be a currency, in capitals.
pub(in super::super) fn currency(reader: &mut Reader, field: Field<String>, path: &str) -> String {
    let text = reader.required(field, path).trim().to_ascii_uppercase();
    let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    if !text.is_empty() && !is_code {
        reader.push(
            Violation::new(path, "format", format!("'{}' is no currency", excerpt(&text)))
                .accepting(["three letters of ISO 4217, such as USD"]),
        );
    }
    text
}

/// Reads a declaration whose members lie under `path`, which is empty for the resource itself.
pub(in super::super) fn declaration(
    reader: &mut Reader,
    request: DeclarationRequest,
    network: &Network,
    path: &str,
) -> NewDeclaration {
    let is_certify_given = Reader::given(&request.certify);
    let certify = reader.flag(request.certify.clone(), &member(path, "certify"), false);
    if !is_certify_given {
        reader.push(Violation::required(member(path, "certify")).accepting(["true", "false"]));
    }
    let signer = text(
        reader,
        request.certify_signer.clone(),
        &member(path, "certify_signer"),
        TEXT_CHARS_MAX,
    );
    if signer.is_none() {
        reader.push_once(Violation::required(member(path, "certify_signer")));
    }
    let items = items(reader, &request, network, path);
    let importer_path = member(path, "address_importer");
    let importer = reader.value(request.address_importer.clone(), &importer_path);
    let importer = importer.and_then(|importer| {
        given::read(reader, importer, &importer_path, |reader, address| {
            addresses::read(reader, address, network, &importer_path)
        })
    });
    let contents = member(path, "contents_type");
    let non_delivery = member(path, "non_delivery_option");
    let declaration = Declaration {
        certify,
        certify_signer: signer.unwrap_or_default(),
        contents_type: unit(reader, request.contents_type.clone(), &contents, &CONTENTS),
        non_delivery_option: unit(
            reader,
            request.non_delivery_option.clone(),
            &non_delivery,
            &NON_DELIVERY,
        ),
        items: Vec::new(),
        incoterm: word(reader, request.incoterm.clone(), &member(path, "incoterm"), &INCOTERMS).unwrap_or_default(),
        more: Extra::new(),
    };
    let more = more(reader, request, path);
    let declaration = Declaration { more, ..declaration };
    together(reader, &declaration, path);
    NewDeclaration {
        declaration,
        items,
        importer: importer.map(|importer| (importer_path, importer)),
    }
}

type Items = Vec<(String, colli_service::gateway::Given<Item>)>;

fn items(reader: &mut Reader, request: &DeclarationRequest, network: &Network, path: &str) -> Items {
    let path = member(path, "items");
    let is_wrong = matches!(request.items, Field::Wrong { .. });
    let entries = reader.list(request.items.clone(), &path);
    if !is_wrong && !(1..=CUSTOMS_GOODS_MAX).contains(&entries.len()) {
        reader.push(
            Violation::new(&path, "length", format!("{} items are declared", entries.len()))
                .accepting([format!("1 to {CUSTOMS_GOODS_MAX} items, objects or ids")]),
        );
    }
    let mut items = Vec::new();
    for (index, entry) in entries {
        let path = format!("{path}[{index}]");
        let read = |reader: &mut Reader, request| item(reader, request, network, &path);
        let given = given::read(reader, entry, &path, read);
        items.extend(given.map(|given| (path, given)));
    }
    items
}

/// Reads what is kept as it was sent.
fn more(reader: &mut Reader, request: DeclarationRequest, path: &str) -> Extra {
    let mut more = Extra::new();
    let mut keep = |name: &str, value: Option<Value>| {
        more.extend(value.map(|value| (name.to_owned(), value)));
    };
    for (name, field, words) in [
        ("eel_pfc", request.eel_pfc, &EXPORT[..]),
        ("b13a_filing_option", request.b13a_filing_option, &B13A[..]),
    ] {
        keep(name, word(reader, field, &member(path, name), words).map(Value::from));
    }
    for (name, field) in [
        ("contents_explanation", request.contents_explanation),
        ("aes_itn", request.aes_itn),
        ("b13a_number", request.b13a_number),
        ("invoice", request.invoice),
        ("license", request.license),
        ("certificate", request.certificate),
        ("disclaimer", request.disclaimer),
        ("notes", request.notes),
        ("exporter_reference", request.exporter_reference),
        ("importer_reference", request.importer_reference),
    ] {
        keep(
            name,
            text(reader, field, &member(path, name), TEXT_CHARS_MAX).map(Value::from),
        );
    }
    let metadata = text(reader, request.metadata, &member(path, METADATA), METADATA_CHARS_MAX);
    keep(METADATA, metadata.map(Value::from));
    for (name, field) in [
        ("is_vat_collected", request.is_vat_collected),
        ("commercial_invoice", request.commercial_invoice),
    ] {
        keep(name, reader.value(field, &member(path, name)).map(Value::from));
    }
    let payor = reader.value(request.duties_payor, &member(path, "duties_payor"));
    keep(
        "duties_payor",
        payor.and_then(|value| checked(reader, value, &member(path, "duties_payor"), "/type", &PAYORS)),
    );
    let exporter = member(path, "exporter_identification");
    let identification = reader.value(request.exporter_identification, &exporter);
    keep(
        "exporter_identification",
        identification.and_then(|value| checked(reader, value, &exporter, "/tax_id/type", &TAX_IDS)),
    );
    more
}

/// An object as it was sent, when the word at `pointer` in it is one the SDKs can read back.
fn checked(reader: &mut Reader, value: Value, path: &str, pointer: &str, words: &[&'static str]) -> Option<Value> {
    if !value.is_object() {
        reader.push(Violation::new(path, "type", "this is an object").accepting(["an object"]));
        return None;
    }
    let word = value.pointer(pointer).filter(|word| !word.is_null());
    if word.is_some_and(|word| !word.as_str().is_some_and(|word| words.contains(&word))) {
        let field = [path, &pointer.replace('/', ".")].concat();
        reader.push(Violation::new(field, "value", "this is none of these words").accepting(words.iter().copied()));
        return None;
    }
    Some(value)
}

/// Members that need each other.
fn together(reader: &mut Reader, declaration: &Declaration, path: &str) {
    let says = |name: &str| declaration.more.get(name).and_then(Value::as_str);
    let mut need = |name: &str, why: &str| {
        let violation = Violation::new(
            member(path, name),
            "required",
            format!("this field is mandatory with {why}"),
        );
        reader.push_once(violation);
    };
    if declaration.contents_type == "OTHER" && says("contents_explanation").is_none() {
        need("contents_explanation", "contents_type OTHER");
    }
    if says("eel_pfc") == Some("AES_ITN") && says("aes_itn").is_none() {
        need("aes_itn", "eel_pfc AES_ITN");
    }
    let is_filed = says("b13a_filing_option").is_some_and(|option| option != "NOT_REQUIRED");
    if is_filed && says("b13a_number").is_none() {
        need("b13a_number", "b13a_filing_option");
    }
    if says("b13a_number").is_some() && says("b13a_filing_option").is_none() {
        need("b13a_filing_option", "b13a_number");
    }
}
