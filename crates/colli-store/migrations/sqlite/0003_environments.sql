-- What an organisation's environment has of its own. No row: real time, seed 0. clock: JSON of the clock, null for real
-- time. epoch counts how often the environment was emptied; version counts every change.
create table environments (
    org     blob    not null,
    env     integer not null,
    seed    integer not null,
    clock   text,
    epoch   integer not null,
    version integer not null,
    primary key (org, env)
) strict, without rowid;

-- Tokens of the own API, by their hash.
create table operator_tokens (
    token_hash blob    not null primary key,
    org        blob    not null,
    name       text    not null,
    created_at integer not null
) strict;

-- What will happen to a piece of a test environment: when its next step is due (null: nothing more) and, once it was
-- drawn, the steps to come.
create table plans (
    org         blob   not null,
    env         integer not null,
    code        text not null,
    shipment_id blob not null,
    next_at     integer,
    body        text not null,
    primary key (org, env, code)
) strict, without rowid;
create index plans_due on plans (org, env, next_at) where next_at is not null;
