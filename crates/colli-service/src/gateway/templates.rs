//! Clients' own templates of parcels, and the one used at the checkout.

use super::{GatewayCaller, Object};
use crate::Service;
use crate::error::{Error, Result};
use colli_core::error::Violation;
use colli_core::gateway::template::{DefaultTemplate, UserTemplate};
use colli_store::{ObjectWriting, ObjectsWritten};
use uuid::Uuid;

/// The id of the setting, the same in every environment.
const SETTING: Uuid = Uuid::from_u128(0xc011_17de_1000_4000_8000_0000_0000_0001);

impl Service {
    /// The client's template used at the checkout; `None` when there is none, or it was deleted.
    pub async fn default_template(&self, caller: &GatewayCaller) -> Result<Option<Object<UserTemplate>>> {
        let setting = self.find_object::<DefaultTemplate>(caller.tenant, SETTING).await?;
        match setting.and_then(|setting| setting.value.template) {
            None => Ok(None),
            Some(id) => self.find_object(caller.tenant, id).await,
        }
    }

    /// Uses a client's template at the checkout; `None` uses none.
    pub async fn set_default_template(
        &self,
        caller: &GatewayCaller,
        template: Option<Uuid>,
    ) -> Result<Option<Object<UserTemplate>>> {
        let tenant = caller.tenant;
        let found = match template {
            None => None,
            Some(id) => Some(self.find_object::<UserTemplate>(tenant, id).await?.ok_or_else(|| {
                let text = format!("there is no template with the id {}", id.simple());
                Error::violation(Violation::new("object_id", "unknown", text))
            })?),
        };
        let value = DefaultTemplate { template };
        let writing = ObjectWriting {
            objects: vec![self.new_object(SETTING, self.object_time(tenant), &value)?],
            ..ObjectWriting::default()
        };
        if self.write_objects(tenant, writing).await? != ObjectsWritten::Done {
            let change = |setting: &Object<DefaultTemplate>| Ok((setting.value != value).then(|| value.clone()));
            self.change_object(tenant, SETTING, change).await?;
        }
        Ok(found)
    }
}
