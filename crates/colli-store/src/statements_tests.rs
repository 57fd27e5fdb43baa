//! Every statement against the engine: it prepares, and it finds its rows through an index.

use crate::bulk::check;
use crate::postgres;
use crate::sqlite::open;
use crate::tx::{EngineKind, Sql};
use crate::{
    account, app, attachment, environment, exceptions, gateway_token, idempotency, ingestion, job, migrate, object,
    operator_token, retention, serial, shipment, token, tracking,
};
use crate::{delivery, delivery_deletion, outbox, replay, subscriber};
use rusqlite::{Connection, StatementStatus};

pub(crate) const MODULES: &[(&str, &[Sql], &str)] = &[
    ("app", app::STATEMENTS, include_str!("app.rs")),
    (
        "authorization_profile",
        crate::authorization_profile::STATEMENTS,
        include_str!("authorization_profile.rs"),
    ),
    ("attachment", attachment::STATEMENTS, include_str!("attachment.rs")),
    (
        "check/apps",
        check::apps::STATEMENTS,
        include_str!("bulk/check/apps.rs"),
    ),
    (
        "check/deliveries",
        check::deliveries::STATEMENTS,
        include_str!("bulk/check/deliveries.rs"),
    ),
    (
        "check/environments",
        check::environments::STATEMENTS,
        include_str!("bulk/check/environments.rs"),
    ),
    (
        "check/events",
        check::events::STATEMENTS,
        include_str!("bulk/check/events.rs"),
    ),
    (
        "check/gateway",
        check::gateway::STATEMENTS,
        include_str!("bulk/check/gateway.rs"),
    ),
    (
        "check/life",
        check::life::STATEMENTS,
        include_str!("bulk/check/life.rs"),
    ),
    (
        "check/serials",
        check::serials::STATEMENTS,
        include_str!("bulk/check/serials.rs"),
    ),
    (
        "check/shipments",
        check::shipments::STATEMENTS,
        include_str!("bulk/check/shipments.rs"),
    ),
    (
        "check/tenants",
        check::tenants::STATEMENTS,
        include_str!("bulk/check/tenants.rs"),
    ),
    ("exceptions", exceptions::STATEMENTS, include_str!("exceptions.rs")),
    ("account", account::STATEMENTS, include_str!("account.rs")),
    ("environment", environment::STATEMENTS, include_str!("environment.rs")),
    (
        "gateway_token",
        gateway_token::STATEMENTS,
        include_str!("gateway_token.rs"),
    ),
    ("idempotency", idempotency::STATEMENTS, include_str!("idempotency.rs")),
    ("object", object::STATEMENTS, include_str!("object.rs")),
    (
        "operator_token",
        operator_token::STATEMENTS,
        include_str!("operator_token.rs"),
    ),
    ("ingestion", ingestion::STATEMENTS, include_str!("ingestion.rs")),
    ("job", job::STATEMENTS, include_str!("job.rs")),
    ("delivery", delivery::STATEMENTS, include_str!("delivery.rs")),
    (
        "delivery_deletion",
        delivery_deletion::STATEMENTS,
        include_str!("delivery_deletion.rs"),
    ),
    ("replay", replay::STATEMENTS, include_str!("replay.rs")),
    ("outbox", outbox::STATEMENTS, include_str!("outbox.rs")),
    ("subscriber", subscriber::STATEMENTS, include_str!("subscriber.rs")),
    (
        "intervention",
        crate::intervention::STATEMENTS,
        include_str!("intervention.rs"),
    ),
    ("pickup", crate::pickup::STATEMENTS, include_str!("pickup.rs")),
    ("handshake", crate::handshake::STATEMENTS, include_str!("handshake.rs")),
    ("hold", crate::hold::STATEMENTS, include_str!("hold.rs")),
    ("plan", crate::plan::STATEMENTS, include_str!("plan.rs")),
    ("reset", crate::reset::STATEMENTS, include_str!("reset.rs")),
    ("retention", retention::STATEMENTS, include_str!("retention.rs")),
    ("serial", serial::STATEMENTS, include_str!("serial.rs")),
    ("shipment", shipment::STATEMENTS, include_str!("shipment.rs")),
    ("token", token::STATEMENTS, include_str!("token.rs")),
    ("tracking", tracking::STATEMENTS, include_str!("tracking.rs")),
];

fn migrated() -> (tempfile::TempDir, Connection) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("colli.db");
    let mut connection = Connection::open(&path).unwrap();
    migrate::sqlite(&mut connection, &path).unwrap();
    open::keep_statements(&connection).unwrap();
    (directory, connection)
}

fn text(sql: &Sql) -> &'static str {
    sql.text_for(EngineKind::Sqlite)
}

#[test]
fn every_statement_is_listed() {
    for (module, statements, source) in MODULES {
        let written = ["Sql::new(", "Sql::scanning(", "Sql::per_engine("]
            .map(|maker| source.matches(maker).count())
            .iter()
            .sum::<usize>();
        assert_eq!(written, statements.len(), "statements of {module}");
    }
}

#[test]
fn every_statement_prepares_and_uses_an_index() {
    let (_directory, connection) = migrated();
    for sql in MODULES.iter().flat_map(|(_, statements, _)| *statements) {
        connection
            .prepare(text(sql))
            .unwrap_or_else(|error| panic!("{}: {error}", text(sql)));
        let mut explain = connection
            .prepare(&format!("explain query plan {}", text(sql)))
            .unwrap();
        let parameters = vec![0i64; explain.parameter_count()];
        let steps: Vec<String> = explain
            .query_map(rusqlite::params_from_iter(parameters), |row| row.get("detail"))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        // The rows of a subquery are taken as they come.
        let subquery = |table: &str| steps.iter().any(|step| step.strip_prefix("CO-ROUTINE ") == Some(table));
        let bad = steps.iter().find(|step| {
            step.strip_prefix("SCAN ").is_some_and(|table| !subquery(table)) || step.contains("TEMP B-TREE")
        });
        assert!(sql.may_scan || bad.is_none(), "{}: {steps:?}", text(sql));
    }
}

#[test]
fn only_the_list_of_exceptions_differs_between_the_engines() {
    for (module, _, source) in MODULES {
        assert_eq!(source.contains("Sql::per_engine("), *module == "exceptions", "{module}");
    }
}

/// Rows of each table when plans are looked at: enough that reading a whole table is never the cheap way.
const ROWS: u32 = 20_000;

/// A value for each type, different in each row `i`.
const VALUES: &str = "select c.relname::text, string_agg(quote_ident(a.attname), ', ' order by a.attnum),
       string_agg(case
         when a.attname in ('retired_at', 'dead_at') then 'i'
         when t.typname = 'int8' then 'i' when t.typname = 'text' then 'i::text' else 'decode(md5(i::text), ''hex'')' end,
         ', ' order by a.attnum)
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 join pg_type t on t.oid = a.atttypid
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname <> 'refinery_schema_history'
     group by c.relname";

async fn filled_postgres(url: &str) -> tokio_postgres::Client {
    let address = postgres::Address::parse(url).unwrap();
    let mut client = postgres::connect(&address).await.unwrap();
    postgres::bring_up_to_date(&mut client, &address).await.unwrap();
    for row in client.query(VALUES, &[]).await.unwrap() {
        let (table, columns, values): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        let fill = format!("insert into {table} ({columns}) select {values} from generate_series(1, {ROWS}) i");
        client.batch_execute(&fill).await.unwrap();
    }
    client
        .batch_execute("analyze; set plan_cache_mode = force_generic_plan")
        .await
        .unwrap();
    client.batch_execute(postgres::SETTINGS).await.unwrap();
    client
}

#[tokio::test]
async fn every_statement_uses_an_index_on_postgres_too() {
    let database = colli_testkit::shared::database().unwrap();
    let client = filled_postgres(database.url()).await;
    let statements = MODULES.iter().flat_map(|(_, statements, _)| *statements);
    for (number, sql) in statements.filter(|sql| !sql.may_scan).enumerate() {
        let text = sql.text_for(EngineKind::Postgres);
        client
            .batch_execute(&format!("prepare s{number} as {text}"))
            .await
            .unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let count = (1..=99).take_while(|n| text.contains(&format!("${n}"))).count();
        let nulls = vec!["null"; count].join(", ");
        let arguments = if count == 0 {
            String::new()
        } else {
            format!("({nulls})")
        };
        let plan: Vec<String> = client
            .query(&format!("explain execute s{number}{arguments}"), &[])
            .await
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        let plan = plan.join("\n");
        assert!(!plan.contains("Seq Scan"), "{text}\n{plan}");
    }
}

#[test]
fn every_row_carries_its_organisation() {
    let (_directory, connection) = migrated();
    let mut without = connection
        .prepare(
            "select name from sqlite_schema t where type = 'table'
               and not exists (select 1 from pragma_table_info(t.name) where name = 'org') order by name",
        )
        .unwrap();
    let without: Vec<String> = without
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    // These belong to the installation.
    assert_eq!(without, ["refinery_schema_history", "serials", "signing_keys"]);
}

#[test]
fn statements_are_prepared_once() {
    let (_directory, connection) = migrated();
    for sql in MODULES.iter().flat_map(|(_, statements, _)| *statements) {
        for value in 1..4_i64 {
            let mut statement = connection.prepare_cached(text(sql)).unwrap();
            for index in 1..=statement.parameter_count() {
                statement.raw_bind_parameter(index, value).unwrap();
            }
            // Rows of the wrong type are refused after the statement was prepared and started.
            let _ = statement.raw_query().next();
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{}", text(sql));
        }
    }
}
