//! Loading many shipments at once: past the look-ups a registration makes, in one transaction however many they are.

mod batch;
mod postgres;
mod sqlite;

use super::error::BulkError;
use super::source::blocking;
use super::tables::{SHIPMENTS, Table};
use crate::Database;
pub use batch::ShipmentBatch;
use postgres::Server;
use sqlite::Directory;

/// Shipments without their number, which the database gives.
const NEW_SHIPMENTS: Table = Table {
    columns: match SHIPMENTS.columns {
        [_seq, rest @ ..] => rest,
        [] => &[],
    },
    ..SHIPMENTS
};

/// A way into a database for batches of shipments. Dropped before the end, nothing of them is stored. It is taken out
/// while a batch is under way, so that it is gone after one that failed.
pub struct Loader(Option<Way>);

enum Way {
    /// A data directory nobody else uses.
    Directory(Box<Directory>),
    /// A database server, beside whoever uses it.
    Server(Box<Server>),
}

/// What a load did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Loaded {
    /// What the database grew by, in bytes.
    pub grown_bytes: u64,
}

impl Loader {
    /// Opens a way into a database; servers of a data directory must be stopped.
    pub async fn open(database: &Database) -> Result<Self, BulkError> {
        Ok(Self(Some(match database {
            Database::Server(url) => Way::Server(Box::new(Server::open(url).await?)),
            Database::Directory(path) => {
                let path = path.clone();
                Way::Directory(Box::new(blocking(move || Directory::open(&path)).await?))
            }
        })))
    }

    /// Adds a batch. An id, code or label that is there already, in the database or in a batch, is a duplicate: then the
    /// whole load is over.
    pub async fn load(&mut self, batch: ShipmentBatch) -> Result<(), BulkError> {
        let way = match self.way()? {
            Way::Server(server) => {
                server.load(&batch).await?;
                Way::Server(server)
            }
            Way::Directory(directory) => {
                let load = move || directory.load(&batch).map(|()| directory);
                Way::Directory(blocking(load).await?)
            }
        };
        self.0 = Some(way);
        Ok(())
    }

    /// Stores everything, durably, and tells the engine what is in its tables now.
    pub async fn finish(mut self) -> Result<Loaded, BulkError> {
        match self.way()? {
            Way::Server(server) => server.finish().await,
            Way::Directory(directory) => blocking(move || directory.finish()).await,
        }
    }

    fn way(&mut self) -> Result<Way, BulkError> {
        let way = self.0.take();
        way.ok_or_else(|| BulkError::Aborted("a batch failed before".to_owned()))
    }
}
