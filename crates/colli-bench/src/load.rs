//! The load generator: connections that each send a request, wait for its answer, and send the next.

use crate::Failure;
use crate::histogram::Histogram;
use crate::http::{Complete, Connection};
use crate::machine;
use crate::server::Server;
use crate::settings::{CONNECTIONS, Settings};
use crate::world::client_id;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Characters of a UUID.
const UUID_CHARS: usize = 36;

/// What is sent.
#[derive(Clone)]
pub(crate) enum Requests {
    /// These in turn, each connection from a place of its own.
    Cycle(Arc<Vec<Vec<u8>>>),
    /// One request that carries a new id each time.
    Fresh {
        /// The request, with some id.
        template: Arc<Vec<u8>>,
        /// Where the id stands.
        at: usize,
        /// Numbers of ids used so far.
        next: Arc<AtomicU64>,
    },
    /// Requests made from their numbers.
    Made {
        /// Makes one.
        make: Arc<dyn Fn(u64) -> Vec<u8> + Send + Sync>,
        /// Numbers used so far.
        next: Arc<AtomicU64>,
    },
}

impl Requests {
    /// Always the same request.
    pub(crate) fn one(request: Vec<u8>) -> Self {
        Self::Cycle(Arc::new(vec![request]))
    }

    /// Requests that carry a new id where the template has this one.
    pub(crate) fn fresh(template: Vec<u8>, id: &str, next: Arc<AtomicU64>) -> Result<Self, Failure> {
        let at = template.windows(UUID_CHARS).position(|window| window == id.as_bytes());
        Ok(Self::Fresh {
            at: at.ok_or("the request does not carry the id")?,
            template: Arc::new(template),
            next,
        })
    }
}

/// What one connection sends.
struct Sender {
    requests: Requests,
    /// The request of [`Requests::Fresh`], its id replaced each time, or the last of [`Requests::Made`].
    own: Vec<u8>,
    turn: usize,
}

impl Sender {
    fn new(requests: &Requests, connection: usize) -> Self {
        let (own, turn) = match requests {
            Requests::Cycle(all) => (Vec::new(), connection * all.len() / CONNECTIONS),
            Requests::Fresh { template, .. } => (template.to_vec(), 0),
            Requests::Made { .. } => (Vec::new(), 0),
        };
        Self {
            requests: requests.clone(),
            own,
            turn,
        }
    }

    fn next(&mut self) -> &[u8] {
        match &self.requests {
            Requests::Cycle(all) => {
                self.turn = (self.turn + 1) % all.len().max(1);
                all.get(self.turn).map(Vec::as_slice).unwrap_or_default()
            }
            Requests::Fresh { at, next, .. } => {
                let id = client_id(next.fetch_add(1, Ordering::Relaxed));
                id.hyphenated().encode_lower(&mut self.own[*at..*at + UUID_CHARS]);
                &self.own
            }
            Requests::Made { make, next } => {
                self.own = make(next.fetch_add(1, Ordering::Relaxed));
                &self.own
            }
        }
    }
}

/// What one measurement found.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Sample {
    /// Answers in a second.
    pub(crate) per_second: f64,
    /// Median latency, in milliseconds.
    pub(crate) p50_ms: f64,
    /// Latency of the slowest hundredth, in milliseconds.
    pub(crate) p99_ms: f64,
    /// Processor time of the server, and of the database server behind it, for one request, in microseconds.
    pub(crate) cpu_micros: f64,
    /// The same with the load generator's share.
    pub(crate) both_cpu_micros: f64,
}

impl Sample {
    /// The median of each figure.
    pub(crate) fn median(samples: &[Self]) -> Self {
        Self {
            per_second: median(samples.iter().map(|sample| sample.per_second)),
            p50_ms: median(samples.iter().map(|sample| sample.p50_ms)),
            p99_ms: median(samples.iter().map(|sample| sample.p99_ms)),
            cpu_micros: median(samples.iter().map(|sample| sample.cpu_micros)),
            both_cpu_micros: median(samples.iter().map(|sample| sample.both_cpu_micros)),
        }
    }
}

/// The median; 0 of nothing.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// When a load starts to count and when it ends.
#[derive(Clone, Copy)]
struct Window {
    from: Instant,
    until: Instant,
}

/// What a load goes to.
pub(crate) struct Target<'a> {
    /// The connections are spread over these.
    pub(crate) servers: Vec<&'a Server>,
    /// The process of the database server behind them, whose time counts as theirs.
    pub(crate) database: Option<u32>,
}

impl<'a> From<&'a Server> for Target<'a> {
    fn from(server: &'a Server) -> Self {
        Self {
            servers: vec![server],
            database: None,
        }
    }
}

impl Target<'_> {
    /// Processor time used so far.
    fn cpu_time(&self) -> Result<Duration, Failure> {
        let mut all = self.database.map_or(Ok(Duration::ZERO), machine::family_cpu_time)?;
        for server in &self.servers {
            all += server.cpu_time()?;
        }
        Ok(all)
    }
}

/// Loads servers and measures.
pub(crate) async fn run(
    settings: &Settings,
    target: impl Into<Target<'_>>,
    requests: &Requests,
    status: u16,
) -> Result<Sample, Failure> {
    let target = target.into();
    let mut connections = Vec::with_capacity(CONNECTIONS);
    for server in target.servers.iter().cycle().take(CONNECTIONS) {
        connections.push(Connection::open(server.address).await?);
    }
    let (cpu_before, own_before) = (target.cpu_time()?, machine::own_cpu_time()?);
    let from = Instant::now() + settings.warm_up;
    let window = Window {
        from,
        until: from + settings.measure,
    };
    let tasks: Vec<_> = connections
        .into_iter()
        .enumerate()
        .map(|(number, connection)| tokio::spawn(one(connection, Sender::new(requests, number), window, status)))
        .collect();
    let (mut histogram, mut sent) = (Histogram::default(), 0);
    for task in tasks {
        let (latencies, requests) = task.await??;
        histogram.add(&latencies);
        sent += requests;
    }
    let cpu = target.cpu_time()?.saturating_sub(cpu_before);
    let own = machine::own_cpu_time()?.saturating_sub(own_before);
    let each = |time: Duration| micros(time) / (sent as f64).max(1.0);
    Ok(Sample {
        per_second: histogram.count() as f64 / settings.measure.as_secs_f64(),
        p50_ms: histogram.millis(500),
        p99_ms: histogram.millis(990),
        cpu_micros: each(cpu),
        both_cpu_micros: each(cpu + own),
    })
}

/// Microseconds of a duration.
pub(crate) fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// An answer of another status ends the run, and says why.
pub(crate) fn expect(connection: &Connection, answer: &Complete, status: u16) -> Result<(), Failure> {
    if answer.status == status {
        return Ok(());
    }
    let body = connection.body(answer);
    let body = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
    Err(format!("answered {}, expected {status}: {body}", answer.status).into())
}

/// One connection's part: latencies inside the window, and requests in all.
async fn one(
    mut connection: Connection,
    mut sender: Sender,
    window: Window,
    status: u16,
) -> Result<(Histogram, u64), Failure> {
    let (mut latencies, mut sent) = (Histogram::default(), 0);
    loop {
        let request = sender.next();
        let started = Instant::now();
        let answer = connection.exchange(request).await?;
        let ended = Instant::now();
        expect(&connection, &answer, status)?;
        sent += 1;
        if ended >= window.until {
            return Ok((latencies, sent));
        }
        if ended >= window.from {
            latencies.record(ended - started);
        }
    }
}

/// Subject and yardstick, each under its requests, in turns.
pub(crate) async fn versus(
    settings: &Settings,
    subject: (&Server, &Requests),
    yardstick: (&Server, &Requests),
) -> Result<(Sample, Sample), Failure> {
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..settings.rounds {
        bare.push(run(settings, yardstick.0, yardstick.1, 200).await?);
        ours.push(run(settings, subject.0, subject.1, 200).await?);
    }
    Ok((Sample::median(&ours), Sample::median(&bare)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_requests_differ_in_their_id_alone() {
        let id = client_id(0).to_string();
        let template = format!("POST {{\"shipmentId\":\"{id}\"}}").into_bytes();
        let requests = Requests::fresh(template.clone(), &id, Arc::new(AtomicU64::new(1))).unwrap();
        let mut sender = Sender::new(&requests, 3);
        let first = sender.next().to_vec();
        let second = sender.next().to_vec();
        assert!(first != second && first != template);
        assert!(String::from_utf8(first).unwrap().contains(&client_id(1).to_string()));
        assert!(String::from_utf8(second).unwrap().contains(&client_id(2).to_string()));
    }

    #[test]
    fn connections_start_at_places_of_their_own() {
        let all: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte]).collect();
        let requests = Requests::Cycle(Arc::new(all));
        assert_eq!(Sender::new(&requests, 0).next(), [1]);
        assert_eq!(Sender::new(&requests, 32).next(), [129]);
    }
}
