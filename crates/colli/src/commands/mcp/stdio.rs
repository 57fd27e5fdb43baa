//! Lines from standard input, answers to standard output. Nothing else is written there.

use std::collections::HashMap;
use std::io::{self, BufRead, Read as _, Write};
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

use super::bridge::Bridge;
use super::message::{self, Line};

/// Bytes of a line at most: those of a message (the server's bound), and its line feed.
const LINE_BYTES_MAX: u64 = (1 << 20) + 1;
/// Requests answered at once; more wait.
const IN_FLIGHT_MAX: usize = 32;
/// Lines read ahead.
const AHEAD: usize = 16;

/// A line of the input.
#[derive(Debug, PartialEq)]
pub(super) enum Input {
    /// Its text.
    Text(String),
    /// It is longer than a message may be, and was not kept.
    TooLong,
}

/// The lines of standard input. A thread of its own reads them: a read of standard input cannot be cancelled.
pub(super) fn lines() -> mpsc::Receiver<Input> {
    let (sender, lines) = mpsc::channel(AHEAD);
    std::thread::spawn(move || read(io::stdin().lock(), &sender));
    lines
}

/// Reads lines until the input ends or nobody wants them.
fn read(mut input: impl BufRead, lines: &mpsc::Sender<Input>) {
    loop {
        let mut line = Vec::new();
        match input.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let is_whole = line.ends_with(b"\n") || (line.len() as u64) < LINE_BYTES_MAX;
        let line = if is_whole {
            let text = String::from_utf8_lossy(&line).trim().to_owned();
            if text.is_empty() {
                continue;
            }
            Input::Text(text)
        } else {
            if skip_line(&mut input).is_err() {
                return;
            }
            Input::TooLong
        };
        if lines.blocking_send(line).is_err() {
            return;
        }
    }
}

/// Skips to the end of a line without keeping it.
fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let available = input.fill_buf()?;
        let end = available.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(available.len(), |at| at + 1);
        input.consume(length);
        if end.is_some() || length == 0 {
            return Ok(());
        }
    }
}

/// Answers lines until there are no more, and what was asked by then; or until told to stop.
pub(super) async fn serve(
    bridge: Arc<Bridge>,
    mut lines: mpsc::Receiver<Input>,
    mut out: impl Write,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let mut running = Running::default();
    let mut is_open = true;
    tokio::pin!(stop);
    while is_open || !running.tasks.is_empty() {
        let written = tokio::select! {
            line = lines.recv(), if is_open && running.tasks.len() < IN_FLIGHT_MAX => {
                is_open = line.is_some();
                match line {
                    Some(Input::Text(line)) => running.take(&bridge, line).await,
                    Some(Input::TooLong) => vec![message::too_long()],
                    None => Vec::new(),
                }
            }
            Some(done) = running.tasks.join_next() => done.map(|(id, lines)| running.done(&id, lines)).unwrap_or_default(),
            () = &mut stop => return Ok(()),
        };
        if !written.is_empty() && write(&mut out, &written).is_err() {
            // Nobody reads any more.
            return Ok(());
        }
    }
    Ok(())
}

fn write(out: &mut impl Write, lines: &[String]) -> io::Result<()> {
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.flush()
}

/// Requests that are being answered.
#[derive(Default)]
struct Running {
    tasks: JoinSet<(String, Vec<String>)>,
    by_id: HashMap<String, AbortHandle>,
}

impl Running {
    /// Begins with a line; what is to be written at once.
    async fn take(&mut self, bridge: &Arc<Bridge>, text: String) -> Vec<String> {
        match Line::read(&text) {
            Line::Nothing => {}
            Line::Broken(answer) => return vec![answer],
            Line::Cancel(id) => {
                if let Some(task) = self.by_id.remove(&id.to_string()) {
                    task.abort();
                }
            }
            // What comes after the handshake depends on how it ended.
            Line::Request(request) if request.method == "initialize" => return bridge.answer(&request, &text).await,
            Line::Request(request) => {
                let (bridge, id) = (Arc::clone(bridge), request.id.to_string());
                let key = id.clone();
                let task = self
                    .tasks
                    .spawn(async move { (id, bridge.answer(&request, &text).await) });
                self.by_id.insert(key, task);
            }
        }
        Vec::new()
    }

    fn done(&mut self, id: &str, lines: Vec<String>) -> Vec<String> {
        self.by_id.remove(id);
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_bounded_and_empty_ones_are_skipped() {
        let long = "x".repeat(usize::try_from(LINE_BYTES_MAX).unwrap() * 2);
        let longest = "y".repeat(usize::try_from(LINE_BYTES_MAX).unwrap() - 1);
        let input = format!("a\r\n\n  \n{long}\nb\n{longest}\nlast");
        let (sender, mut lines) = mpsc::channel(10);
        read(input.as_bytes(), &sender);
        drop(sender);
        let mut next = || lines.try_recv().ok();
        let text = |text: &str| Some(Input::Text(text.to_owned()));
        assert_eq!(next(), text("a"));
        assert_eq!(next(), Some(Input::TooLong));
        assert_eq!(next(), text("b"));
        assert_eq!(next(), text(&longest));
        assert_eq!(next(), text("last"));
        assert_eq!(next(), None);
    }
}
