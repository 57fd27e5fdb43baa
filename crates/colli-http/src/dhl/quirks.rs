//! Where this dialect differs from the original, or decides what the original leaves open. The documentation page shows the
//! table, and `docs/dhl.md` holds it; a test compares the two.

use crate::docs::Difference;

const fn quirk(about: &'static str, original: &'static str, here: &'static str) -> Difference {
    Difference { about, original, here }
}

/// All of them.
pub const QUIRKS: &[Difference] = &[
    quirk(
        "Quotas",
        "250 calls a day at first, and a spike arrest",
        "settings of the app, off by default. A day begins at 00:00 UTC of real time; each node counts for itself. 429 comes with `Retry-After`",
    ),
    quirk(
        "A key without the API's scope",
        "not confirmed",
        "401, like an unknown key",
    ),
    quirk(
        "Locations",
        "the carrier's, and its terms forbid storing the answers",
        "synthetic, which `--network DIR` replaces. All are of provider `parcel` and of type `servicepoint` or `locker`: `providerType=express` and the other types are known and find nothing",
    ),
    quirk(
        "Titles of the location finder's 400",
        "`Unknown Service Type`; others not documented",
        "also `Unknown Location Type`, `Unknown Provider Type`; `Invalid input` for all others. The detail names every parameter that is wrong",
    ),
    quirk(
        "`serviceType` of a location",
        "the carrier's",
        "derived: where parcels are collected `parcel:pick-up`, at lockers `parcel:pick-up-registered` (Germany) or `parcel:pick-up-unregistered` instead; where parcels are handed in `parcel:drop-off`, `parcel:drop-off-firstmile` and `parcel:drop-off-return`, at lockers also `parcel:drop-off-unregistered`, and with a label printer the three `-unlabeled` ones",
    ),
    quirk(
        "Capacity of a location",
        "`averageCapacityDayOfWeek` by day, `availableCapacity` as a fallback",
        "the days are always empty. `availableCapacity` is `very-low` where no parcels are taken at present, `high` where any number is, else `unknown`",
    ),
    quirk(
        "Where an address lies",
        "geocoded to the street",
        "the postal code decides, else the town, else the street: what follows its commas, or a location in that street. A place nobody knows gives an empty list. `find-by-address` answers locations of its country only, `find-by-geo` of all countries unless one is named",
    ),
    quirk(
        "`hideClosedLocations`",
        "not documented further",
        "leaves out locations that take no parcels at present, and those whose closure holds on `currentDate` (default: today, on the clock of the key's environment). Weekly hours do not count. `hideClosedShops` is the same parameter",
    ),
    quirk(
        "`radius` and `limit`",
        "clamped when too large; not documented when too small",
        "below 1, or no number: 400",
    ),
    quirk(
        "`find-by-keyword-id`",
        "one location",
        "the postal code must be the location's; its first four characters are enough. 404 otherwise",
    ),
    quirk(
        "`statusCode` of a status the recorded answers do not show",
        "not published",
        "that of its category: `DATA_RECEIVED` and `LEG` are `pre-transit`, `UNDERWAY`, `IN_DELIVERY` and `CUSTOMS` `transit`, `DELIVERED` `delivered`, `EXCEPTION` and `PROBLEM` `failure`, all others `unknown`. `unified_statuses.csv` of the network data says it, and `--network DIR` replaces it",
    ),
    quirk(
        "`status` and `events[0]`",
        "may hold different codes",
        "are the same event. Events of transport legs are left out as long as anything else is known",
    ),
    quirk(
        "A wrong `recipientPostalCode`",
        "not documented",
        "the answer without one. With it come parties, addresses, the sender's references, remarks and the proof of delivery; also to keys of the sender's own organisation nothing of it comes without",
    ),
    quirk(
        "Guessing a postal code",
        "not documented",
        "after 20 different wrong postal codes for one shipment within an hour of the first, also the right one gets the answer without one until that hour of real time is over. The wrong ones of all APIs and of the tracking page count together; each node counts for itself. Calls of the owner's tokens are not affected",
    ),
    quirk(
        "Sender of a return",
        "not documented",
        "the receiver of a return is a shop, whose postal code everybody knows: of returns and of pieces under a return label it opens the receiver only. `details.sender`, `origin` and events at the sender need the sender's postal code, which `recipientPostalCode` takes too and which opens nothing else",
    ),
    quirk(
        "`possibleAdditionalShipmentsUrl`",
        "one link for each other division that could be asked",
        "left out: a number belongs to one division here, and a question without `service` asks all",
    ),
    quirk(
        "Services whose parcels this installation does not have",
        "answer",
        "404. Parcels of the Benelux network are `parcel-nl`, those of the American one `ecommerce`",
    ),
    quirk(
        "Pages",
        "relative or absolute links; no greatest `limit` is named",
        "absolute links, and none when one page holds all. A `limit` above 50 becomes 50; a page past the end is 404",
    ),
    quirk(
        "`requesterCountryCode`, `originCountryCode`",
        "tune the output and tell numbers apart",
        "checked, and change nothing: numbers are unique here",
    ),
    quirk(
        "`language` without texts",
        "falls back to `en`",
        "the same for every two letters; anything else is 400",
    ),
    quirk("Numbers of more than 100 characters", "not documented", "400"),
    quirk(
        "`references` of `ecommerce`",
        "numbers of the carrier and of the merchant",
        "`customer-confirmation-number` is the id of the purchase; `local-tracking-number` begins with the receiver's postal code only for those who named it",
    ),
    quirk(
        "`id`",
        "the number",
        "of the piece; an American number that was asked with `420` and its ZIP code comes back as it was asked",
    ),
    quirk(
        "Push: parcels",
        "any number of the division",
        "parcels of the organisation and environment of the key, registered before; all others are refused alike, with 400. Pushes show what tracking shows without a postal code",
    ),
    quirk(
        "Push: the secret",
        "a wrong secret is not described",
        "400 that names the header `DHL-API-Hook-Secret`; activating again is 204 and changes nothing. Events from before the activation are not pushed",
    ),
    quirk(
        "Push: states and lists",
        "members not confirmed",
        "a subscription shows `status` `pending` or `active` beside what it was made of; the list is `{\"subscriptions\":[…]}`. Creating answers 201 with `self` and `subscriptionId`",
    ),
    quirk(
        "Push: whose subscription",
        "not documented",
        "of the app whose key made it: what happens while that app is disabled, deleted or without the scope `tracking` is not pushed, then or later. A new key of the app changes nothing; any key of the environment with the scope shows, activates and deletes it",
    ),
    quirk(
        "Push: the shipment",
        "the shipment",
        "as of the event that is pushed, also when it is sent late or again",
    ),
    quirk(
        "Push: retries",
        "not confirmed",
        "anything but a 2xx within ten seconds is tried again for three days, with pauses from 5 s to 6 h; the events of a parcel come in order",
    ),
];
