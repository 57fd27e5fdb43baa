-- Resources of the gateway: addresses, quotes, purchases, manifests and what else clients make and read back. position: the
-- order they came in. parent: what an object belongs to, such as the batch of a batch's shipment. state: its status where
-- lists and counts go by it. version counts its changes.
create table objects (
    org        blob    not null,
    env        integer not null,
    object_id  blob    not null,
    kind       text    not null,
    position   integer not null,
    parent     blob,
    state      text,
    created_at integer not null,
    updated_at integer not null,
    version    integer not null,
    body       text    not null,
    primary key (org, env, object_id)
) strict, without rowid;
create index objects_by_kind on objects (org, env, kind, position);
create index objects_by_parent on objects (org, env, parent, kind, position) where parent is not null;
create index objects_by_state on objects (org, env, parent, kind, state, position) where parent is not null and state is not null;

-- Tokens of the gateway's API, by their hash: each opens one environment. owner: the e-mail address objects are shown to
-- belong to.
create table gateway_tokens (
    token_hash blob    not null primary key,
    org        blob    not null,
    env        integer not null,
    owner      text    not null,
    name       text    not null,
    created_at integer not null
) strict;

-- Requests a client named with a key of its own. status and answer: what was answered; null while nothing was.
create table idempotency_keys (
    org          blob    not null,
    env          integer not null,
    key_hash     blob    not null,
    request_hash blob    not null,
    claimed_at   integer not null,
    kept_until   integer not null,
    status       integer,
    answer       text,
    primary key (org, env, key_hash)
) strict, without rowid;
create index idempotency_keys_by_end on idempotency_keys (org, env, kept_until);
