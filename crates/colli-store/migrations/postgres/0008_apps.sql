-- As migrations/sqlite/0008_apps.sql.

create table apps (
    key_hash         bytea  not null primary key,
    org              bytea  not null,
    env              bigint not null,
    app_id           bytea  not null,
    name             text   collate "C" not null,
    description      text   collate "C" not null,
    scopes           text   collate "C" not null,
    calls_per_day    bigint,
    calls_per_second bigint,
    enabled          bigint not null,
    key_start        text   collate "C" not null,
    created_at       bigint not null
);
create index apps_of_tenant on apps (org, env, created_at, app_id);

create table authorization_profiles (
    org        bytea  not null,
    env        bigint not null,
    profile_id bytea  not null,
    name       text   collate "C" not null,
    header     text   collate "C" not null,
    enabled    bigint not null,
    created_at bigint not null,
    sealed     bytea  not null,
    primary key (org, env, profile_id)
);
create unique index authorization_profiles_by_name on authorization_profiles (org, env, name);
