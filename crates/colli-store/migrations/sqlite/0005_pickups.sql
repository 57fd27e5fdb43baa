-- Pickups. serial: the number behind the confirmation number, unique over the installation. words: what it is found by,
-- folded, apart by spaces. statuses: JSON of what the operator reported, oldest first.
create table pickups (
    org        blob    not null,
    env        integer not null,
    pickup_id  blob    not null,
    serial     integer not null,
    account    text    not null,
    user_id    blob    not null,
    created_at integer not null,
    words      text    not null,
    statuses   text    not null,
    body       text    not null,
    primary key (org, env, pickup_id)
) strict, without rowid;
create index pickups_by_time on pickups (org, env, created_at, serial);
