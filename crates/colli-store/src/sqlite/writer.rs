//! The writer thread: takes what is queued, runs it in one transaction, syncs once, and only then answers (law 1).

use super::checkpoint::Checkpointer;
use super::open::Opened;
use super::tx::{SqliteTx, store_error};
use crate::stats::Counters;
use crate::{OpenError, StoreError};
use rusqlite::Connection;
use std::fs::File;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// The longest the writer waits for callers to come back with more, however slow the disk.
const GATHER_MAX: Duration = Duration::from_millis(1);

/// What comes down the queue.
pub(super) enum Message {
    /// An operation.
    Work(Box<dyn Job>),
    /// Finish what is queued and end.
    Close,
}

/// A queued operation of any type.
pub(super) trait Job: Send {
    /// Runs it, keeping its result; returns its error. Runs once more when its changes were rolled back because of a
    /// neighbour.
    fn run(&mut self, tx: &mut SqliteTx<'_>) -> Result<(), StoreError>;
    /// Hands the caller the result, or the error that took the whole batch.
    fn answer(self: Box<Self>, lost: Option<&StoreError>);
}

/// An operation, its result and who waits for it.
pub(super) struct Work<F, C, R> {
    operation: F,
    committed: C,
    result: Option<Result<R, StoreError>>,
    reply: oneshot::Sender<Result<R, StoreError>>,
}

impl<F, C, R> Work<F, C, R>
where
    F: FnMut(&mut SqliteTx<'_>) -> Result<R, StoreError> + Send + 'static,
    C: FnOnce(&R) + Send + 'static,
    R: Send + 'static,
{
    /// Packs an operation for the queue. `committed` is called with what it did once that is durable, before the
    /// caller is answered, and also when the caller went away.
    pub(super) fn boxed(operation: F, committed: C, reply: oneshot::Sender<Result<R, StoreError>>) -> Box<dyn Job> {
        Box::new(Self {
            operation,
            committed,
            result: None,
            reply,
        })
    }
}

impl<F, C, R> Job for Work<F, C, R>
where
    F: FnMut(&mut SqliteTx<'_>) -> Result<R, StoreError> + Send,
    C: FnOnce(&R) + Send,
    R: Send,
{
    fn run(&mut self, tx: &mut SqliteTx<'_>) -> Result<(), StoreError> {
        let result = (self.operation)(tx);
        let outcome = result.as_ref().map(drop).map_err(Clone::clone);
        self.result = Some(result);
        outcome
    }

    fn answer(self: Box<Self>, lost: Option<&StoreError>) {
        let result = match (self.result, lost) {
            // Its own error says more than the batch's.
            (Some(Err(own)), _) => Err(own),
            (_, Some(lost)) => Err(lost.clone()),
            (Some(Ok(done)), None) => {
                (self.committed)(&done);
                Ok(done)
            }
            (None, None) => Err(StoreError::Closed),
        };
        // A caller that went away needs no answer; what it asked for is stored.
        let _ = self.reply.send(result);
    }
}

/// The thread's state.
pub(super) struct Writer {
    connection: Connection,
    checkpointer: Checkpointer,
    _lock: File,
    queue: Receiver<Message>,
    batch: Vec<Box<dyn Job>>,
    batch_max: usize,
    counters: Arc<Counters>,
    closing: bool,
    last_size: usize,
    last_took: Duration,
}

impl Writer {
    /// A writer over a database and a queue.
    pub(super) fn new(
        opened: Opened,
        queue: Receiver<Message>,
        batch_max: usize,
        counters: Arc<Counters>,
    ) -> Result<Self, OpenError> {
        Ok(Self {
            connection: opened.connection,
            checkpointer: Checkpointer::start(&opened.path, Arc::clone(&counters))?,
            _lock: opened.lock,
            queue,
            batch: Vec::with_capacity(batch_max),
            batch_max,
            counters,
            closing: false,
            last_size: 0,
            last_took: Duration::ZERO,
        })
    }

    /// Serves the queue until it is closed, then settles the file.
    pub(super) fn run(mut self) {
        while !self.closing {
            match self.queue.recv() {
                Ok(message) => self.take(message),
                Err(_) => break,
            }
            self.gather();
            self.serve_batch();
            self.checkpointer.between_commits(&self.connection);
        }
        while let Ok(message) = self.queue.try_recv() {
            self.take(message);
            self.take_queued();
            self.serve_batch();
        }
        self.checkpointer.end(&self.connection);
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Work(job) => {
                self.counters.taken();
                self.batch.push(job);
            }
            Message::Close => self.closing = true,
        }
    }

    fn take_queued(&mut self) {
        while self.batch.len() < self.batch_max {
            match self.queue.try_recv() {
                Ok(message) => self.take(message),
                Err(_) => return,
            }
        }
    }

    /// Fills the batch. Callers answered a moment ago tend to come back at once; waiting for them a fraction of what a
    /// commit takes saves a commit. A lone caller is never made to wait.
    fn gather(&mut self) {
        self.take_queued();
        let patience = (self.last_took / 4).min(GATHER_MAX);
        let until = Instant::now() + patience;
        while self.batch.len() < self.last_size.min(self.batch_max) && !self.closing {
            let left = until.saturating_duration_since(Instant::now());
            match self.queue.recv_timeout(left) {
                Ok(message) => self.take(message),
                Err(_) => return,
            }
        }
    }

    fn serve_batch(&mut self) {
        if self.batch.is_empty() {
            return;
        }
        let started = Instant::now();
        let lost = self.commit_batch().err();
        let size = self.batch.len();
        match &lost {
            None => self.counters.committed(size, started.elapsed()),
            Some(error) => {
                tracing::error!(%error, operations = size, "a commit failed; none of its operations was stored");
                self.counters.commit_failed();
            }
        }
        (self.last_size, self.last_took) = (size, started.elapsed());
        for job in self.batch.drain(..) {
            job.answer(lost.as_ref());
        }
    }

    /// Runs the batch in one transaction and makes it durable.
    fn commit_batch(&mut self) -> Result<(), StoreError> {
        let outcome = self.run_batch();
        if outcome.is_err() && !self.connection.is_autocommit() {
            execute(&self.connection, "rollback")?;
        }
        outcome
    }

    fn run_batch(&mut self) -> Result<(), StoreError> {
        execute(&self.connection, "begin immediate")?;
        if let Err(error) = self.run_without_savepoints() {
            self.still_open(&error)?;
            execute(&self.connection, "rollback")?;
            execute(&self.connection, "begin immediate")?;
            self.run_with_savepoints()?;
        }
        execute(&self.connection, "commit")
    }

    /// Runs the operations one after the other, up to the first that fails. Nearly every batch has none, and savepoints
    /// would cost it an eighth of the writer's time.
    fn run_without_savepoints(&mut self) -> Result<(), StoreError> {
        self.batch
            .iter_mut()
            .try_for_each(|job| job.run(&mut SqliteTx::new(&mut self.connection)))
    }

    /// Runs every operation, again where it has been run before (that was rolled back). One that fails takes back its
    /// own changes and no other's.
    fn run_with_savepoints(&mut self) -> Result<(), StoreError> {
        for at in 0..self.batch.len() {
            execute(&self.connection, "savepoint operation")?;
            if let Err(error) = self.batch[at].run(&mut SqliteTx::new(&mut self.connection)) {
                self.still_open(&error)?;
                execute(&self.connection, "rollback to operation")?;
            }
            execute(&self.connection, "release operation")?;
        }
        Ok(())
    }

    /// A disk that is full or fails may end the transaction and not only the statement. Then the whole batch is lost to
    /// this error: what came next would be stored without a transaction.
    fn still_open(&self, error: &StoreError) -> Result<(), StoreError> {
        if self.connection.is_autocommit() {
            return Err(error.clone());
        }
        Ok(())
    }
}

fn execute(connection: &Connection, statement: &'static str) -> Result<(), StoreError> {
    connection
        .prepare_cached(statement)
        .and_then(|mut prepared| prepared.raw_execute())
        .map(drop)
        .map_err(|error| store_error(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tx::{Arg, Sql, Tx};
    use std::sync::mpsc::sync_channel;

    /// A table whose rule is checked at the commit, so that the commit is what fails.
    const TABLE: &str = "pragma foreign_keys = on;
        create table t (id integer primary key, parent integer references t (id) deferrable initially deferred)";
    const INSERT: Sql = Sql::new("insert into t (id, parent) values ($1, $2)");

    fn insert(writer: &mut Writer, id: i64, parent: i64) -> oneshot::Receiver<Result<u64, StoreError>> {
        let (reply, answer) = oneshot::channel();
        let operation =
            move |tx: &mut SqliteTx<'_>| super::super::finish(tx.run(INSERT, &[Arg::I64(id), Arg::I64(parent)]));
        writer.take(Message::Work(Work::boxed(operation, |_| (), reply)));
        answer
    }

    #[test]
    fn a_failed_commit_fails_the_whole_batch_and_no_other() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("test.db");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(TABLE).unwrap();
        let lock = File::create(directory.path().join("lock")).unwrap();
        let (_queue, receiver) = sync_channel(1);
        let counters = Arc::new(Counters::default());
        let mut writer = Writer::new(Opened { connection, lock, path }, receiver, 8, Arc::clone(&counters)).unwrap();

        for batch in [vec![(1, 1), (2, 99), (1, 1)], vec![(2, 99)]] {
            let answers: Vec<_> = batch
                .iter()
                .map(|(id, parent)| insert(&mut writer, *id, *parent))
                .collect();
            writer.serve_batch();
            for mut answer in answers {
                assert!(answer.try_recv().unwrap().is_err());
            }
            let stored: i64 = writer
                .connection
                .query_row("select count(*) from t", [], |row| row.get(0))
                .unwrap();
            assert_eq!(stored, 0);
        }
        let mut good = [
            insert(&mut writer, 1, 1),
            insert(&mut writer, 2, 1),
            insert(&mut writer, 2, 1),
        ];
        writer.serve_batch();
        let answers = good.each_mut().map(|answer| answer.try_recv().unwrap().is_ok());
        assert_eq!(answers, [true, true, false]);
        let stats = counters.snapshot();
        assert_eq!((stats.failed_commits, stats.commits, stats.operations), (2, 1, 3));
    }

    #[test]
    fn a_disk_that_fills_up_in_a_batch_refuses_all_of_it_with_that_reason() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("test.db");
        let connection = Connection::open(&path).unwrap();
        // Room for a few pages more; the engine says the same when it is the disk that ends.
        let settings = "pragma journal_mode = wal; create table t (id integer primary key, body blob);
            pragma max_page_count = 8";
        connection.execute_batch(settings).unwrap();
        let lock = File::create(directory.path().join("lock")).unwrap();
        let (_queue, receiver) = sync_channel(1);
        let counters = Arc::new(Counters::default());
        let mut writer = Writer::new(Opened { connection, lock, path }, receiver, 8, counters).unwrap();
        let body = vec![1; 30_000];
        let put = |writer: &mut Writer, bytes: usize| {
            const PUT: Sql = Sql::new("insert into t (body) values ($1)");
            let (reply, answer) = oneshot::channel();
            let body = body[..bytes].to_vec();
            let operation = move |tx: &mut SqliteTx<'_>| super::super::finish(tx.run(PUT, &[Arg::Bytes(&body)]));
            writer.take(Message::Work(Work::boxed(operation, |_| (), reply)));
            answer
        };
        let batch = [10, 30_000, 10].map(|bytes| put(&mut writer, bytes));
        writer.serve_batch();
        for mut answer in batch {
            assert!(matches!(answer.try_recv().unwrap(), Err(StoreError::Full(_))));
        }
        let count = |writer: &Writer| -> i64 {
            let sql = "select count(*) from t";
            writer.connection.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        assert!(writer.connection.is_autocommit());
        assert_eq!(count(&writer), 0);

        writer.connection.execute_batch("pragma max_page_count = 1000").unwrap();
        let batch = [10, 30_000, 10].map(|bytes| put(&mut writer, bytes));
        writer.serve_batch();
        for mut answer in batch {
            assert!(answer.try_recv().unwrap().is_ok());
        }
        assert_eq!(count(&writer), 3);
    }
}
