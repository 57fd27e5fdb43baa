//! Starts a throw-away PostgreSQL, prints the URL of a database, and ends with its standard input:
//! `cargo run -p colli-testkit`, then Ctrl-D.
//!
//! ```text
//! throwaway-postgres                      a server of its own, with TCP
//! throwaway-postgres shared [DIRECTORY]   a database on the server the tests share, or on the one of DIRECTORY
//! ```

use std::error::Error;
use std::io::{Read as _, Write as _};
use std::path::Path;

use colli_testkit::shared::{self, SharedServer};
use colli_testkit::{Cluster, Settings, USER};

/// The server of a directory outlives its last user by two to three times as many seconds.
const LOOK_SECONDS: u32 = 2;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => {
            let cluster = Cluster::start(Settings {
                tcp_port: Some(0),
                ..Settings::default()
            })?;
            serve(&cluster.tcp_url(USER).unwrap_or_else(|| cluster.url(USER)))
        }
        (Some("shared"), None) => serve(shared::database()?.url()),
        (Some("shared"), Some(folder)) => serve(SharedServer::at(Path::new(&folder), LOOK_SECONDS)?.database()?.url()),
        (Some(other), _) => Err(format!("unknown: {other}; known: shared [DIRECTORY]").into()),
    }
}

/// Says where the database is and waits for the end of standard input.
fn serve(url: &str) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{url}")?;
    out.flush()?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
