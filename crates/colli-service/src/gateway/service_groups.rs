//! Service groups of shops.

use super::objects::PAGE_ENTRIES_MAX;
use super::{GatewayCaller, Object, PageAsked};
use crate::Service;
use crate::error::{Error, Result};
use colli_core::error::{Violation, Violations};
use colli_core::gateway::carrier_account::CarrierAccount;
use colli_core::gateway::service_group::ServiceGroup;
use uuid::Uuid;

impl Service {
    /// Makes a service group. Its accounts must be there, with its service levels.
    pub async fn create_service_group(
        &self,
        caller: &GatewayCaller,
        group: ServiceGroup,
    ) -> Result<Object<ServiceGroup>> {
        self.check_levels(caller, &group).await?;
        if self.service_groups(caller).await?.len() >= PAGE_ENTRIES_MAX {
            return Err(Error::violation(
                Violation::new("", "length", "there are too many service groups")
                    .accepting([format!("up to {PAGE_ENTRIES_MAX} groups")]),
            ));
        }
        self.create_object(caller, group).await
    }

    /// Changes a service group.
    pub async fn change_service_group(
        &self,
        caller: &GatewayCaller,
        id: Uuid,
        group: ServiceGroup,
    ) -> Result<Object<ServiceGroup>> {
        self.object::<ServiceGroup>(caller.tenant, id).await?;
        self.check_levels(caller, &group).await?;
        self.change_object(caller.tenant, id, |_| Ok(Some(group.clone()))).await
    }

    /// All service groups, newest first.
    pub async fn service_groups(&self, caller: &GatewayCaller) -> Result<Vec<Object<ServiceGroup>>> {
        let all = PageAsked::new(1, PAGE_ENTRIES_MAX);
        Ok(self.list_objects(caller.tenant, all).await?.entries)
    }

    async fn check_levels(&self, caller: &GatewayCaller, group: &ServiceGroup) -> Result<()> {
        let mut found = Violations::new();
        for (index, level) in group.levels.iter().enumerate() {
            let path = format!("service_levels[{index}]");
            let account = self.find_object::<CarrierAccount>(caller.tenant, level.account).await?;
            let Some(account) = account else {
                let text = format!("there is no account with the id {}", level.account.simple());
                found.push(Violation::new(format!("{path}.account_object_id"), "unknown", text));
                continue;
            };
            let levels = self.service_levels(caller, &account).await?;
            if !levels.iter().any(|known| known.token == level.service) {
                found.push(
                    Violation::new(
                        format!("{path}.service_level_token"),
                        "unknown",
                        "the account has no such service level",
                    )
                    .accepting(levels.into_iter().map(|known| known.token)),
                );
            }
        }
        found.into_result(()).map_err(Error::Invalid)
    }
}
