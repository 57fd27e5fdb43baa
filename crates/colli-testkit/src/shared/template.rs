//! Databases that are filled once and copied for each test.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::home::{SharedServer, locked};
use super::{Maker, TestDatabase, create_from, drop_stale};
use crate::error::Error;

impl Maker {
    pub(super) fn create_from_template(
        &self,
        key: &str,
        fill: impl FnOnce(&str) -> Result<(), Error>,
    ) -> Result<TestDatabase, Error> {
        let template = template_name(key);
        if let Some(database) = self.copy(&template)? {
            return Ok(database);
        }
        {
            let _lock = locked(&self.lock)?;
            if let Some(database) = self.copy(&template)? {
                return Ok(database);
            }
            self.fill(&template, fill)?;
        }
        self.copy(&template)?
            .ok_or_else(|| Error::Fill(format!("{template} is gone").into()))
    }

    /// A copy of the template, if there is one.
    fn copy(&self, template: &str) -> Result<Option<TestDatabase>, Error> {
        let printed = self.run(&format!(
            "{}SELECT count(*) > 0 AS found FROM pg_database WHERE datname = '{template}'
             \\gset
             \\if :found
             {}\\endif
            ",
            drop_stale(),
            create_from(template)
        ))?;
        Ok((!printed.is_empty()).then(|| self.database(printed)))
    }

    /// Only a filled database gets the template's name, so that a test killed while filling leaves a stale database and
    /// no half template. Nobody may connect afterwards, as a session would keep others from copying.
    fn fill(&self, template: &str, fill: impl FnOnce(&str) -> Result<(), Error>) -> Result<(), Error> {
        let mut filled = self.create()?;
        fill(filled.url())?;
        let name = filled.name();
        self.run(&format!(
            "SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity WHERE datname = '{name}'
             \\gset
             ALTER DATABASE \"{name}\" RENAME TO \"{template}\";
             ALTER DATABASE \"{template}\" ALLOW_CONNECTIONS false;
            "
        ))?;
        filled.renamed = true;
        Ok(())
    }
}

impl SharedServer {
    /// As [`database_from_template`](super::database_from_template), on this server.
    pub fn database_from_template<E>(
        &self,
        key: &str,
        fill: impl FnOnce(&str) -> Result<(), E>,
    ) -> Result<TestDatabase, Error>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let fill = |url: &str| fill(url).map_err(|error| Error::Fill(error.into()));
        self.maker()?.create_from_template(key, fill)
    }
}

fn template_name(key: &str) -> String {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    format!("colli_template_{:016x}", hasher.finish())
}
