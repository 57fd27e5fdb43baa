//! Faults to make in a database that is clean before: those of `checks.rs`.

/// Every table a fault is made in.
pub(super) const SPOILT: &[&str] = &[
    "shipments",
    "tracker_codes",
    "labels",
    "events",
    "event_ids",
    "organisations",
    "accounts",
    "refresh_tokens",
    "serials",
    "environments",
    "operator_tokens",
    "pickups",
    "plans",
    "interventions",
    "not_home_codes",
    "subscribers",
    "subscriptions",
    "deliveries",
    "objects",
    "gateway_tokens",
    "idempotency_keys",
    "apps",
    "authorization_profiles",
];

/// What is done to the tables, and a word of each line that must come of it.
pub(super) const FAULTS: &[(&str, &[&str])] = &[
    (
        "update shipments set body = '{}' where seq = 1",
        &["its body cannot be read"],
    ),
    (
        "update shipments set account = '08500002' where seq = 1",
        &["column account"],
    ),
    (
        "update shipments set order_reference = null where seq = 1",
        &["column order_reference"],
    ),
    (
        "delete from tracker_codes where code = 'JVGL08500001000000000001'",
        &[
            "its code JVGL08500001000000000001 does not lead to it",
            "event of JVGL08500001000000000001",
        ],
    ),
    (
        "update tracker_codes set shipment_id = (select shipment_id from shipments where seq = 2)
           where code = 'JVGL08500001000000000001'",
        &["JVGL08500001000000000001 of organisation 00000000-0000-0000-0000-000000000001 (test): it leads to shipment"],
    ),
    (
        "update tracker_codes set code = 'JVGL08500001000000000099' where code = 'JVGL08500001000000000001'",
        &["does not have it", "event of JVGL08500001000000000001"],
    ),
    (
        "delete from shipments where seq = 3",
        &["tracker code JVGL08500001000000000021", "which does not exist"],
    ),
    ("delete from labels", &["its label"]),
    (
        "update labels set shipment_id = (select shipment_id from shipments where seq = 1)",
        &["label"],
    ),
    (
        "delete from shipments where seq = 2",
        &["label", "which does not exist"],
    ),
    (
        "update events set body = 'x' where event_id is not null",
        &["event of", "its body cannot be read"],
    ),
    (
        "update events set env = 1 where event_id is not null",
        &["another organisation or environment"],
    ),
    ("delete from event_ids", &["its id does not lead to it"]),
    (
        "delete from events where event_id is not null",
        &["event id \"scan-1\""],
    ),
    (
        "update event_ids set sequence = 7",
        &["its id does not lead to it", "it leads to no event"],
    ),
    (
        "update serials set next = 3",
        &["counter piece: its next serial is 3, and 21 is in use"],
    ),
    ("delete from serials", &["counter piece"]),
    ("delete from organisations", &["account 08500001", "refresh token"]),
    (
        "update accounts set settings = '{'",
        &["account 08500001: its settings"],
    ),
    (
        "update accounts set env = 5",
        &["organisation or environment cannot be read"],
    ),
    (
        "update refresh_tokens set used_at = null",
        &["more than one can be used"],
    ),
    (
        "update environments set clock = '{'",
        &["environment of organisation 00000000-0000-0000-0000-000000000001 (test): its clock cannot be read"],
    ),
    (
        "update environments set version = 0",
        &["its version or epoch is out of range"],
    ),
    (
        "update environments set env = 7",
        &["organisation or environment cannot be read"],
    ),
    (
        "update operator_tokens set org = token_hash",
        &["operator token of organisation 0x0001ff: it does not exist"],
    ),
    (
        "update operator_tokens set created_at = 9223372036854775807",
        &["operator token of organisation 00000000-0000-0000-0000-000000000001: its time cannot be read"],
    ),
    (
        "update pickups set body = '{}'",
        &[
            "pickup 00000000-0000-0000-0000-000000000001 of",
            "its pickup cannot be read",
        ],
    ),
    (
        "update pickups set statuses = ''",
        &["its pickup statuses cannot be read"],
    ),
    ("update pickups set account = '08500009'", &["pickup", "column account"]),
    (
        "update serials set next = 1 where name = 'pickup'",
        &["counter pickup: its next serial is 1, and 1 is in use"],
    ),
    (
        "update plans set code = 'JVGL08500001000000000099'",
        &["plan of JVGL08500001000000000099: there is no such code"],
    ),
    (
        "update plans set body = '{'",
        &["plan of JVGL08500001000000000020: its body cannot be read"],
    ),
    (
        "update plans set next_at = 9223372036854775807",
        &["plan of JVGL08500001000000000020: its shipment or time cannot be read"],
    ),
    (
        "update plans set shipment_id = (select shipment_id from shipments where seq = 1)",
        &["plan of JVGL08500001000000000020: the code leads to another shipment"],
    ),
    (
        "update interventions set body = '{}'",
        &["intervention 1 of JVGL08500001000000000020: its body cannot be read"],
    ),
    ("update interventions set attempt = 5", &["column attempt"]),
    (
        "update interventions set env = 1",
        &["intervention 1 of JVGL08500001000000000020: the code belongs to another"],
    ),
    (
        "update not_home_codes set code = 'JVGL08500001000000000099'",
        &["card of JVGL08500001000000000099: there is no such code"],
    ),
    (
        "delete from subscribers",
        &[
            "subscription to JVGL08500001000000000020: organisation",
            "delivery 0 of JVGL08500001000000000020",
            "has no subscriber 00000000-0000-0000-0000-000000000051",
        ],
    ),
    (
        "update subscribers set body = 'x'",
        &["subscriber", "its body cannot be read"],
    ),
    (
        "update subscribers set enabled = 2",
        &["per_parcel and enabled are 0 or 1"],
    ),
    ("update subscribers set failures = -1", &["its failures cannot be read"]),
    (
        "update subscribers set retry_at = 9223372036854775807",
        &["its time cannot be read"],
    ),
    (
        "update subscriptions set code = 'JVGL08500001000000000099'",
        &["subscription to JVGL08500001000000000099: there is no such code"],
    ),
    (
        "update subscriptions set created_at = 9223372036854775807",
        &["subscription to JVGL08500001000000000020: its time cannot be read"],
    ),
    (
        "update deliveries set code = 'JVGL08500001000000000099'",
        &["delivery 0 of JVGL08500001000000000099", "there is no such code"],
    ),
    (
        "update deliveries set sequence = 9 where position = 0",
        &["its event does not exist"],
    ),
    ("update deliveries set state = 9", &["its delivery cannot be read"]),
    (
        "update deliveries set code = 'object:00'",
        &[
            "delivery 0 of object:00",
            "its code names no resource",
            "there is no topic 0",
        ],
    ),
    (
        "update deliveries set state = 0",
        &["delivery 1 of JVGL08500001000000000020", "it is ready before its turn"],
    ),
    (
        "update deliveries set state = 1",
        &["it waits, and nothing is before it"],
    ),
    (
        "update deliveries set state = 2 where position = 0",
        &["it waits, and nothing is before it"],
    ),
    (
        "update deliveries set state = 3 where position = 1",
        &["it was done before its turn"],
    ),
    (
        "update objects set body = '{}' where kind = 'transaction'",
        &[
            "transaction 00000000-0000-0000-0000-0000000000a4 of",
            "its body cannot be read",
        ],
    ),
    (
        "update objects set kind = 'postcard' where kind = 'transaction'",
        &["there is no such kind"],
    ),
    (
        "update objects set state = 'SUCCESS' where kind = 'transaction'",
        &["column state is not what its body says"],
    ),
    (
        "update objects set parent = object_id where kind = 'batch_shipment'",
        &[
            "column parent is not what its body says",
            "it belongs to a batch that does not exist",
        ],
    ),
    (
        "delete from objects where kind = 'carrier_account'",
        &[
            "transaction 00000000-0000-0000-0000-0000000000a4",
            "to a carrier_account that does not exist",
        ],
    ),
    (
        "delete from objects where kind = 'batch'",
        &["it belongs to a batch that does not exist"],
    ),
    (
        "update objects set updated_at = 9223372036854775807 where kind = 'batch'",
        &["its id, a time or its version cannot be read"],
    ),
    (
        "update objects set version = -1 where kind = 'batch'",
        &[
            "batch 00000000-0000-0000-0000-0000000000a2",
            "or its version cannot be read",
        ],
    ),
    (
        "update objects set env = 5",
        &["organisation or environment cannot be read"],
    ),
    (
        "update serials set next = 1 where name = 'manifest'",
        &["counter manifest: its next serial is 1, and 1 is in use"],
    ),
    (
        "update gateway_tokens set org = token_hash",
        &[
            "gateway token of organisation 0x0700ff",
            "organisation or environment cannot be read",
        ],
    ),
    (
        "update gateway_tokens set created_at = 9223372036854775807",
        &["gateway token of", "its time cannot be read"],
    ),
    (
        "update idempotency_keys set env = 9",
        &[
            "named request 0x0100ff of",
            "organisation or environment cannot be read",
        ],
    ),
    (
        "update idempotency_keys set kept_until = 9223372036854775807",
        &["named request 0x0100ff of", "a time cannot be read"],
    ),
    (
        "update idempotency_keys set status = null",
        &["named request", "its answer cannot be read"],
    ),
    (
        "update idempotency_keys set status = 99",
        &["named request", "its answer cannot be read"],
    ),
    (
        "update apps set env = 9",
        &["app of", "organisation or environment cannot be read"],
    ),
    (
        "update apps set calls_per_day = -1",
        &["app of", "its quota cannot be read"],
    ),
    ("update apps set scopes = ''", &["app of", "its key opens no scope"]),
    (
        "update authorization_profiles set created_at = 9223372036854775807",
        &["authorization profile", "its time cannot be read"],
    ),
];
