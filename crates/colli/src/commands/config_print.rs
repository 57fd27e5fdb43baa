//! `colli config`.

use std::io::Write as _;

use crate::Failure;
use crate::cli::ConfigArgs;
use crate::config;

/// Prints the commented defaults, or the configuration a server would run with.
pub fn run(args: &ConfigArgs) -> Result<(), Failure> {
    let text = if args.effective || args.config.is_some() {
        let loaded = config::load(args.config.as_deref(), &config::environment(), &[])?;
        toml::to_string(&loaded.config).map_err(|error| Failure::failed(error.to_string()))?
    } else {
        config::DEFAULTS.to_owned()
    };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
