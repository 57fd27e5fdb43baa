//! `colli key …` and `colli token …`: what organisations of your own log in with, and the key that signs access tokens.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Arc;

use colli_core::account::AccountSettings;
use colli_core::ids::{AccountNumber, Environment, Tenant};
use colli_service::Service;

use crate::cli::{DatabaseArgs, KeyCreateArgs, TokenCreateArgs, TokenEnvironment};
use crate::config::{self, Config, Loaded};
use crate::{Failure, USAGE, start};

/// Makes an organisation with its accounts and a key, and prints the key: the only time it is seen.
pub fn create(args: &KeyCreateArgs) -> Result<(), Failure> {
    let environment = config::environment();
    let config = load(&args.database, &environment)?;
    let accounts = accounts(&args.accounts)?;
    let half = if args.live {
        Environment::Live
    } else {
        Environment::Test
    };
    with_service(&config, &environment, async |service| {
        make(service, &args.organisation, half, &accounts).await
    })
}

/// Puts a new signing key in the place of the one in use, and prints its name.
pub fn rotate(args: &DatabaseArgs) -> Result<(), Failure> {
    let environment = config::environment();
    let config = load(args, &environment)?;
    with_service(&config, &environment, async |service| {
        let rotated = service.rotate_signing_key().await;
        let rotated = rotated.map_err(|error| Failure::failed(error.to_string()))?;
        writeln!(std::io::stdout(), "kid {}", rotated.kid)?;
        writeln!(
            std::io::stderr(),
            "Tokens signed with the key before it are accepted until {:.0}.",
            rotated.old_accepted_until
        )?;
        Ok(())
    })
}

/// Makes a token of the own API or of Shippo's, and prints it: the only time it is seen.
pub fn create_token(args: &TokenCreateArgs) -> Result<(), Failure> {
    let environment = config::environment();
    let config = load(&args.database, &environment)?;
    with_service(&config, &environment, async |service| {
        let failed = |error: colli_service::Error| Failure::failed(error.to_string());
        let organisation = Service::organisation_named(&args.organisation);
        service
            .create_organisation(organisation, &args.organisation)
            .await
            .map_err(failed)?;
        let token = match args.shippo {
            None => service.create_operator_token(organisation, &args.name).await,
            Some(environment) => {
                let environment = match environment {
                    TokenEnvironment::Test => Environment::Test,
                    TokenEnvironment::Live => Environment::Live,
                };
                let tenant = Tenant {
                    organisation,
                    environment,
                };
                service.create_gateway_token(tenant, &args.owner, &args.name).await
            }
        };
        let token = token.map_err(failed)?;
        writeln!(std::io::stdout(), "token {token}")?;
        writeln!(std::io::stderr(), "Keep the token: only its hash is stored.")?;
        Ok(())
    })
}

fn load(args: &DatabaseArgs, environment: &BTreeMap<String, String>) -> Result<Config, Failure> {
    let Loaded { config, .. } = config::load(args.config.as_deref(), environment, &args.settings())?;
    Ok(config)
}

/// Opens the installation, does something with it, and closes it.
fn with_service(
    config: &Config,
    environment: &BTreeMap<String, String>,
    work: impl AsyncFnOnce(&Arc<Service>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let master_key = environment.get(config::MASTER_KEY).map(String::as_str);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (service, _) = start::open_service(config, master_key).await?;
        let done = work(&service).await;
        service.close().await;
        done
    })
}

fn accounts(texts: &[String]) -> Result<Vec<AccountNumber>, Failure> {
    let read = |text: &String| {
        AccountNumber::parse(text).ok_or_else(|| Failure {
            line: format!("--account {text}: an account number has eight digits, such as 08500003"),
            code: USAGE,
        })
    };
    texts.iter().map(read).collect()
}

async fn make(
    service: &Arc<Service>,
    organisation: &str,
    environment: Environment,
    accounts: &[AccountNumber],
) -> Result<(), Failure> {
    let failed = |error: colli_service::Error| Failure::failed(error.to_string());
    let tenant = Tenant {
        organisation: Service::organisation_named(organisation),
        environment,
    };
    service
        .create_organisation(tenant.organisation, organisation)
        .await
        .map_err(failed)?;
    for account in accounts {
        service
            .put_account(*account, tenant, AccountSettings::default())
            .await
            .map_err(failed)?;
    }
    let key = service.create_key(tenant, organisation).await.map_err(failed)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "userId {}\nkey    {}", key.user, key.key)?;
    writeln!(
        std::io::stderr(),
        "Keep the key: only its hash is stored. Making another one invalidates it."
    )?;
    Ok(())
}
