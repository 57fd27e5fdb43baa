//! Lines as they reach standard error.

use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use colli_service::clock::Clock;
use jiff::Timestamp;
use proptest::prelude::*;

use super::writer::{self, Flush, GATHER, LogWriter};
use super::{escape, source_place, subscriber};
use crate::config::{Log, LogFormat};

/// Longer than any test takes: nothing is written because time went by.
const FOREVER: Duration = Duration::from_hours(1);
/// A test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends on what is written, one message for each write.
struct Pipe(Sender<Vec<u8>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.0.send(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reports that a write has begun, then waits for leave to do it.
struct Slow {
    begun: Sender<()>,
    leave: Receiver<()>,
    out: Pipe,
}

impl Write for Slow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.begun.send(());
        let _ = self.leave.recv();
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn dropped_line(count: u64) -> Vec<u8> {
    format!("dropped {count}\n").into_bytes()
}

fn piped(gather: Duration) -> (LogWriter, Flush, Receiver<Vec<u8>>) {
    let (send, written) = mpsc::channel();
    let (writer, flush) = writer::start(Pipe(send), gather, dropped_line).unwrap();
    (writer, flush, written)
}

fn all(written: &Receiver<Vec<u8>>) -> String {
    String::from_utf8(written.try_iter().flatten().collect()).unwrap()
}

#[test]
fn a_lone_line_is_written_without_a_second_one() {
    let (writer, _flush, written) = piped(GATHER);
    for line in ["first\n", "second\n"] {
        writer.hand_over(line.as_bytes(), false);
        assert_eq!(written.recv_timeout(PATIENCE).unwrap(), line.as_bytes());
    }
}

#[test]
fn lines_gather_until_an_urgent_one_takes_them_along() {
    let (writer, _flush, written) = piped(FOREVER);
    writer.hand_over(b"one\n", false);
    writer.hand_over(b"two\n", false);
    writer.hand_over(b"bad\n", true);
    assert_eq!(written.recv_timeout(PATIENCE).unwrap(), b"one\ntwo\nbad\n");
    writer.hand_over(b"bad again\n", true);
    assert_eq!(written.recv_timeout(PATIENCE).unwrap(), b"bad again\n");
}

#[test]
fn the_end_writes_what_has_gathered() {
    let (writer, flush, written) = piped(FOREVER);
    writer.hand_over(b"last words\n", false);
    drop(flush);
    assert_eq!(all(&written), "last words\n");
}

#[test]
fn many_bytes_do_not_wait() {
    let (writer, _flush, written) = piped(FOREVER);
    let line = vec![b'x'; 1 << 20];
    writer.hand_over(&line, false);
    assert_eq!(written.recv_timeout(PATIENCE).unwrap(), line);
}

#[test]
fn a_burst_is_written_completely_and_each_thread_in_order() {
    const LINES: usize = 20_000;
    for gather in [Duration::ZERO, GATHER] {
        let (writer, flush, written) = piped(gather);
        std::thread::scope(|scope| {
            for name in ["a", "b", "c", "d"] {
                let writer = &writer;
                scope.spawn(move || {
                    for number in 0..LINES {
                        writer.hand_over(format!("{name} {number}\n").as_bytes(), number % 5_000 == 0);
                    }
                });
            }
        });
        drop(flush);
        let text = all(&written);
        for name in ["a ", "b ", "c ", "d "] {
            let numbers = text.lines().filter_map(|line| line.strip_prefix(name));
            assert!(
                numbers.map(|number| number.parse::<usize>().unwrap()).eq(0..LINES),
                "{name}"
            );
        }
        assert_eq!(text.lines().count(), 4 * LINES);
    }
}

#[test]
fn lines_past_the_bound_are_dropped_and_counted() {
    let (send, written) = mpsc::channel();
    let (report, begun) = mpsc::channel();
    let (allow, leave) = mpsc::channel();
    let out = Slow {
        begun: report,
        leave,
        out: Pipe(send),
    };
    let (writer, flush) = writer::start(out, Duration::ZERO, dropped_line).unwrap();
    writer.hand_over(b"stuck\n", false);
    begun.recv_timeout(PATIENCE).unwrap();
    // Eight lines of a mebibyte fit while the first write is stuck; three do not, whatever their level.
    let mut line = vec![b'x'; 1 << 20];
    line[(1 << 20) - 1] = b'\n';
    for urgent in [false, true].into_iter().cycle().take(11) {
        writer.hand_over(&line, urgent);
    }
    drop(allow);
    drop(flush);
    let text = all(&written);
    assert_eq!(text.lines().filter(|line| line.starts_with('x')).count(), 8);
    assert!(text.starts_with("stuck\nx") && text.ends_with("\ndropped 3\n"));
}

#[test]
fn a_line_too_long_for_the_memory_is_counted_even_when_it_is_the_only_one() {
    let (writer, flush, written) = piped(FOREVER);
    writer.hand_over(&vec![b'x'; 9 << 20], false);
    drop(flush);
    assert_eq!(all(&written), "dropped 1\n");
}

/// Monday 2 March 2026, 08:00, and 42 microseconds.
#[derive(Clone, Copy)]
struct Morning;

impl Clock for Morning {
    fn now(&self) -> Timestamp {
        "2026-03-02T08:00:00.000042Z".parse().unwrap()
    }
}

/// Collects what is written.
#[derive(Clone, Default)]
struct Collected(Arc<Mutex<Vec<u8>>>);

impl Write for Collected {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What these events become.
fn logged(format: LogFormat, level: &str, events: impl FnOnce()) -> String {
    let out = Collected::default();
    let log = Log {
        level: level.to_owned(),
        format,
    };
    let (subscriber, flush) = subscriber(&log, Morning, out.clone(), FOREVER).unwrap();
    tracing::subscriber::with_default(subscriber, events);
    drop(flush);
    let bytes = out.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

/// Events with every kind of value.
fn every_kind() {
    tracing::info!(target: "colli::access", method = "GET", status = 200_u16, ms = 0.198_095, "request");
    tracing::warn!(less = -3, yes = true, shown = %"a b", nothing = f64::NAN, "took {} tries", 3);
    tracing::error!(target: "t", none = ?None::<u8>, level = "mine");
}

#[test]
fn text_lines() {
    assert_eq!(
        logged(LogFormat::Text, "info", every_kind),
        "2026-03-02T08:00:00.000042Z  INFO colli::access request method=\"GET\" status=200 ms=0.198\n\
         2026-03-02T08:00:00.000042Z  WARN colli::logging::tests took 3 tries less=-3 yes=true shown=a b nothing=NaN\n\
         2026-03-02T08:00:00.000042Z ERROR t none=None level=\"mine\"\n"
    );
}

#[test]
fn json_lines() {
    assert_eq!(
        logged(LogFormat::Json, "info", every_kind),
        "{\"timestamp\":\"2026-03-02T08:00:00.000042Z\",\"level\":\"info\",\"target\":\"colli::access\",\
         \"message\":\"request\",\"method\":\"GET\",\"status\":200,\"ms\":0.198095}\n\
         {\"timestamp\":\"2026-03-02T08:00:00.000042Z\",\"level\":\"warn\",\"target\":\"colli::logging::tests\",\
         \"message\":\"took 3 tries\",\"less\":-3,\"yes\":true,\"shown\":\"a b\",\"nothing\":null}\n\
         {\"timestamp\":\"2026-03-02T08:00:00.000042Z\",\"level\":\"error\",\"target\":\"t\",\
         \"none\":\"None\",\"level_\":\"mine\"}\n"
    );
}

#[test]
fn levels_can_differ_by_target() {
    let events = || {
        tracing::info!(target: "a", "quiet");
        tracing::debug!(target: "b", "said");
        tracing::trace!(target: "b", "quiet");
    };
    let lines = logged(LogFormat::Text, "warn,b=debug", events);
    assert_eq!(lines, "2026-03-02T08:00:00.000042Z DEBUG b said\n");
}

#[test]
fn a_value_that_logs_while_it_is_formatted_gets_a_line_of_its_own() {
    struct Talks;
    impl std::fmt::Display for Talks {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            tracing::info!(target: "inner", "hello");
            f.write_str("shown")
        }
    }
    let lines = logged(
        LogFormat::Text,
        "info",
        || tracing::info!(target: "outer", value = %Talks),
    );
    // An event inside an event is not delivered by every version of tracing; the outer line is whole either way.
    assert!(lines.ends_with("INFO outer value=shown\n"), "{lines}");
}

#[test]
fn the_line_about_dropped_lines_has_the_format_of_the_others() {
    let now = Morning.now();
    assert_eq!(
        String::from_utf8(super::format::dropped(LogFormat::Text, now, 7)).unwrap(),
        "2026-03-02T08:00:00.000042Z  WARN colli::logging log lines dropped: standard error was too slow count=7\n"
    );
    let line = super::format::dropped(LogFormat::Json, now, 7);
    let json: serde_json::Value = serde_json::from_slice(&line).unwrap();
    assert_eq!(
        (json["level"].as_str(), json["count"].as_u64()),
        (Some("warn"), Some(7))
    );
}

#[test]
fn places_name_no_folder_of_the_machine_that_built_the_program() {
    for (place, shown) in [
        ("crates/colli/src/lib.rs:3:9", "crates/colli/src/lib.rs:3:9"),
        (
            "/home/me/.cargo/registry/src/index-1/axum-0.8.9/src/routing/mod.rs:3:9",
            "axum-0.8.9/src/routing/mod.rs:3:9",
        ),
        (
            "/rustc/0123abcd/library/core/src/option.rs:3:9",
            "core/src/option.rs:3:9",
        ),
    ] {
        assert_eq!(source_place(place), shown);
    }
}

proptest! {
    #[test]
    fn no_value_ends_a_line_or_forges_one(value in any::<String>()) {
        let events = || tracing::info!(target: "t", quoted = value, shown = %value, "{value}");
        let text = logged(LogFormat::Text, "info", events);
        prop_assert!(text.trim_end_matches('\n').chars().all(|letter| !letter.is_control()), "{:?}", text);
        prop_assert!(text.contains(&format!("quoted={value:?}")), "{:?}", text);

        let line = logged(LogFormat::Json, "info", events);
        prop_assert_eq!(line.lines().count(), 1);
        let json: serde_json::Value = serde_json::from_str(&line).unwrap();
        for name in ["quoted", "shown", "message"] {
            prop_assert_eq!(json[name].as_str(), Some(value.as_str()));
        }
    }

    #[test]
    fn times_have_six_decimals_whatever_was_written_before(micros in prop::collection::vec(-2_000_000_i64..2_000_000_000, 1..8)) {
        let mut stamp = super::stamp::Stamp::NEW;
        for micros in micros {
            let now = Timestamp::from_microsecond(micros).unwrap();
            let mut line = Vec::new();
            stamp.write(&mut line, now);
            prop_assert_eq!(String::from_utf8(line).unwrap(), format!("{now:.6}"));
        }
    }

    #[test]
    fn plain_text_keeps_everything_but_control_characters(value in any::<String>()) {
        let mut line = Vec::new();
        escape::plain(&mut line, &value);
        let expected: String = value
            .chars()
            .map(|letter| if letter.is_control() { letter.escape_default().to_string() } else { letter.to_string() })
            .collect();
        prop_assert_eq!(String::from_utf8(line).unwrap(), expected);
    }
}
