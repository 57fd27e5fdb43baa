-- As migrations/sqlite/0002_growth.sql.

create table event_ids (
    org         bytea  not null,
    env         bigint not null,
    event_id    text   collate "C" not null,
    code        text   collate "C" not null,
    occurred_at bigint not null,
    sequence    bigint not null,
    primary key (org, env, event_id)
);

create table jobs (
    job_id     bytea  not null primary key,
    queue      text   collate "C" not null,
    org        bytea  not null,
    env        bigint not null,
    payload    text   collate "C" not null,
    created_at bigint not null,
    due_at     bigint not null,
    attempts   bigint not null,
    claims     bigint not null,
    leased_by  bytea,
    last_error text   collate "C",
    dead_at    bigint
);
create index jobs_due on jobs (queue, due_at) where dead_at is null;
create index jobs_dead on jobs (queue, dead_at) where dead_at is not null;

create table attachments (
    org           bytea  not null,
    env           bigint not null,
    attachment_id bytea  not null,
    content_type  text   collate "C" not null,
    size_bytes    bigint not null,
    sha256        bytea  not null,
    created_at    bigint not null,
    primary key (org, env, attachment_id)
);
create index attachments_by_time on attachments (org, env, created_at);
