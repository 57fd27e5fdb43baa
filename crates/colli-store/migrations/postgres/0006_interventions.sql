-- As migrations/sqlite/0006_interventions.sql.

create table interventions (
    org     bytea  not null,
    env     bigint not null,
    code    text   collate "C" not null,
    attempt bigint not null,
    body    text   collate "C" not null,
    primary key (org, env, code, attempt)
);

create table not_home_codes (
    not_home_code text   collate "C" not null,
    code          text   collate "C" not null,
    org           bytea  not null,
    env           bigint not null,
    primary key (not_home_code, code)
);
create index not_home_codes_of_code on not_home_codes (code);
create index not_home_codes_of_tenant on not_home_codes (org, env);
