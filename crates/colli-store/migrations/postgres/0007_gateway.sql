-- As migrations/sqlite/0007_gateway.sql.

create table objects (
    org        bytea  not null,
    env        bigint not null,
    object_id  bytea  not null,
    kind       text   collate "C" not null,
    position   bigint not null,
    parent     bytea,
    state      text   collate "C",
    created_at bigint not null,
    updated_at bigint not null,
    version    bigint not null,
    body       text   collate "C" not null,
    primary key (org, env, object_id)
);
create index objects_by_kind on objects (org, env, kind, position);
create index objects_by_parent on objects (org, env, parent, kind, position) where parent is not null;
create index objects_by_state on objects (org, env, parent, kind, state, position) where parent is not null and state is not null;

create table gateway_tokens (
    token_hash bytea  not null primary key,
    org        bytea  not null,
    env        bigint not null,
    owner      text   collate "C" not null,
    name       text   collate "C" not null,
    created_at bigint not null
);

create table idempotency_keys (
    org          bytea  not null,
    env          bigint not null,
    key_hash     bytea  not null,
    request_hash bytea  not null,
    claimed_at   bigint not null,
    kept_until   bigint not null,
    status       bigint,
    answer       text   collate "C",
    primary key (org, env, key_hash)
);
create index idempotency_keys_by_end on idempotency_keys (org, env, kept_until);
