//! Objects inside other objects: made before and named by their ids, or given whole and made along with what holds them.

use super::GatewayCaller;
use crate::Service;
use crate::error::{Error, Result};
use colli_core::error::Violation;
use colli_core::gateway::address::Address;
use colli_core::gateway::customs::{Declaration, Item};
use colli_core::gateway::{Held, Kind};
use colli_store::ObjectWriting;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Something a request names or holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Given<T> {
    /// It was made before.
    Id(Uuid),
    /// It is to be made.
    New(T),
}

/// A declaration as a request holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewDeclaration {
    /// What it says, without its goods.
    pub declaration: Declaration,
    /// The goods, with the paths of their fields.
    pub items: Vec<(String, Given<Item>)>,
    /// The importer, with the path of its field.
    pub importer: Option<(String, Given<Address>)>,
}

/// The member of a declaration that names its importer.
pub const IMPORTER: &str = "address_importer";

impl Service {
    /// What a request names or holds, as another object holds it. What is new is added to `writing`; an id nothing has is
    /// a violation of `field`. Ids of new objects are made from `field`, which is another for each.
    pub(super) async fn hold<T>(
        &self,
        caller: &GatewayCaller,
        given: Given<T>,
        field: &str,
        writing: &mut ObjectWriting,
    ) -> Result<Held<T>>
    where
        T: Kind + Clone + Serialize + DeserializeOwned,
    {
        match given {
            Given::Id(id) => {
                let found = self.find_object(caller.tenant, id).await?;
                let object = found.ok_or_else(|| unknown(field, id))?;
                Ok(Held {
                    id,
                    created_at: object.created_at,
                    value: object.value,
                })
            }
            Given::New(value) => {
                let id = self.object_id(caller, field)?;
                let created_at = self.object_time(caller.tenant);
                writing.objects.push(self.new_object(id, created_at, &value)?);
                Ok(Held { id, created_at, value })
            }
        }
    }

    /// The same for a declaration, its goods and its importer.
    pub(super) async fn hold_declaration(
        &self,
        caller: &GatewayCaller,
        given: Given<NewDeclaration>,
        field: &str,
        writing: &mut ObjectWriting,
    ) -> Result<Held<Declaration>> {
        let new = match given {
            Given::Id(id) => return self.hold(caller, Given::Id(id), field, writing).await,
            Given::New(new) => new,
        };
        let mut declaration = new.declaration;
        for (path, item) in new.items {
            declaration.items.push(self.hold(caller, item, &path, writing).await?);
        }
        if let Some((path, importer)) = new.importer {
            let importer = self.hold(caller, importer, &path, writing).await?;
            let id = importer.id.simple().to_string();
            declaration.more.insert(IMPORTER.to_owned(), id.into());
        }
        self.hold(caller, Given::New(declaration), field, writing).await
    }
}

fn unknown(field: &str, id: Uuid) -> Error {
    Error::violation(Violation::new(
        field,
        "unknown",
        format!("there is no object with the id {}", id.simple()),
    ))
}
