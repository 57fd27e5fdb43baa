-- As migrations/sqlite/0003_environments.sql.

create table environments (
    org     bytea  not null,
    env     bigint not null,
    seed    bigint not null,
    clock   text   collate "C",
    epoch   bigint not null,
    version bigint not null,
    primary key (org, env)
);

create table operator_tokens (
    token_hash bytea  not null primary key,
    org        bytea  not null,
    name       text   collate "C" not null,
    created_at bigint not null
);

create table plans (
    org         bytea not null,
    env         bigint not null,
    code        text   collate "C" not null,
    shipment_id bytea not null,
    next_at     bigint,
    body        text   collate "C" not null,
    primary key (org, env, code)
);
create index plans_due on plans (org, env, next_at) where next_at is not null;
