-- Ids of reported events in a table of their own: a table of events that is cut by time cannot keep them unique.
create table event_ids (
    org         blob    not null,
    env         integer not null,
    event_id    text    not null,
    code        text    not null,
    occurred_at integer not null,
    sequence    integer not null,
    primary key (org, env, event_id)
) strict, without rowid;
insert into event_ids (org, env, event_id, code, occurred_at, sequence)
    select org, env, event_id, code, occurred_at, sequence from events where event_id is not null;
drop index events_by_id;

-- Work to do. due_at: when it may be claimed; a claim moves it to the end of the lease, so that the work of a node that
-- died falls due again by itself. leased_by: who claimed it last; null when nobody is at it. attempts: claims since it
-- last went well. claims: all of them, which tells its runs apart. dead_at: set when it was tried too often. Jobs of the
-- installation have the organisation of zeros.
create table jobs (
    job_id     blob    not null primary key,
    queue      text    not null,
    org        blob    not null,
    env        integer not null,
    payload    text    not null,
    created_at integer not null,
    due_at     integer not null,
    attempts   integer not null,
    claims     integer not null,
    leased_by  blob,
    last_error text,
    dead_at    integer
) strict;
create index jobs_due on jobs (queue, due_at) where dead_at is null;
create index jobs_dead on jobs (queue, dead_at) where dead_at is not null;

-- What is known of an uploaded attachment; its bytes are in the object store.
create table attachments (
    org           blob    not null,
    env           integer not null,
    attachment_id blob    not null,
    content_type  text    not null,
    size_bytes    integer not null,
    sha256        blob    not null,
    created_at    integer not null,
    primary key (org, env, attachment_id)
) strict, without rowid;
create index attachments_by_time on attachments (org, env, created_at);
