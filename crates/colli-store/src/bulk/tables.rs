//! Every table as data: what a copy carries from one engine to the other, and in which order. A test compares it with
//! the schemas of both engines.

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// `integer` and `bigint`.
    I64,
    /// `text` on both.
    Text,
    /// `blob` and `bytea`.
    Bytes,
}

/// A column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Column {
    /// Its name, the same on both engines.
    pub(crate) name: &'static str,
    /// What it holds.
    pub(crate) kind: Kind,
    /// Whether it may be null.
    pub(crate) nullable: bool,
}

/// A table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Table {
    /// Its name, the same on both engines.
    pub(crate) name: &'static str,
    /// Its columns in their order.
    pub(crate) columns: &'static [Column],
    /// The columns its rows are copied in the order of: where it fills fastest.
    pub(crate) order: &'static [&'static str],
}

impl Table {
    /// The names of its columns, separated by commas.
    pub(crate) fn column_list(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name).collect();
        names.join(", ")
    }

    /// The statement that adds a row to an embedded database.
    pub(crate) fn insert(&self) -> String {
        let places: Vec<String> = (1..=self.columns.len()).map(|place| format!("?{place}")).collect();
        let (columns, places) = (self.column_list(), places.join(", "));
        format!("insert into {} ({columns}) values ({places})", self.name)
    }

    /// The statement that reads it all, as the engine has it at hand.
    pub(crate) fn select(&self) -> String {
        format!("select {} from {}", self.column_list(), self.name)
    }

    /// The same, in its order.
    pub(crate) fn select_in_order(&self) -> String {
        format!("{} order by {}", self.select(), self.order.join(", "))
    }
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        nullable: false,
    }
}

const fn i64(name: &'static str) -> Column {
    column(name, Kind::I64)
}

const fn text(name: &'static str) -> Column {
    column(name, Kind::Text)
}

const fn bytes(name: &'static str) -> Column {
    column(name, Kind::Bytes)
}

const fn or_null(column: Column) -> Column {
    Column {
        nullable: true,
        ..column
    }
}

const ORG: Column = bytes("org");
const ENV: Column = i64("env");

/// The events of pieces, which some engines cut by time.
pub(crate) const EVENTS: Table = Table {
    name: "events",
    columns: &[
        text("code"),
        i64("occurred_at"),
        i64("sequence"),
        ORG,
        ENV,
        or_null(text("event_id")),
        text("body"),
    ],
    order: &["code", "occurred_at", "sequence"],
};

/// Shipments, numbered by the engine.
pub(crate) const SHIPMENTS: Table = Table {
    name: "shipments",
    columns: &[
        i64("seq"),
        ORG,
        ENV,
        bytes("shipment_id"),
        text("account"),
        or_null(text("order_reference")),
        i64("created_at"),
        text("body"),
    ],
    order: &["seq"],
};

/// Codes of pieces and shipments.
pub(crate) const TRACKER_CODES: Table = Table {
    name: "tracker_codes",
    columns: &[text("code"), ORG, ENV, bytes("shipment_id")],
    order: &["code"],
};

/// Labels whose id is not their shipment's.
pub(crate) const LABELS: Table = Table {
    name: "labels",
    columns: &[ORG, ENV, bytes("label_id"), bytes("shipment_id")],
    order: &["org", "env", "label_id"],
};

/// Ids of reported events.
pub(crate) const EVENT_IDS: Table = Table {
    name: "event_ids",
    columns: &[
        ORG,
        ENV,
        text("event_id"),
        text("code"),
        i64("occurred_at"),
        i64("sequence"),
    ],
    order: &["org", "env", "event_id"],
};

/// What is known of attachments.
pub(crate) const ATTACHMENTS: Table = Table {
    name: "attachments",
    columns: &[
        ORG,
        ENV,
        bytes("attachment_id"),
        text("content_type"),
        i64("size_bytes"),
        bytes("sha256"),
        i64("created_at"),
    ],
    order: &["org", "env", "attachment_id"],
};

/// All tables, in the order they are copied: what others refer to first.
pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "organisations",
        columns: &[ORG, text("name"), i64("created_at")],
        order: &["org"],
    },
    Table {
        name: "api_keys",
        columns: &[
            bytes("user_id"),
            ORG,
            ENV,
            bytes("key_hash"),
            text("name"),
            i64("created_at"),
        ],
        order: &["user_id"],
    },
    Table {
        name: "accounts",
        columns: &[text("number"), ORG, ENV, text("settings")],
        order: &["number"],
    },
    Table {
        name: "signing_keys",
        columns: &[
            text("kid"),
            text("purpose"),
            bytes("sealed"),
            i64("created_at"),
            or_null(i64("retired_at")),
        ],
        order: &["kid"],
    },
    Table {
        name: "environments",
        columns: &[
            ORG,
            ENV,
            i64("seed"),
            or_null(text("clock")),
            i64("epoch"),
            i64("version"),
        ],
        order: &["org", "env"],
    },
    Table {
        name: "operator_tokens",
        columns: &[bytes("token_hash"), ORG, text("name"), i64("created_at")],
        order: &["token_hash"],
    },
    Table {
        name: "refresh_tokens",
        columns: &[
            bytes("jti"),
            ORG,
            ENV,
            bytes("user_id"),
            bytes("family"),
            i64("expires_at"),
            or_null(i64("used_at")),
        ],
        order: &["jti"],
    },
    Table {
        name: "serials",
        columns: &[text("name"), i64("next")],
        order: &["name"],
    },
    SHIPMENTS,
    TRACKER_CODES,
    LABELS,
    EVENTS,
    EVENT_IDS,
    Table {
        name: "plans",
        columns: &[
            ORG,
            ENV,
            text("code"),
            bytes("shipment_id"),
            or_null(i64("next_at")),
            text("body"),
        ],
        order: &["org", "env", "code"],
    },
    Table {
        name: "pickups",
        columns: &[
            ORG,
            ENV,
            bytes("pickup_id"),
            i64("serial"),
            text("account"),
            bytes("user_id"),
            i64("created_at"),
            text("words"),
            text("statuses"),
            text("body"),
        ],
        order: &["org", "env", "pickup_id"],
    },
    Table {
        name: "interventions",
        columns: &[ORG, ENV, text("code"), i64("attempt"), text("body")],
        order: &["org", "env", "code", "attempt"],
    },
    Table {
        name: "not_home_codes",
        columns: &[text("not_home_code"), text("code"), ORG, ENV],
        order: &["not_home_code", "code"],
    },
    Table {
        name: "jobs",
        columns: &[
            bytes("job_id"),
            text("queue"),
            ORG,
            ENV,
            text("payload"),
            i64("created_at"),
            i64("due_at"),
            i64("attempts"),
            i64("claims"),
            or_null(bytes("leased_by")),
            or_null(text("last_error")),
            or_null(i64("dead_at")),
            or_null(i64("again_at")),
        ],
        order: &["job_id"],
    },
    ATTACHMENTS,
    Table {
        name: "subscribers",
        columns: &[
            ORG,
            ENV,
            bytes("subscriber_id"),
            text("kind"),
            i64("per_parcel"),
            i64("enabled"),
            text("filter"),
            i64("failures"),
            or_null(i64("retry_at")),
            i64("created_at"),
            bytes("sealed"),
            text("body"),
        ],
        order: &["org", "env", "subscriber_id"],
    },
    Table {
        name: "subscriptions",
        columns: &[text("code"), bytes("subscriber_id"), ORG, ENV, i64("created_at")],
        order: &["code", "subscriber_id"],
    },
    Table {
        name: "deliveries",
        columns: &[
            ORG,
            ENV,
            bytes("subscriber_id"),
            text("code"),
            i64("position"),
            i64("occurred_at"),
            i64("sequence"),
            i64("told_at"),
            i64("due_at"),
            i64("state"),
            i64("attempts"),
            or_null(i64("last_status")),
            or_null(text("last_error")),
            or_null(i64("settled_at")),
        ],
        order: &["org", "env", "subscriber_id", "code", "position"],
    },
    Table {
        name: "objects",
        columns: &[
            ORG,
            ENV,
            bytes("object_id"),
            text("kind"),
            i64("position"),
            or_null(bytes("parent")),
            or_null(text("state")),
            i64("created_at"),
            i64("updated_at"),
            i64("version"),
            text("body"),
        ],
        order: &["org", "env", "object_id"],
    },
    Table {
        name: "gateway_tokens",
        columns: &[
            bytes("token_hash"),
            ORG,
            ENV,
            text("owner"),
            text("name"),
            i64("created_at"),
        ],
        order: &["token_hash"],
    },
    Table {
        name: "apps",
        columns: &[
            bytes("key_hash"),
            ORG,
            ENV,
            bytes("app_id"),
            text("name"),
            text("description"),
            text("scopes"),
            or_null(i64("calls_per_day")),
            or_null(i64("calls_per_second")),
            i64("enabled"),
            text("key_start"),
            i64("created_at"),
        ],
        order: &["key_hash"],
    },
    Table {
        name: "authorization_profiles",
        columns: &[
            ORG,
            ENV,
            bytes("profile_id"),
            text("name"),
            text("header"),
            i64("enabled"),
            i64("created_at"),
            bytes("sealed"),
        ],
        order: &["org", "env", "profile_id"],
    },
    Table {
        name: "idempotency_keys",
        columns: &[
            ORG,
            ENV,
            bytes("key_hash"),
            bytes("request_hash"),
            i64("claimed_at"),
            i64("kept_until"),
            or_null(i64("status")),
            or_null(text("answer")),
        ],
        order: &["org", "env", "key_hash"],
    },
];
