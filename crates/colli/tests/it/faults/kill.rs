//! Law 1 and law 2: what was acknowledged survives a kill at any moment, and what was not is booked once when it is
//! repeated.

use super::orders::{Acknowledged, Order};
use super::server::{Client, Server};
use super::{Dice, sound};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Kills of each test. There are two of them, so that two cores have something to do.
const ROUNDS: u64 = 105;

/// Clients at work when the kill comes.
const CLIENTS: u64 = 8;

/// A kill comes before so many answers, or after so many requests were sent.
const ANSWERS_MAX: u64 = 40;

/// Acknowledged orders looked at after each kill.
const SAMPLE: usize = 5;

/// What the clients have done so far.
#[derive(Clone, Copy, Default)]
struct Progress {
    sent: u64,
    answered: u64,
}

/// When to kill.
#[derive(Clone, Copy, Debug)]
enum Moment {
    Answered(u64),
    Sent(u64),
}

impl Moment {
    fn any(dice: &mut Dice) -> Self {
        let count = dice.below(ANSWERS_MAX + 1);
        if dice.below(2) == 0 {
            Self::Answered(count)
        } else {
            Self::Sent(count + 1)
        }
    }

    fn has_come(self, progress: Progress) -> bool {
        match self {
            Self::Answered(count) => progress.answered >= count,
            Self::Sent(count) => progress.sent >= count,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_is_booked_twice() {
    rounds(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_is_booked_twice_on_another_seed() {
    rounds(2).await;
}

async fn rounds(seed: u64) {
    let home = tempfile::tempdir().unwrap();
    let mut dice = Dice(seed);
    let mut server = Server::start(home.path());
    let token = server.client().token().await;
    let (mut all, mut retried) = (Vec::new(), 0);
    for _ in 0..ROUNDS {
        let (done, unanswered) = killed_under_load(&mut server, &token, &mut dice).await;
        server = Server::start(home.path());
        // The token was issued before the first kill, and holds. All the others are looked at in the end.
        let from = done.len().saturating_sub(SAMPLE);
        verify(server.client(), &token, &done[from..]).await;
        all.extend(done);
        retried += unanswered.len();
        for order in unanswered {
            all.push(order.settle(server.client(), &token).await);
        }
    }
    assert!(
        retried > usize::try_from(ROUNDS).unwrap(),
        "kills without a request in flight: {retried}"
    );
    verify(server.client(), &token, &all).await;
    settled(server, home.path(), &all);
}

async fn verify(client: Client, token: &str, all: &[Acknowledged]) {
    for acknowledged in all {
        acknowledged.verify(client, token).await;
    }
}

/// As many shipments as were acknowledged, all codes different, and a database without a fault.
fn settled(mut server: Server, home: &Path, all: &[Acknowledged]) {
    let codes: Vec<String> = all.iter().flat_map(Acknowledged::codes).collect();
    let different: BTreeSet<&String> = codes.iter().collect();
    assert_eq!(different.len(), codes.len(), "a tracker code was given twice");
    server.kill();
    assert_eq!(sound(home), all.len());
}

/// Books with many clients and kills the server at some moment: what it acknowledged, and what it did not answer.
async fn killed_under_load(server: &mut Server, token: &str, dice: &mut Dice) -> (Vec<Acknowledged>, Vec<Order>) {
    let (progress, mut reached) = watch::channel(Progress::default());
    let progress = Arc::new(progress);
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let dice = Dice(dice.roll());
        clients.spawn(book(server.client(), token.to_owned(), dice, Arc::clone(&progress)));
    }
    let moment = Moment::any(dice);
    reached.wait_for(|progress| moment.has_come(*progress)).await.unwrap();
    server.kill();
    let (mut done, mut unanswered) = (Vec::new(), Vec::new());
    for (theirs, last) in clients.join_all().await {
        done.extend(theirs);
        unanswered.push(last);
    }
    (done, unanswered)
}

/// One client: books until a connection fails. What was acknowledged, and the order that was not.
async fn book(
    client: Client,
    token: String,
    mut dice: Dice,
    progress: Arc<watch::Sender<Progress>>,
) -> (Vec<Acknowledged>, Order) {
    let mut done = Vec::new();
    loop {
        let order = Order::any(&mut dice);
        progress.send_modify(|progress| progress.sent += 1);
        let Ok(reply) = order.send(client, &token).await else {
            return (done, order);
        };
        assert_eq!(reply.status, 201, "{}\nfor {}", reply.text(), order.body);
        progress.send_modify(|progress| progress.answered += 1);
        done.push(Acknowledged::new(order, reply.json()));
    }
}
