-- Columns that recur: org (16 bytes) and env (0 test, 1 live) say whose row it is; times are UTC milliseconds; ids are
-- 16 bytes; body is JSON of the domain type of that name. No foreign keys: rows may live on different nodes.

create table organisations (
    org        blob    not null primary key,
    name       text    not null,
    created_at integer not null
) strict;

-- One key per user.
create table api_keys (
    user_id    blob    not null primary key,
    org        blob    not null,
    env        integer not null,
    key_hash   blob    not null,
    name       text    not null,
    created_at integer not null
) strict;

create table accounts (
    number   text    not null primary key,
    org      blob    not null,
    env      integer not null,
    settings text    not null
) strict;
create index accounts_of_tenant on accounts (org, env, number);

-- At most one key of a purpose is not retired, so that nodes that start together agree on it.
create table signing_keys (
    kid        text    not null primary key,
    purpose    text    not null,
    sealed     blob    not null,
    created_at integer not null,
    retired_at integer
) strict;
create unique index signing_keys_in_use on signing_keys (purpose) where retired_at is null;

create table refresh_tokens (
    jti        blob    not null primary key,
    org        blob    not null,
    env        integer not null,
    user_id    blob    not null,
    family     blob    not null,
    expires_at integer not null,
    used_at    integer
) strict;
create index refresh_tokens_of_family on refresh_tokens (family);
create index refresh_tokens_by_expiry on refresh_tokens (expires_at);

-- next: the first number not leased yet.
create table serials (
    name text    not null primary key,
    next integer not null
) strict, without rowid;

-- seq is the order of registration. The large bodies are appended; of the three indexes only the first is filled in
-- random order, as clients choose the ids.
create table shipments (
    seq             integer not null primary key,
    org             blob    not null,
    env             integer not null,
    shipment_id     blob    not null,
    account         text    not null,
    order_reference text,
    created_at      integer not null,
    body            text    not null
) strict;
create unique index shipments_by_id on shipments (org, env, shipment_id);
create index shipments_by_time on shipments (org, env, created_at);
create index shipments_by_reference on shipments (org, env, order_reference) where order_reference is not null;

-- Every code of a piece or of a whole shipment; unique over the installation. Codes carry leased serials, so new rows
-- land side by side.
create table tracker_codes (
    code        text    not null primary key,
    org         blob    not null,
    env         integer not null,
    shipment_id blob    not null
) strict, without rowid;

-- Only labels whose id is not the id of their shipment; a shipment with one piece has none.
create table labels (
    org         blob    not null,
    env         integer not null,
    label_id    blob    not null,
    shipment_id blob    not null,
    primary key (org, env, label_id)
) strict, without rowid;

-- Immutable. sequence orders equal times by arrival. event_id is the reporter's; registration has none.
create table events (
    code        text    not null,
    occurred_at integer not null,
    sequence    integer not null,
    org         blob    not null,
    env         integer not null,
    event_id    text,
    body        text    not null,
    primary key (code, occurred_at, sequence)
) strict, without rowid;
create unique index events_by_id on events (org, env, event_id) where event_id is not null;
