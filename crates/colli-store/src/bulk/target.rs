//! Filling an empty database, so that it is whole or as it was.

use super::building::Building;
use super::error::BulkError;
use super::filling::Filling;
use super::source::{Batch, blocking};
use super::sqlite::{FILE, Reading, sync};
use super::sums::TableSum;
use super::tables::TABLES;
use crate::Database;
use crate::sqlite::open;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A database that is being filled. Dropped before the end, what was there is there as before.
pub(crate) enum Target {
    /// A data directory: a file beside the database's place.
    Directory(Place, Option<Box<Building>>),
    /// A database server: one transaction.
    Server(Box<Filling>),
}

impl Target {
    /// Opens one that must be empty. `event_months`: see [`super::source::Source::event_months`].
    pub(crate) async fn open(database: &Database, event_months: &[i64]) -> Result<Self, BulkError> {
        match database {
            Database::Server(url) => Ok(Self::Server(Box::new(Filling::start(url, event_months).await?))),
            Database::Directory(path) => {
                let path = path.clone();
                blocking(move || {
                    let place = Place::take(&path)?;
                    let building = Box::new(Building::start(&place.draft)?);
                    Ok(Self::Directory(place, Some(building)))
                })
                .await
            }
        }
    }

    /// Adds rows.
    pub(crate) async fn load(&mut self, batch: Batch) -> Result<(), BulkError> {
        match self {
            Self::Server(filling) => filling.load(&batch).await,
            Self::Directory(_, building) => {
                let Some(mut taken) = building.take() else {
                    return Ok(());
                };
                let loaded = blocking(move || taken.load(&batch).map(|()| taken)).await?;
                *building = Some(loaded);
                Ok(())
            }
        }
    }

    /// Ends the filling and reads back what is there now.
    pub(crate) async fn read_back(&mut self) -> Result<Vec<TableSum>, BulkError> {
        match self {
            Self::Server(filling) => filling.read_back().await,
            Self::Directory(place, building) => {
                let (draft, building) = (place.draft.clone(), building.take());
                blocking(move || {
                    building.map_or(Ok(()), |building| building.finish())?;
                    Reading::beside(&draft)?.sums()
                })
                .await
            }
        }
    }

    /// Puts it in its place, durably.
    pub(crate) async fn commit(self) -> Result<(), BulkError> {
        match self {
            Self::Server(filling) => filling.commit().await,
            Self::Directory(place, _) => blocking(move || place.settle()).await,
        }
    }
}

/// The place of a database in a data directory, held against servers.
pub(crate) struct Place {
    directory: PathBuf,
    /// Where the new database is made.
    pub(crate) draft: PathBuf,
    /// What was not there before, to be removed again; last made, first removed.
    made: Vec<PathBuf>,
    lock: Option<File>,
}

impl Place {
    /// Takes the place of a data directory, made when missing; its database must have no rows.
    pub(crate) fn take(directory: &Path) -> Result<Self, BulkError> {
        let made = [directory.to_owned(), directory.join("colli.lock"), directory.join(FILE)];
        let mut place = Self {
            directory: directory.to_owned(),
            draft: directory.join("colli.db.new"),
            made: made.into_iter().filter(|path| !path.exists()).collect(),
            lock: None,
        };
        let opened = open::database(directory)?;
        place.lock = Some(opened.lock);
        let shown = directory.display().to_string();
        for table in TABLES {
            let has_rows = format!("select exists (select 1 from {})", table.name);
            let has_rows = opened.connection.query_row(&has_rows, [], |row| row.get(0));
            if has_rows.map_err(BulkError::sqlite(&shown))? {
                let table = table.name;
                return Err(BulkError::NotEmpty { shown, table });
            }
        }
        // A draft of a process that was killed.
        remove(&place.draft)?;
        Ok(place)
    }

    /// Puts the draft in its place.
    pub(crate) fn settle(mut self) -> Result<(), BulkError> {
        let path = self.directory.join(FILE);
        std::fs::rename(&self.draft, &path).map_err(BulkError::file(path))?;
        let is_new = self.made.contains(&self.directory);
        self.made.clear();
        sync(&self.directory)?;
        // A directory without a name in its parent is lost with the power.
        match self.directory.canonicalize().ok().as_deref().and_then(Path::parent) {
            Some(parent) if is_new => sync(parent),
            _ => Ok(()),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = remove(&self.draft);
        for path in self.made.iter().rev() {
            // Only what is empty of others' things goes.
            let _ = if path.is_dir() {
                std::fs::remove_dir(path)
            } else {
                std::fs::remove_file(path)
            };
        }
        self.lock.take();
    }
}

fn remove(path: &Path) -> Result<(), BulkError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(BulkError::file(path)(error)),
        _ => Ok(()),
    }
}
