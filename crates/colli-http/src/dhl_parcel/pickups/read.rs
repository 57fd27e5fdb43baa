//! Pickup requests into the domain.

use super::super::error::Answer;
use super::super::party::read_country;
use super::super::shipments::read_account;
use crate::reader::Reader;
use colli_core::address::{Address, excerpt};
use colli_core::error::Violation;
use colli_core::party::{Name, Party};
use colli_core::pickup::{PickupOrder, TimeSlot};
use colli_wire::dhl_parcel::pickups as wire;
use colli_wire::field::Field;
use jiff::civil::{Date, Time};

/// The one kind of pickup there is.
const ONCE: &str = "Once";

/// Reads a request; every broken field is named at once.
pub(super) fn read_order(request: wire::PickupRequest) -> Answer<PickupOrder> {
    let mut reader = Reader::default();
    let reader_ref = &mut reader;
    let account = read_account(request.account_id, reader_ref);
    let date = read_date(request.pickup_date, reader_ref);
    check_kind(request.kind, reader_ref);
    let shipper = reader_ref
        .object(request.shipper, "shipper")
        .and_then(|party| read_party(*party, "shipper", reader_ref));
    let receiver = reader_ref
        .value(request.receiver, "receiver")
        .and_then(|party| read_party(*party, "receiver", reader_ref));
    let slot = reader_ref.value(request.time_slot, "timeSlot");
    let order = (|| {
        Some(PickupOrder {
            description: reader_ref.text(request.description, "description"),
            location: reader_ref.text(request.pickup_location, "pickupLocation"),
            packages: reader_ref.whole(request.number_of_packages, "numberOfPackages"),
            pallets: reader_ref.whole(request.number_of_pallets, "numberOfPallets"),
            total_weight_kg: reader_ref.whole(request.total_weight, "totalWeight"),
            slot: slot.and_then(|slot| read_slot(slot, reader_ref)),
            provide_labels: reader_ref.flag(request.provide_labels, "provideLabels", false),
            requester: reader_ref.text(request.requester_name, "requesterName"),
            organisation: reader_ref.text(request.organisation_name, "organisationName"),
            account: account?,
            date: date?,
            shipper: shipper?,
            receiver,
        })
    })();
    match order {
        Some(order) if reader.is_clean() => Ok(order),
        _ => Err(reader.failure()),
    }
}

fn check_kind(field: Field<String>, reader: &mut Reader) {
    let kind = reader.required(field, "type");
    if !kind.is_empty() && !kind.trim().eq_ignore_ascii_case(ONCE) {
        let message = format!("there is no kind of pickup '{}'", excerpt(&kind));
        reader.push(Violation::new("type", "unknown", message).accepting([ONCE]));
    }
}

fn read_date(field: Field<String>, reader: &mut Reader) -> Option<Date> {
    let text = reader.required(field, "pickupDate");
    if text.is_empty() {
        return None;
    }
    // Exactly this form: others leave it to the reader what is the day and what the month.
    let date = Date::strptime("%Y-%m-%d", text.trim())
        .ok()
        .filter(|_| text.trim().len() == 10);
    if date.is_none() {
        let message = format!("'{}' is not a date", excerpt(&text));
        reader.push(Violation::new("pickupDate", "format", message).accepting(["yyyy-MM-dd"]));
    }
    date
}

fn read_slot(slot: wire::PickupTimeSlot, reader: &mut Reader) -> Option<TimeSlot> {
    let mut time = |field: Field<String>, path: &str| {
        let text = reader.required(field, path);
        if text.is_empty() {
            return None;
        }
        let time = Time::strptime("%H:%M", text.trim()).ok();
        if time.is_none() {
            let message = format!("'{}' is not a time of day", excerpt(&text));
            reader.push(Violation::new(path, "format", message).accepting(["HH:mm, such as 10:15"]));
        }
        time
    };
    let (from, to) = (time(slot.from, "timeSlot.from"), time(slot.to, "timeSlot.to"));
    Some(TimeSlot { from: from?, to: to? })
}

fn read_party(party: wire::PickupParty, path: &str, reader: &mut Reader) -> Option<Party> {
    let at = |field: &str| format!("{path}.{field}");
    let name = reader.object(party.name, &at("name")).unwrap_or_default();
    let address = reader.object(party.address, &at("address"));
    let email = reader.value(party.email, &at("email")).unwrap_or_default();
    Some(Party {
        name: Name {
            first: reader.text(name.first_name, &at("name.firstName")),
            last: reader.text(name.last_name, &at("name.lastName")),
            company: reader.text(name.company_name, &at("name.companyName")),
            additional: reader.text(name.additional_name, &at("name.additionalName")),
        },
        email: reader.text(email.address, &at("email.address")),
        phone: reader.text(party.phone_number, &at("phoneNumber")),
        vat_number: None,
        eori_number: None,
        reference: None,
        rex_number: None,
        address: read_address(address?, &at("address"), reader)?,
    })
}

fn read_address(address: wire::PickupAddress, path: &str, reader: &mut Reader) -> Option<Address> {
    let at = |field: &str| format!("{path}.{field}");
    let postal_code = reader.text(address.postal_code, &at("postalCode"));
    let zip_code = reader.text(address.zip_code, &at("zipCode"));
    let country = read_country(address.country_code, &at("countryCode"), reader);
    Some(Address {
        postal_code: postal_code.or(zip_code).unwrap_or_default(),
        city: reader.required(address.city, &at("city")),
        street: reader.required(address.street, &at("street")),
        number: reader.text(address.number, &at("number")),
        addition: reader.text(address.addition, &at("addition")),
        additional_line: reader.text(address.additional_info, &at("additionalInfo")),
        region: None,
        is_business: reader.flag(address.is_business, &at("isBusiness"), true),
        country: country?,
    })
}
