-- As migrations/sqlite/0005_pickups.sql.

create table pickups (
    org        bytea  not null,
    env        bigint not null,
    pickup_id  bytea  not null,
    serial     bigint not null,
    account    text   collate "C" not null,
    user_id    bytea  not null,
    created_at bigint not null,
    words      text   collate "C" not null,
    statuses   text   collate "C" not null,
    body       text   collate "C" not null,
    primary key (org, env, pickup_id)
);
create index pickups_by_time on pickups (org, env, created_at, serial);
