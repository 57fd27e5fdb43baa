//! Addresses and customs declarations: validated, and made with what they hold.

use super::{GatewayCaller, Given, NewDeclaration, Object};
use crate::Service;
use crate::error::Result;
use colli_core::gateway::address::Address;
use colli_core::gateway::customs::Declaration;
use colli_core::gateway::{Held, Kind as _, validate};
use colli_store::{ObjectWriting, ObjectsWritten};
use uuid::Uuid;

impl Service {
    /// An address with what its validation gives, mended.
    pub fn validated(&self, caller: &GatewayCaller, address: &Address) -> Address {
        validate::validated(address, self.network(), caller.is_test())
    }

    /// Validates an address that was made before: a new one, mended.
    pub async fn validate_address(&self, caller: &GatewayCaller, id: Uuid) -> Result<Object<Address>> {
        let address = self.object::<Address>(caller.tenant, id).await?;
        let validated = self.validated(caller, &address.value);
        self.create_object(caller, validated).await
    }

    /// Makes a customs declaration, with those of its goods that are new.
    pub async fn create_declaration(&self, caller: &GatewayCaller, new: NewDeclaration) -> Result<Held<Declaration>> {
        let mut writing = ObjectWriting::default();
        let given = Given::New(new);
        let held = self
            .hold_declaration(caller, given, Declaration::KIND, &mut writing)
            .await?;
        if self.write_objects(caller.tenant, writing).await? == ObjectsWritten::Done {
            return Ok(held);
        }
        let made_before = self.object::<Declaration>(caller.tenant, held.id).await?;
        Ok(made_before.held())
    }
}
