-- Who is told of events: webhooks, pushers, mail. per_parcel: only of parcels in subscriptions. filter: categories and
-- statuses separated by commas, or *. failures: tries in a row that failed; retry_at: when it is tried next, on the
-- environment's clock. sealed: its secrets under the master key.
create table subscribers (
    org           blob    not null,
    env           integer not null,
    subscriber_id blob    not null,
    kind          text    not null,
    per_parcel    integer not null,
    enabled       integer not null,
    filter        text    not null,
    failures      integer not null,
    retry_at      integer,
    created_at    integer not null,
    sealed        blob    not null,
    body          text    not null,
    primary key (org, env, subscriber_id)
) strict, without rowid;

create table subscriptions (
    code          text    not null,
    subscriber_id blob    not null,
    org           blob    not null,
    env           integer not null,
    created_at    integer not null,
    primary key (code, subscriber_id)
) strict, without rowid;
create index subscriptions_of_subscriber on subscriptions (org, env, subscriber_id, code);

-- One row for a subscriber and an event. position: the order of a code's events at that subscriber, without gaps.
-- state: 0 to be sent, 1 waits for the one before it, 2 delivered, 3 given up. All of a code from the first that is not
-- done on are not done. Times are the environment's: told_at when the event came in, due_at when it is sent next.
create table deliveries (
    org           blob    not null,
    env           integer not null,
    subscriber_id blob    not null,
    code          text    not null,
    position      integer not null,
    occurred_at   integer not null,
    sequence      integer not null,
    told_at       integer not null,
    due_at        integer not null,
    state         integer not null,
    attempts      integer not null,
    last_status   integer,
    last_error    text,
    settled_at    integer,
    primary key (org, env, subscriber_id, code, position)
) strict, without rowid;
create index deliveries_ready on deliveries (org, env, subscriber_id, due_at) where state = 0;
create index deliveries_by_time on deliveries (org, env, subscriber_id, told_at, code, position);

-- again_at: a time at which a claimed job is wanted once more, whatever its run says.
alter table jobs add column again_at integer;
