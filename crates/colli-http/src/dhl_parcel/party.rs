//! Parties between wire and domain.

use crate::reader::Reader;
use colli_core::address::{Address, excerpt};
use colli_core::country::CountryCode;
use colli_core::error::Violation;
use colli_core::party::{Name, Party};
use colli_wire::dhl_parcel::shipments as wire;
use colli_wire::field::Field;

/// Reads a party; what is missing or malformed is noted in the reader.
pub(super) fn read_party(party: wire::Party, path: &str, reader: &mut Reader) -> Option<Party> {
    let at = |field: &str| format!("{path}.{field}");
    let name = reader.object(party.name, &at("name")).unwrap_or_default();
    let address = reader.object(party.address, &at("address"));
    let (mut vat_number, mut eori_number) = (
        reader.text(party.vat_number, &at("vatNumber")),
        reader.text(party.eori_number, &at("eoriNumber")),
    );
    eori_number = eori_number.or(reader.text(party.eori, &at("eori")));
    for (index, tax) in reader.list(party.tax_references, &at("taxReferences")) {
        let path = at(&format!("taxReferences[{index}]"));
        let value = reader.text(tax.value, &format!("{path}.value"));
        match reader
            .text(tax.kind, &format!("{path}.type"))
            .map(|kind| kind.to_uppercase())
            .as_deref()
        {
            Some("VAT") => vat_number = vat_number.or(value),
            Some("EORI") => eori_number = eori_number.or(value),
            _ => reader.push(
                Violation::new(
                    format!("{path}.type"),
                    "unknown",
                    "this kind of tax reference is not known",
                )
                .accepting(["VAT", "EORI"]),
            ),
        }
    }
    let party = Party {
        name: Name {
            first: reader.text(name.first_name, &at("name.firstName")),
            last: reader.text(name.last_name, &at("name.lastName")),
            company: reader.text(name.company_name, &at("name.companyName")),
            additional: reader.text(name.additional_name, &at("name.additionalName")),
        },
        email: reader.text(party.email, &at("email")),
        phone: reader.text(party.phone_number, &at("phoneNumber")),
        vat_number,
        eori_number,
        reference: reader.text(party.reference, &at("reference")),
        rex_number: reader.text(party.rex_number, &at("rexNumber")),
        address: read_address(address?, &at("address"), reader)?,
    };
    Some(party)
}

fn read_address(address: wire::Address, path: &str, reader: &mut Reader) -> Option<Address> {
    let at = |field: &str| format!("{path}.{field}");
    let postal_code = reader.text(address.postal_code, &at("postalCode"));
    let zip_code = reader.text(address.zip_code, &at("zipCode"));
    let country = read_country(address.country_code, &at("countryCode"), reader);
    let (city, street) = (
        reader.required(address.city, &at("city")),
        reader.required(address.street, &at("street")),
    );
    let address = Address {
        postal_code: postal_code.or(zip_code).unwrap_or_default(),
        city,
        street,
        number: reader.text(address.number, &at("number")),
        addition: reader.text(address.addition, &at("addition")),
        additional_line: reader.text(address.additional_address_line, &at("additionalAddressLine")),
        region: None,
        is_business: reader.flag(address.is_business, &at("isBusiness"), true),
        country: country?,
    };
    Some(address)
}

/// Reads a mandatory country.
pub(super) fn read_country(field: Field<String>, path: &str, reader: &mut Reader) -> Option<CountryCode> {
    let text = reader.required(field, path);
    let country = CountryCode::parse(&text);
    if country.is_none() && !text.is_empty() {
        reader.push(
            Violation::new(path, "format", format!("'{}' is not a country code", excerpt(&text)))
                .accepting(["two letters, ISO 3166-1 alpha-2"]),
        );
    }
    country
}

/// Writes a party.
pub(super) fn write_party(party: &Party) -> wire::Party {
    wire::Party {
        name: write_name(&party.name).into(),
        address: write_address(&party.address).into(),
        email: party.email.clone().into(),
        phone_number: party.phone.clone().into(),
        vat_number: party.vat_number.clone().into(),
        eori_number: party.eori_number.clone().into(),
        reference: party.reference.clone().into(),
        rex_number: party.rex_number.clone().into(),
        ..wire::Party::default()
    }
}

/// Writes a name.
pub(super) fn write_name(name: &Name) -> wire::Name {
    wire::Name {
        first_name: name.first.clone().into(),
        last_name: name.last.clone().into(),
        company_name: name.company.clone().into(),
        additional_name: name.additional.clone().into(),
    }
}

/// Writes an address.
pub(super) fn write_address(address: &Address) -> wire::Address {
    wire::Address {
        country_code: address.country.to_string().into(),
        postal_code: Some(address.postal_code.clone()).filter(|code| !code.is_empty()).into(),
        city: address.city.clone().into(),
        street: address.street.clone().into(),
        number: address.number.clone().into(),
        addition: address.addition.clone().into(),
        additional_address_line: address.additional_line.clone().into(),
        is_business: address.is_business.into(),
        ..wire::Address::default()
    }
}
