//! Several servers on one PostgreSQL database, the connections spread over them.
//!
//! On one machine they share its cores with the database and the load: what this shows is what one more node costs, not
//! how far many machines get.

use crate::Failure;
use crate::growth::engine::{EngineName, Home};
use crate::growth::questions::Work;
use crate::growth::stage::{self, Filled};
use crate::load::{self, Requests, Sample, Target};
use crate::report::{Goal, Row};
use crate::rows::create;
use crate::server::Server;
use crate::settings::{CONNECTIONS, Settings};
use crate::world::{self, client_id};
use colli_core::shipment::Shipment;
use colli_store::{Database, Store, StoreOptions};
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Numbers of nodes; the first is what the others are compared with.
const NODES: [usize; 3] = [1, 2, 4];

/// Measures the rows.
pub(crate) async fn measure(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let home = Home::make(settings, EngineName::Postgres)?.ok_or("PostgreSQL is not installed")?;
    let shipments = settings.size(100_000, 200);
    say(&format!("filling {shipments} shipments …"))?;
    let place = home.place("nodes")?;
    let filled = stage::fill(settings, &place, shipments)?;
    let url = place.url.as_deref().ok_or("a database without an address")?;
    let node = |number: usize| {
        let data = place.data.join(format!("node-{number}"));
        Server::colli_on_postgres(settings, url, &data)
    };
    let most = NODES.into_iter().max().unwrap_or_default();
    let servers: Vec<Server> = (0..most).map(node).collect::<Result<_, _>>()?;
    let nodes = Nodes {
        settings,
        home: &home,
        servers: &servers,
    };
    let mut rows = nodes.track(filled).await?;
    rows.extend(nodes.create().await?);
    Ok(rows)
}

struct Nodes<'a> {
    settings: &'a Settings,
    home: &'a Home,
    servers: &'a [Server],
}

impl Nodes<'_> {
    /// One measurement with so many nodes. A token of one node is good on all.
    async fn load(&self, count: usize, requests: &Requests, status: u16) -> Result<Sample, Failure> {
        let target = Target {
            servers: self.servers.iter().take(count).collect(),
            database: self.home.process(),
        };
        load::run(self.settings, target, requests, status).await
    }

    async fn token(&self) -> Result<String, Failure> {
        self.servers.first().ok_or("no node")?.token().await
    }

    async fn track(&self, filled: Filled) -> Result<Vec<Row>, Failure> {
        say("track and trace …")?;
        let token = self.token().await?;
        let requests = Requests::Made {
            make: Arc::new(move |number| Work::Track.request(&filled, &token, number)),
            next: Arc::new(AtomicU64::new(1)),
        };
        let mut samples = vec![Vec::new(); NODES.len()];
        for _ in 0..self.settings.rounds {
            for (count, samples) in NODES.into_iter().zip(&mut samples) {
                samples.push(self.load(count, &requests, 200).await?);
            }
        }
        Ok(beside_one("track and trace", &samples))
    }

    async fn create(&self) -> Result<Vec<Row>, Failure> {
        say("create …")?;
        let (store, original) = self.bare().await?;
        let request = world::booking_request(&self.token().await?, client_id(0));
        let next = Arc::new(AtomicU64::new(1));
        let requests = Requests::fresh(request, &client_id(0).to_string(), next)?;
        let bare_next = AtomicU64::new(1);
        let (mut bare, mut samples) = (Vec::new(), vec![Vec::new(); NODES.len()]);
        for _ in 0..self.settings.rounds {
            bare.push(create::insert(self.settings, &store, &original, &bare_next).await?);
            for (count, samples) in NODES.into_iter().zip(&mut samples) {
                samples.push(self.load(count, &requests, 201).await?);
            }
        }
        store.close().await;
        let first = samples
            .first()
            .map(|samples| Sample::median(samples))
            .unwrap_or_default();
        let mut rows = beside_one("create", &samples);
        let one = Row {
            samples: None,
            ..Row::load(
                "PostgreSQL, 1 node: create",
                "bare insert of the same rows, one transaction each, from 64 tasks",
                (first, Sample::median(&bare)),
                Goal::Open,
            )
        };
        rows.insert(0, one);
        Ok(rows)
    }

    /// A database of its own with nothing above it, and a shipment to insert copies of.
    async fn bare(&self) -> Result<(Store, Shipment), Failure> {
        let original =
            world::first_shipment(self.settings, &self.settings.directory.path().join("nodes-first")).await?;
        let url = self.home.place("bare")?.url.ok_or("a database without an address")?;
        let store = Store::open(StoreOptions::of(Database::Server(url))).await?;
        store.prepare(original.created_at).await?;
        Ok((store, original))
    }
}

/// More nodes beside one.
fn beside_one(what: &str, samples: &[Vec<Sample>]) -> Vec<Row> {
    let medians: Vec<Sample> = samples.iter().map(|samples| Sample::median(samples)).collect();
    let first = medians.first().copied().unwrap_or_default();
    let row = |(count, sample): (usize, Sample)| {
        Row::load(
            format!("PostgreSQL, {count} nodes: {what}"),
            format!("1 node, {CONNECTIONS} connections"),
            (sample, first),
            Goal::Open,
        )
    };
    NODES.into_iter().zip(medians).skip(1).map(row).collect()
}

fn say(line: &str) -> Result<(), Failure> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
