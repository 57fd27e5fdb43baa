//! A database into another, empty one, of the same engine or not.

use super::error::BulkError;
use super::source::Source;
use super::sums::{Sums, TableSum};
use super::tables::TABLES;
use super::target::Target;
use crate::Database;

/// What became of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copied {
    /// What was sent.
    pub sent: TableSum,
    /// What was found there afterwards.
    pub arrived: TableSum,
}

impl Copied {
    /// Whether all of it arrived as it was sent.
    pub fn is_equal(&self) -> bool {
        self.sent == self.arrived
    }
}

/// A copy that is complete and not yet in force: others do not see it, and it is gone when this is dropped.
pub struct Copy {
    target: Target,
    tables: Vec<Copied>,
}

impl Copy {
    /// Copies a database that is not in use into an empty one, made when missing. An embedded source is brought up to
    /// date first, as a start would do.
    pub async fn make(from: &Database, to: &Database) -> Result<Self, BulkError> {
        Self::of(Source::alone(from).await?, to).await
    }

    /// Copies what a source has.
    pub(crate) async fn of(source: Source, to: &Database) -> Result<Self, BulkError> {
        let (source, event_months) = match to {
            Database::Server(_) => source.event_months().await?,
            Database::Directory(_) => (source, Vec::new()),
        };
        let mut target = Target::open(to, &event_months).await?;
        let mut stream = source.stream(TABLES);
        let mut sent = Sums::default();
        while let Some(batch) = stream.next().await? {
            sent.add(&batch);
            target.load(batch).await?;
        }
        let arrived = target.read_back().await?;
        let tables = sent.finish().into_iter().zip(arrived);
        let tables = tables.map(|(sent, arrived)| Copied { sent, arrived }).collect();
        Ok(Self { target, tables })
    }

    /// A target that was filled by other means.
    pub(crate) fn filled(target: Target, tables: Vec<Copied>) -> Self {
        Self { target, tables }
    }

    /// The tables, compared.
    pub fn tables(&self) -> &[Copied] {
        &self.tables
    }

    /// Puts it in force, durably. Refused when a table did not arrive as it was sent.
    pub async fn commit(self) -> Result<(), BulkError> {
        let differing: Vec<&str> = self
            .tables
            .iter()
            .filter(|table| !table.is_equal())
            .map(|table| table.sent.table.as_str())
            .collect();
        if !differing.is_empty() {
            return Err(BulkError::Differs(differing.join(", ")));
        }
        self.target.commit().await
    }
}
