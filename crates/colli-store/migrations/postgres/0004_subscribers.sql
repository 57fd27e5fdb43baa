-- As migrations/sqlite/0004_subscribers.sql.

create table subscribers (
    org           bytea  not null,
    env           bigint not null,
    subscriber_id bytea  not null,
    kind          text   collate "C" not null,
    per_parcel    bigint not null,
    enabled       bigint not null,
    filter        text   collate "C" not null,
    failures      bigint not null,
    retry_at      bigint,
    created_at    bigint not null,
    sealed        bytea  not null,
    body          text   collate "C" not null,
    primary key (org, env, subscriber_id)
);

create table subscriptions (
    code          text   collate "C" not null,
    subscriber_id bytea  not null,
    org           bytea  not null,
    env           bigint not null,
    created_at    bigint not null,
    primary key (code, subscriber_id)
);
create index subscriptions_of_subscriber on subscriptions (org, env, subscriber_id, code);

create table deliveries (
    org           bytea  not null,
    env           bigint not null,
    subscriber_id bytea  not null,
    code          text   collate "C" not null,
    position      bigint not null,
    occurred_at   bigint not null,
    sequence      bigint not null,
    told_at       bigint not null,
    due_at        bigint not null,
    state         bigint not null,
    attempts      bigint not null,
    last_status   bigint,
    last_error    text   collate "C",
    settled_at    bigint,
    primary key (org, env, subscriber_id, code, position)
);
create index deliveries_ready on deliveries (org, env, subscriber_id, due_at) where state = 0;
create index deliveries_by_time on deliveries (org, env, subscriber_id, told_at, code, position);

alter table jobs add column again_at bigint;
