//! The developer's commands. Uses the standard library only, so that it compiles in a second.

mod check;
mod run;
mod setup;
mod test;

use std::process::ExitCode;

use run::Outcome;

const HELP: &str = "\
cargo xtask COMMAND

  test    install what the tests need where it is missing, then formatting, lints and every test
  check   formatting, lints, documentation, the rules of the house, dependencies; no tests
  bench   build in release mode and run the benchmarks, each beside its yardstick
  help    this text
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_else(|| "help".to_owned());
    let rest: Vec<String> = arguments.collect();
    let outcome = match command.as_str() {
        "test" => test::run(),
        "check" => check::run(),
        "bench" => bench(&rest),
        "help" | "--help" | "-h" => {
            run::say(HELP.trim_end());
            Ok(())
        }
        other => Err(format!("unknown command {other}\n\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            run::say(&format!("xtask {command}: {message}"));
            ExitCode::FAILURE
        }
    }
}

/// Further arguments go to the benchmark program, which runs the server that lies beside it.
fn bench(arguments: &[String]) -> Outcome {
    run::cargo(
        "the server, in release mode",
        &["build", "--release", "--package", "colli"],
    )?;
    let mut command = vec!["run", "--release", "--package", "colli-bench", "--"];
    command.extend(arguments.iter().map(String::as_str));
    run::cargo("benchmarks, in release mode", &command)
}
