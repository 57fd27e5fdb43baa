//! Where this dialect differs from the original, or decides what the original leaves open. The documentation page shows the
//! table, and `docs/shippo.md` holds it; a test compares the two.

use crate::docs::Difference;

const fn quirk(about: &'static str, original: &'static str, here: &'static str) -> Difference {
    Difference { about, original, here }
}

/// All of them.
pub const QUIRKS: &[Difference] = &[
    quirk(
        "A rate bought twice",
        "not documented",
        "one label: the second answer is the first. A purchase the carrier refused may be tried again",
    ),
    quirk(
        "`Idempotency-Key`",
        "no such header",
        "any POST may carry one. The same path and body again: the first answer, with `Idempotency-Replayed: true`; another body, or a first request not yet answered: 409. Kept for 7 days of the environment's time; then the key names a new request, which makes objects of its own",
    ),
    quirk(
        "`async` left out of shipments",
        "true",
        "false: the answer holds the rates. Sent as true, the answer is `QUEUED` and a later GET holds them",
    ),
    quirk(
        "`tracking_status` of a transaction",
        "`UNKNOWN` at first",
        "`UNKNOWN` in the answer that bought it, from then on that of its track: `PRE_TRANSIT` until its manifest",
    ),
    quirk(
        "Labels of test keys",
        "cannot be tracked",
        "live on the environment's clock once they are on a manifest, as docs/simulation.md says",
    ),
    quirk(
        "Prices and days",
        "the carrier's",
        "from a synthetic rate card and zone table, which `--network DIR` replaces; rates of exchange as well",
    ),
    quirk(
        "Tracking numbers",
        "the carrier's",
        "right in form and check digit, under a mailer id nobody has. `tracking_url_provider` leads to the carrier's site, which does not know them",
    ),
    quirk(
        "Rates of Bounded Printed Matter",
        "not documented",
        "not among rates, as the carrier prices it only when it is asked for by name: buy it as an instant label",
    ),
    quirk(
        "Parameters `origin_zip3` and `legacy`",
        "none",
        "optional for `dhl_ecommerce`: where zones are counted from, and whether the four legacy services are offered",
    ),
    quirk(
        "Secrets of carrier accounts",
        "as sent",
        "whole in the answer that made the account, then `********`; a PUT with these stars keeps the secret",
    ),
    quirk(
        "Carriers",
        "many",
        "`dhl_ecommerce` and `dhl_benelux`; others are refused with 400",
    ),
    quirk(
        "`provider_image_75`, `provider_image_200`",
        "pictures",
        "empty: no carrier's logo is shipped",
    ),
    quirk(
        "Several parcels in a shipment",
        "one transaction a parcel",
        "`dhl_ecommerce`: no rates and the message `multi_parcel`. `dhl_benelux`: one transaction, whose label file holds every label",
    ),
    quirk("Dangerous goods 07", "in the SDKs, not in the guide", "refused"),
    quirk(
        "Dangerous goods 01 and 04 to Canada",
        "two limits, 4.4 and 11 lb",
        "4.4 lb for GlobalMail packets, 11 lb for parcels",
    ),
    quirk(
        "Military addresses",
        "APO and FPO: neither from nor to",
        "DPO alike; known by the states AA, AE and AP, or by the city",
    ),
    quirk(
        "`signature_required`",
        "`DIRECT` in the guide, in no SDK",
        "taken like `signature_confirmation`",
    ),
    quirk(
        "Texts of refusals",
        "the carrier's",
        "our own, with the limit and what is accepted; `source` is `DHLeCommerce`, `DHLeCommerceBenelux` or `Shippo`, `code` names the rule",
    ),
    quirk(
        "`extra` in answers to the official SDKs",
        "as sent",
        "without members that would make the SDK throw on the whole answer (dangerous goods `40`, say); stored and shown to others as sent",
    ),
    quirk("`metadata` over 100 characters", "not documented", "400"),
    quirk(
        "Age of rates",
        "7 days",
        "7 days of the environment's time; then a purchase is refused with 400 under `rate`",
    ),
    quirk(
        "A manifest with unsuitable labels",
        "404, or `ERROR`",
        "`SUCCESS` with those that fit, and a sentence for each other one in `errors`; 404 when none fits. Without `transactions` and without open labels: `ERROR`",
    ),
    quirk(
        "Manifests at once with the same labels",
        "not documented",
        "the first takes them; the others are stored as `ERROR`",
    ),
    quirk("Return labels", "not documented", "need no manifest, and wait for none"),
    quirk(
        "Labels of `dhl_benelux`",
        "–",
        "need no manifest (400), cannot be refunded (`ERROR`), and take no insurance, COD or dangerous goods here",
    ),
    quirk(
        "A refund after the manifest",
        "not documented",
        "201 with `ERROR`; the transaction is `REFUNDREJECTED` and the label stays valid",
    ),
    quirk(
        "`async` left out of refunds and manifests",
        "not documented",
        "false: the answer is final",
    ),
    quirk("Objects of another organisation", "403", "404, as if there were none"),
    quirk(
        "How long objects are kept",
        "not documented",
        "as long as parcels (`retention.shipments_days`), counted from when they were made: addresses, parcels and customs papers made to be used again go by their age too. Carrier accounts, templates and service groups stay",
    ),
    quirk(
        "Work in the background that fails",
        "not documented",
        "tried ten times; then the transaction, refund or manifest is `ERROR`, the shipment has a message instead of rates, and what is left of a batch is `INVALID` or `TRANSACTION_FAILED`",
    ),
    quirk(
        "Order of lists",
        "not documented",
        "newest first; a page beyond the end is empty; the list of refunds takes `page` and `results` as well",
    ),
    quirk(
        "Calls in a minute",
        "bounded",
        "not bounded, unless the setting `shippo.rate_limits` is on: then by the original's numbers, with 429 and `Retry-After`",
    ),
    quirk(
        "`SHIPPO-API-VERSION`",
        "the account's version unless sent; the oldest two hold `reference_1` and `reference_2` in the shipment itself",
        "no version of an account: every version may send them in `extra` or in the shipment, and is answered like 2018-02-08; an unknown one is refused with 400",
    ),
    quirk(
        "Links to labels and papers",
        "another host",
        "`/files/…` of this one, signed, good for 365 days of the environment's time from when the paper was made; who reads the object later gets links good for 365 days from then. 24 hours for packing slips",
    ),
    quirk(
        "Formats of labels",
        "as the carrier can",
        "all ten for every label, pictures of 300 dpi and ZPL of 203 dpi; an unknown `label_file_type` is refused with 400",
    ),
    quirk(
        "A batch that is added to",
        "not documented",
        "validated again, and `batch_created` is told again",
    ),
    quirk(
        "Malformed shipments of a batch",
        "not documented",
        "400 for the whole request; what only the carrier refuses makes its shipment `INVALID`",
    ),
    quirk(
        "Merged label files of a batch",
        "of the type asked for",
        "always PDF, of the size asked for",
    ),
    quirk(
        "PUT of a user parcel template",
        "not documented",
        "keeps what is left out",
    ),
    quirk(
        "`POST /live-rates`",
        "not documented",
        "needs `address_from` where rates are asked for, and a parcel: the one sent, or your template",
    ),
    quirk(
        "`start_date`, `end_date` of orders",
        "not documented",
        "go by `placed_at`; the end is exclusive",
    ),
    quirk(
        "`GET /orders/{id}/packingslip`",
        "a link, its members not documented",
        "`{expires, slip_url}`",
    ),
    quirk(
        "Webhooks: tried again",
        "twice",
        "for three days, as docs/webhooks.md says",
    ),
    quirk(
        "Webhooks: signature",
        "on request",
        "always; the secret is in the answer that made the webhook",
    ),
    quirk(
        "Webhooks: `is_test`",
        "chooses the mode",
        "kept and shown; the token that made it chooses",
    ),
    quirk(
        "Webhooks: addresses",
        "any",
        "https of the public internet, unless the setting `webhooks.allow` or `--demo` says otherwise. A host that does not answer yet is fine",
    ),
    quirk(
        "A track registered twice",
        "told twice",
        "told once; the later `metadata` counts",
    ),
    quirk(
        "Tracks of other carriers",
        "many carriers",
        "400, but for `dhl_ecommerce`, `dhl_benelux` and the mock carrier `shippo`",
    ),
    quirk(
        "Tracks of other organisations' parcels",
        "not documented",
        "the events alone: no addresses, no service, no transaction",
    ),
    quirk(
        "Validation of addresses",
        "against USPS and others, to the street",
        "against open postal data: postal codes, towns, states and countries, not streets. As there, addresses abroad pass with a test key",
    ),
    quirk(
        "`created_by`",
        "who bought the label, or null",
        "null; in webhooks an empty object, as the SDKs' readers of webhooks want one",
    ),
    quirk(
        "Members that are null",
        "there",
        "there in answers; left out of webhooks, as the SDKs' readers of webhooks take none",
    ),
    quirk(
        "Pickups, managed accounts, registration and sign-in at carriers",
        "for platforms and other carriers",
        "400 with a sentence that says what to do",
    ),
];
