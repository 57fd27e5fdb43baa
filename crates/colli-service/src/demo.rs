//! The demo organisation and a second one to prove isolation (design section 3). Made by `--demo` only.

use crate::Service;
use crate::error::{Error, Result};
use colli_core::account::AccountSettings;
use colli_core::app::Scope;
use colli_core::ids::{AccountNumber, Environment, OrganisationId, Tenant, UserId};
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// A key of the demo.
struct DemoKey {
    organisation: Uuid,
    environment: Environment,
    user: &'static str,
    key: &'static str,
    accounts: &'static [(&'static str, Contract)],
}

/// What a demo account may book.
#[derive(Clone, Copy)]
enum Contract {
    Full,
    /// Without same-day delivery and without a return product.
    Restricted,
}

const DEMO: Uuid = Uuid::from_u128(0xc011_1000_0000_4000_8000_0000_0000_1000);
const OTHER: Uuid = Uuid::from_u128(0xc011_1000_0000_4000_8000_0000_0000_2000);

const KEYS: [DemoKey; 3] = [
    DemoKey {
        organisation: DEMO,
        environment: Environment::Test,
        user: "c0111000-0000-4000-8000-000000000001",
        key: "c0111000-0000-4000-8000-0000000000aa",
        accounts: &[("08500001", Contract::Full), ("08500002", Contract::Restricted)],
    },
    DemoKey {
        organisation: DEMO,
        environment: Environment::Live,
        user: "c0111000-0000-4000-8000-000000000002",
        key: "c0111000-0000-4000-8000-0000000000bb",
        accounts: &[("08500003", Contract::Full)],
    },
    DemoKey {
        organisation: OTHER,
        environment: Environment::Test,
        user: "c0111000-0000-4000-8000-000000000009",
        key: "c0111000-0000-4000-8000-0000000000ff",
        accounts: &[("08600001", Contract::Full)],
    },
];

/// Tokens of the own API.
const OPERATOR_TOKENS: [(Uuid, &str); 2] = [(DEMO, "colli_demo_admin"), (OTHER, "colli_other_admin")];

/// A token of the gateway's API.
struct DemoGatewayToken {
    organisation: Uuid,
    environment: Environment,
    owner: &'static str,
    token: &'static str,
}

const GATEWAY_TOKENS: [DemoGatewayToken; 3] = [
    DemoGatewayToken {
        organisation: DEMO,
        environment: Environment::Test,
        owner: "demo@colli.example",
        token: "shippo_test_colli_demo",
    },
    DemoGatewayToken {
        organisation: DEMO,
        environment: Environment::Live,
        owner: "demo@colli.example",
        token: "shippo_live_colli_demo",
    },
    DemoGatewayToken {
        organisation: OTHER,
        environment: Environment::Test,
        owner: "other@colli.example",
        token: "shippo_test_colli_other",
    },
];

/// An app with a key that is published.
struct DemoApp {
    organisation: Uuid,
    name: &'static str,
    scopes: &'static [Scope],
    key: &'static str,
}

const APPS: [DemoApp; 4] = [
    DemoApp {
        organisation: DEMO,
        name: "Demo",
        scopes: &[Scope::Tracking, Scope::Locations],
        key: "colli-demo-key",
    },
    DemoApp {
        organisation: DEMO,
        name: "Demo, tracking only",
        scopes: &[Scope::Tracking],
        key: "colli-demo-tracking-only",
    },
    DemoApp {
        organisation: DEMO,
        name: "Demo, locations only",
        scopes: &[Scope::Locations],
        key: "colli-demo-locations-only",
    },
    DemoApp {
        organisation: OTHER,
        name: "Other",
        scopes: &[Scope::Tracking, Scope::Locations],
        key: "colli-other-key",
    },
];

impl Service {
    /// Makes both demo organisations with their keys and accounts, and lets them in. Doing it again changes nothing.
    pub async fn seed_demo(&self) -> Result<()> {
        self.demo.store(true, Ordering::Relaxed);
        self.told.allow_loopback();
        self.create_organisation(OrganisationId(DEMO), "Colli demo").await?;
        self.create_organisation(OrganisationId(OTHER), "Colli other").await?;
        for (organisation, token) in OPERATOR_TOKENS {
            self.put_operator_token(OrganisationId(organisation), "demo", token)
                .await?;
        }
        for app in &APPS {
            let tenant = Tenant {
                organisation: OrganisationId(app.organisation),
                environment: Environment::Test,
            };
            self.put_app(tenant, app.name, app.scopes, app.key).await?;
        }
        for demo in &GATEWAY_TOKENS {
            let tenant = Tenant {
                organisation: OrganisationId(demo.organisation),
                environment: demo.environment,
            };
            self.put_gateway_token(tenant, demo.owner, "demo", demo.token).await?;
        }
        for demo in &KEYS {
            let tenant = Tenant {
                organisation: OrganisationId(demo.organisation),
                environment: demo.environment,
            };
            let user = Uuid::parse_str(demo.user).map_err(|error| Error::Internal(error.to_string()))?;
            self.put_key(UserId(user), tenant, "demo", demo.key).await?;
            for (number, contract) in demo.accounts {
                let number = AccountNumber::parse(number)
                    .ok_or_else(|| Error::Internal("a demo account number is malformed".to_owned()))?;
                self.put_account(number, tenant, self.contract(*contract)).await?;
            }
            if demo.environment == Environment::Test {
                self.seed_notifications(tenant).await?;
            }
        }
        Ok(())
    }

    /// Whether an organisation is let in. The demo's credentials are published: on a data directory that once served
    /// the demo they open nothing unless it is the demo again.
    pub(crate) fn is_welcome(&self, organisation: OrganisationId) -> bool {
        self.demo.load(Ordering::Relaxed) || ![DEMO, OTHER].contains(&organisation.0)
    }

    fn contract(&self, contract: Contract) -> AccountSettings {
        let catalogue = &self.network.catalogue;
        match contract {
            Contract::Full => AccountSettings::default(),
            Contract::Restricted => AccountSettings {
                excluded_products: catalogue
                    .all_products()
                    .iter()
                    .filter(|product| product.is_return || product.key == "DFY-SDD")
                    .map(|product| product.key.clone())
                    .collect(),
                excluded_options: ["SDD", "ADD_RETURN_LABEL", "PRINTLESS"].map(str::to_owned).to_vec(),
                label_layout: None,
            },
        }
    }
}
