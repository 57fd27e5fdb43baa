//! Clients of assistants: they come with the key of an app, or with a token of the own API.

use crate::Service;
use crate::error::{Error, Result};
use colli_core::app::{App, Scope, Scopes};
use colli_core::ids::{Environment, Tenant};
use std::sync::Arc;

/// Who calls for an assistant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Client {
    /// The environment the credentials open.
    pub tenant: Tenant,
    /// What they may be used for.
    pub scopes: Scopes,
    /// The app, where a key of one was brought.
    pub app: Option<Arc<App>>,
}

impl Client {
    /// Whether it may use a scope.
    pub fn require(&self, scope: Scope) -> Result<()> {
        if self.scopes.has(scope) {
            Ok(())
        } else {
            Err(Error::Forbidden(match scope {
                Scope::Tracking => "This key is not meant for this: its app lacks the scope tracking",
                Scope::Locations => "This key is not meant for this: its app lacks the scope locations",
                Scope::Shipping => "This key is not meant for this: its app lacks the scope shipping",
            }))
        }
    }
}

impl From<Arc<App>> for Client {
    fn from(app: Arc<App>) -> Self {
        Self {
            tenant: app.tenant,
            scopes: app.scopes,
            app: Some(app),
        }
    }
}

impl Service {
    /// Who calls for an assistant: with an app's key (in its header, or as a bearer token), or with a token of the own API,
    /// which opens everything of the environment it names.
    pub async fn authenticate_client(
        &self,
        key: Option<&str>,
        bearer: Option<&str>,
        environment: Environment,
    ) -> Result<Client> {
        const NEEDED: Error = Error::Unauthenticated(
            "Credentials are needed: DHL-API-Key: <key of an app>, or Authorization: Bearer <key or token>",
        );
        if let Some(key) = key {
            return Ok(self.authenticate_app(key).await?.into());
        }
        let token = bearer.ok_or(NEEDED)?;
        match self.authenticate_operator(token).await {
            Ok(organisation) => Ok(Client {
                tenant: Tenant {
                    organisation,
                    environment,
                },
                scopes: Scopes::all(),
                app: None,
            }),
            Err(Error::Unauthenticated(_)) => Ok(self.authenticate_app(token).await?.into()),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_core::ids::OrganisationId;
    use uuid::Uuid;

    #[test]
    fn a_scope_that_is_missing_is_named() {
        let client = Client {
            tenant: Tenant {
                organisation: OrganisationId(Uuid::from_u128(1)),
                environment: Environment::Test,
            },
            scopes: Scopes::default(),
            app: None,
        };
        for scope in Scope::ALL {
            let Err(Error::Forbidden(message)) = client.require(scope) else {
                panic!("{scope:?} is open");
            };
            assert!(message.ends_with(scope.word()), "{message}");
        }
    }
}
