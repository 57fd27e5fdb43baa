//! What existing clients depend on beyond the text of the contract. Each row names the behaviour, the client or source
//! that needs it, and where it is done. "Suggested" marks decisions the reference leaves open.

/// One quirk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quirk {
    /// What we do.
    pub behaviour: &'static str,
    /// Who depends on it, or where it is decided.
    pub reason: &'static str,
    /// File that does it.
    pub place: &'static str,
}

/// The table.
pub const QUIRKS: &[Quirk] = &[
    quirk(
        "POST /shipments without options means no options",
        "python-dhlparcel-api drops an empty list",
        "shipments.rs",
    ),
    quirk(
        "Impossible filters answer 200 []",
        "reference 3.1, 20.1",
        "capabilities.rs",
    ),
    quirk(
        "Unreadable booleans and numbers in catalogue filters match nothing",
        "reference 3.1: nothing is validated",
        "capabilities.rs",
    ),
    quirk(
        "Booleans in queries: true/false, 1/0, empty",
        "PHP clients send toBusiness=1",
        "query.rs",
    ),
    quirk(
        "Booleans in JSON may be strings",
        "python-dhlparcel-api sends \"true\"",
        "colli-wire field.rs",
    ),
    quirk(
        "null and empty strings count as not sent",
        "reference 20.4",
        "reader.rs",
    ),
    quirk(
        "Numbers may be strings and the reverse",
        "reference 20.4",
        "colli-wire field.rs",
    ),
    quirk(
        "Bodies and content types of GET are ignored",
        "reference 20.5",
        "body.rs",
    ),
    quirk(
        "Content types carry no charset",
        "two clients compare for equality",
        "body.rs, track.rs",
    ),
    quirk(
        "Track and trace 404 is plain text, exact sentence",
        "reference 20.7",
        "track.rs",
    ),
    quirk("A space in a track key is a plus", "reference 20.8", "track.rs"),
    quirk("Lists: repeated, comma, [] and [0]", "reference 20.9", "query.rs"),
    quirk(
        "zipCode and postalCode, both ways",
        "reference 20.10",
        "service_points.rs, party.rs",
    ),
    quirk(
        "Double and trailing slashes are dropped",
        "reference 20.11",
        "middleware/normalise.rs",
    ),
    quirk(
        "organizationId and organisationId, eori and eoriNumber",
        "reference 20.12",
        "labels.rs, party.rs",
    ),
    quirk(
        "GET /labels/{shipmentId} is the first piece's label",
        "reference 20.14",
        "labels.rs",
    ),
    quirk(
        "What follows | in a ServicePoint id is ignored on look-up",
        "reference 20.15",
        "service_points.rs",
    ),
    quirk(
        "Option NO_TRACK_TRACE is NO_TT",
        "reference 4.3: the option list calls it so",
        "catalogue.rs",
    ),
    quirk(
        "Absent members are omitted, never null",
        "reference 20.17",
        "colli-wire",
    ),
    quirk(
        "A repeated shipmentId with equal content answers 201 with the original",
        "suggested; reference 6.1",
        "shipments.rs",
    ),
    quirk(
        "A reused shipmentId or labelId with other content answers 409",
        "suggested; reference 6.1",
        "error.rs",
    ),
    quirk(
        "A label weight of 0 means not weighed",
        "the guide allows 0 to 1000 on labels",
        "labels.rs",
    ),
    quirk(
        "Unknown sender types answer 400 parameter_invalid",
        "suggested; reference 3.1",
        "capabilities.rs",
    ),
    quirk(
        "An invalid token on a public endpoint is ignored",
        "reference 1",
        "auth.rs",
    ),
    quirk(
        "destination-countries answers a list of codes",
        "suggested; reference 3.5",
        "capabilities.rs",
    ),
    quirk(
        "account-numbers answers a list of strings",
        "suggested; reference 2.3",
        "auth.rs",
    ),
    quirk(
        "A list may be an object of numbered members, or one bare string; null entries are left out",
        "PHP clients encode sparse lists and single values so",
        "colli-wire field.rs, reader.rs",
    ),
    quirk(
        "NO_TT hides a parcel from everybody but its owner",
        "suggested; reference 4.3",
        "colli-service tracking.rs",
    ),
    quirk(
        "A ServicePoint search by keywords alone that matches no place answers without distance",
        "suggested; reference 5.1",
        "service_points.rs",
    ),
    quirk(
        "limit above 50 gives 50 ServicePoints",
        "the live list answers at most 50",
        "service_points.rs",
    ),
    quirk(
        "Weights finer than a gram are rounded up",
        "a carrier never carries less than was weighed",
        "colli-core units.rs",
    ),
    quirk(
        "Details of an attachment are id, contentType, size (bytes) and timeCreated; an upload answers 201 with them",
        "suggested; reference 15 names neither members nor status",
        "attachments.rs",
    ),
    quirk(
        "The same bytes under a used attachment id answer 201 with the original, other bytes 409",
        "suggested; as shipments do",
        "attachments.rs",
    ),
    quirk(
        "An attachment may come without a content type or as application/octet-stream; other types answer 415",
        "suggested; what counts is that the bytes are a PDF",
        "attachments.rs",
    ),
    quirk(
        "A booked pickup answers 201; times of booking and the number of the kind not ordered (0) appear in reads only",
        "suggested; reference 14.1 leaves the status open and its samples print it so",
        "pickups.rs",
    ),
    quirk(
        "A time slot outside of ES and PT is read, checked and has no effect; a pickup location there is refused",
        "reference 14.1 calls both Iberian, and the guide's own sample of a Dutch pickup has a time slot",
        "colli-core pickup/check.rs",
    ),
    quirk(
        "An `Idempotency-Key` header makes booking a pickup repeatable; clients without one book anew",
        "suggested; pickups have no id of the client's",
        "pickups.rs",
    ),
    quirk(
        "An account in `accountIds` that is not the token's matches nothing",
        "suggested; nobody learns which accounts exist",
        "pickups.rs",
    ),
    quirk(
        "transitTime counts calendar days, so that shipment date + transitTime is the delivery date",
        "reference 13.2: clients add them",
        "transit_times.rs",
    ),
    quirk(
        "The older transit-times form takes a product's key or its two digits as product.code",
        "suggested; reference 13.2",
        "transit_times.rs",
    ),
    quirk(
        "Time windows have the type Day or Evening and the status Available; one window of each kind a day",
        "suggested; reference 13.1 leaves both values open",
        "time_windows.rs",
    ),
    quirk(
        "postalCode may be left out of time-windows in NL only",
        "reference 13.1: the default is a Dutch code",
        "time_windows.rs",
    ),
    quirk(
        "Unknown areas and postal codes give no time windows and no pickup days: []",
        "reference 13.1; suggested for pickups",
        "time_windows.rs, pickup_availability.rs",
    ),
    quirk(
        "Translations are nested: events.status.<code>, and events.category.<code> beside it",
        "suggested; reference 10.4",
        "translations.rs",
    ),
    quirk(
        "Interventions need no token: who knows a parcel's code and its receiver's postal code may ask and act, whatever token is sent",
        "suggested; reference 17 leaves it open, receivers have no account",
        "colli-service interventions/find.rs",
    ),
    quirk(
        "Refusals of interventions carry key, message and details beside parcels; 404 when parcels are unknown and nothing else is wrong, else 400; an empty name in parcels stands for a request that names nothing",
        "suggested; reference 17.1",
        "interventions/refused.rs",
    ),
    quirk(
        "More than 20 parcels of one question answer 400 with code 219",
        "suggested; reference 17.1",
        "colli-service interventions/find.rs",
    ),
    quirk(
        "Source has 1 to 100 characters without control characters, else code 216",
        "suggested; reference 17",
        "interventions/read.rs",
    ),
    quirk(
        "All parcels of a not-home code together are the member aggregated",
        "suggested; reference 17.1",
        "interventions/write.rs",
    ),
    quirk(
        "Carrying out answers 200 with parcelId, type, status, timestamp, executionTimeframe and servicePointId; the same again answers the same",
        "suggested; reference 17.3",
        "interventions/write.rs",
    ),
    quirk(
        "A parcel has one intervention until the next attempt at delivery; another one answers 400 with code 310",
        "suggested; reference 17.2",
        "intervention_rules.csv",
    ),
    quirk(
        "Neighbours are written down as preferred neighbours, as their house number is always named",
        "suggested; reference 17.2: code 204",
        "intervention_statuses.csv",
    ),
    quirk(
        "fraudIndication must be given to cancel; true writes the status of suspected fraud, after which nothing is possible (317)",
        "suggested; reference 17.3",
        "colli-core intervention/request.rs",
    ),
    quirk(
        "Remarks, the not-home card and who signed are shown to the owner and with the receiver's postal code only; numbers and accounts of legs to the owner",
        "unconfirmed; design law 5",
        "track/written.rs",
    ),
    quirk(
        "After 20 different wrong postal codes for a shipment within an hour even the right one gets the reduced record until the hour is over; the owner's token is not affected",
        "design law 5",
        "colli-service postal_guesses.rs",
    ),
    quirk(
        "Of returns and of pieces under a return label the receiver's postal code opens the receiver; shipper and servicePoint need the sender's, as a further key",
        "design law 5",
        "track/written.rs",
    ),
    quirk(
        "The public answer carries view and receivingTimeIndication too",
        "unconfirmed; reference 10.2",
        "track/written.rs",
    ),
    quirk(
        "GET /pieces answers records as track and trace does for the owner; filters without an index look through the latest 1,000 pieces, and the header Colli-Incomplete says when that was not all",
        "shape unconfirmed; reference 10.3",
        "pieces.rs",
    ),
    quirk(
        "GET /pieces/{id}/pod lists barcode, signedBy, deliveredAt, contentType and url, a picture and a page; the id may be the code",
        "shape unconfirmed; reference 10.3",
        "pieces.rs",
    ),
    quirk(
        "GET /pieces/{id}/sources lists the networks that told of a piece",
        "shape unconfirmed; reference 10.3",
        "pieces.rs",
    ),
    quirk(
        "A timeSlot of a pickup outside Spain and Portugal is accepted and has no effect",
        "reference 14.1 says Iberia only, and its own sample is a Dutch pickup with one",
        "colli-core pickup/check.rs",
    ),
];

const fn quirk(behaviour: &'static str, reason: &'static str, place: &'static str) -> Quirk {
    Quirk {
        behaviour,
        reason,
        place,
    }
}
