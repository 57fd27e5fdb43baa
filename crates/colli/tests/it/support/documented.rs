//! Pages of `docs/`: their commands are run, their tables compared with what they are about.

use super::TestServer;
use super::client::Request;
use colli_http::docs::Difference;
use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

/// Where the pages say the server is.
const ADDRESS: &str = "127.0.0.1:8080";
/// Where they say a receiver of theirs listens: port and address, as shells and as Python have it.
const HOOKS: [&str; 2] = ["127.0.0.1:9000", "\"127.0.0.1\", 9000"];
/// What stands before the result a command must print.
const RESULT: &str = "# → ";

/// A page.
#[derive(Clone, Copy)]
pub struct Page(pub &'static str);

impl Page {
    /// Its blocks in a language, in order.
    pub fn blocks(self, language: &str) -> Vec<&'static str> {
        let fence = format!("```{language}\n");
        let starts = self.0.match_indices(&fence).map(|(at, fence)| at + fence.len());
        starts
            .map(|start| self.0[start..].split("```").next().unwrap())
            .collect()
    }

    /// Its commands, in order.
    fn commands(self) -> String {
        self.blocks("sh").concat()
    }

    /// Runs its commands against a server, and some more after them. What stands after `# →` must be printed, in order; what
    /// comes after the last of these results is answered.
    pub async fn run(self, server: &TestServer, folder: &Path, more: &str) -> String {
        let script = on_server(&format!("{}{more}", self.commands()), server);
        // What a page leaves running must not outlive it.
        let script = format!("trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{script}");
        let here = folder.to_owned();
        let ran = tokio::task::spawn_blocking(move || {
            let mut bash = Command::new("bash");
            bash.args(["-euo", "pipefail", "-c", &script]);
            bash.env("NO_PROXY", "*").env("PATH", path_with_program());
            bash.current_dir(here).output()
        });
        let ran = ran.await.unwrap().unwrap();
        let (printed, wrong) = (
            String::from_utf8_lossy(&ran.stdout),
            String::from_utf8_lossy(&ran.stderr),
        );
        assert!(ran.status.success(), "{printed}\n{wrong}");
        let mut rest: &str = &printed;
        for expected in self.results() {
            let Some(at) = rest.find(expected) else {
                panic!("{expected:?} was not printed here:\n{rest}\nof\n{printed}");
            };
            rest = &rest[at + expected.len()..];
        }
        rest.to_owned()
    }

    /// What its commands must print.
    pub fn results(self) -> Vec<&'static str> {
        let lines = self.blocks("sh").into_iter().flat_map(str::lines);
        lines
            .filter_map(|line| Some(line.split_once(RESULT)?.1.trim()))
            .collect()
    }

    /// The cells of the rows of its tables whose first one is code: `| `a` | b |`.
    pub fn rows(self) -> Vec<Vec<&'static str>> {
        let rows = self.0.lines().filter(|line| line.starts_with("| `"));
        rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect())
            .collect()
    }

    /// Its last table is that of these differences, word for word.
    pub fn assert_lists(self, differences: &[Difference]) {
        assert!(!differences.is_empty());
        let mut table = String::new();
        for Difference { about, original, here } in differences {
            let _ = writeln!(table, "| {about} | {original} | {here} |");
        }
        assert!(
            self.0
                .ends_with(&format!("| about | original | here |\n|---|---|---|\n{table}")),
            "the page should end with\n{table}"
        );
    }

    /// The documentation shows its chapters.
    pub async fn assert_shown(self, server: &TestServer, path: &str) -> String {
        let html = Request::new(server.address, "GET", path).send().await.text();
        for heading in self.0.lines().filter_map(|line| line.strip_prefix("## ")) {
            assert!(html.contains(&escaped(heading)), "{path} lacks {heading}");
        }
        html
    }
}

/// The documentation shows every difference.
pub async fn assert_differences_shown(server: &TestServer, path: &str, differences: &[Difference]) {
    let html = Request::new(server.address, "GET", path).send().await.text();
    assert!(html.contains("Where this differs from the original"));
    let html = html.replace("<code>", "").replace("</code>", "");
    for difference in differences {
        for text in [difference.about, difference.original, difference.here] {
            assert!(html.contains(&escaped(&text.replace('`', ""))), "{text}");
        }
    }
}

/// A text of a page for a server and a receiver of this test alone.
pub fn on_server(text: &str, server: &TestServer) -> String {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let text = text.replace(ADDRESS, &server.address.to_string());
    HOOKS.into_iter().fold(text, |text, hook| {
        text.replace(hook, &hook.replace("9000", &free.to_string()))
    })
}

/// Where programs are found, the one under test first.
fn path_with_program() -> std::ffi::OsString {
    let own = Path::new(env!("CARGO_BIN_EXE_colli")).parent().unwrap();
    let mut path = own.as_os_str().to_owned();
    path.push(":/usr/local/bin:/usr/bin:/bin");
    path
}

fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}
