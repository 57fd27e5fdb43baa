//! Parties and addresses of an order (reference 6.1).

use crate::address::{check_text, clean_text, excerpt};
use crate::error::{Violation, Violations};
use crate::limits::HOUSE_NUMBER_CHARS_MAX;
use crate::network::Network;
use crate::party::Party;

/// Checks one party; `path` is where it stands in the request.
pub(crate) fn check_party(party: &mut Party, path: &str, network: &Network, found: &mut Violations) {
    for (text, field) in [
        (&mut party.name.first, "name.firstName"),
        (&mut party.name.last, "name.lastName"),
        (&mut party.name.company, "name.companyName"),
        (&mut party.name.additional, "name.additionalName"),
        (&mut party.email, "email"),
        (&mut party.phone, "phoneNumber"),
        (&mut party.vat_number, "vatNumber"),
        (&mut party.eori_number, "eoriNumber"),
        (&mut party.reference, "reference"),
        (&mut party.rex_number, "rexNumber"),
        (&mut party.address.number, "address.number"),
        (&mut party.address.addition, "address.addition"),
        (&mut party.address.additional_line, "address.additionalAddressLine"),
    ] {
        check_optional_text(text, &format!("{path}.{field}"), found);
    }
    if party.name.is_empty() {
        found.push(
            Violation::new(format!("{path}.name"), "required", "somebody must be named").accepting([
                "firstName",
                "lastName",
                "companyName",
            ]),
        );
    }
    check_address(party, path, network, found);
}

fn check_address(party: &mut Party, path: &str, network: &Network, found: &mut Violations) {
    let address = &mut party.address;
    for (text, field) in [(&address.number, "number"), (&address.addition, "addition")] {
        if text
            .as_ref()
            .is_some_and(|text| text.chars().count() > HOUSE_NUMBER_CHARS_MAX)
        {
            found.push(
                Violation::new(
                    format!("{path}.address.{field}"),
                    "length",
                    "this is too long for a house number",
                )
                .accepting([format!("up to {HOUSE_NUMBER_CHARS_MAX} characters")]),
            );
        }
    }
    for (text, field) in [(&mut address.city, "city"), (&mut address.street, "street")] {
        let field = format!("{path}.address.{field}");
        *text = clean_text(text);
        if text.is_empty() {
            found.push(Violation::required(field));
        } else {
            check_text(text, &field, found);
        }
    }
    if network.country(address.country).is_none() {
        found.push(
            Violation::new(
                format!("{path}.address.countryCode"),
                "unknown",
                format!("there is no country '{}'", excerpt(address.country.as_str())),
            )
            .accepting(["an ISO 3166-1 alpha-2 code such as NL, BE, DE"]),
        );
        return;
    }
    let field = format!("{path}.address.postalCode");
    address.postal_code = network
        .postal
        .check(address.country, &address.postal_code, &field, found);
}

/// Cleans an optional text; what is empty afterwards was not given.
pub(crate) fn check_optional_text(text: &mut Option<String>, field: &str, found: &mut Violations) {
    if let Some(given) = text.take() {
        let clean = clean_text(&given);
        if !clean.is_empty() {
            check_text(&clean, field, found);
            *text = Some(clean);
        }
    }
}
