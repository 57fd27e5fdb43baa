-- Apps by the hash of their key: each key opens some scopes of one environment. scopes: words with spaces between.
-- calls_per_day, calls_per_second: null for no bound. key_start: the first characters of the key, to tell keys apart.
create table apps (
    key_hash         blob    not null primary key,
    org              blob    not null,
    env              integer not null,
    app_id           blob    not null,
    name             text    not null,
    description      text    not null,
    scopes           text    not null,
    calls_per_day    integer,
    calls_per_second integer,
    enabled          integer not null,
    key_start        text    not null,
    created_at       integer not null
) strict;
create index apps_of_tenant on apps (org, env, created_at, app_id);

-- Keys that assistants use for people who gave theirs. header: where the key is sent. sealed: the key under the master key.
create table authorization_profiles (
    org        blob    not null,
    env        integer not null,
    profile_id blob    not null,
    name       text    not null,
    header     text    not null,
    enabled    integer not null,
    created_at integer not null,
    sealed     blob    not null,
    primary key (org, env, profile_id)
) strict, without rowid;
create unique index authorization_profiles_by_name on authorization_profiles (org, env, name);
