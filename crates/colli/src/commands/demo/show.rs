//! What the demo prints: a step is a numbered title, its requests, and what to see in the answers.

use std::io::Write as _;

use super::client::Answer;

/// Widths of the request column.
const REQUEST_CHARS: usize = 74;

/// Prints to standard output. A closed pipe does not stop the demo.
pub(super) struct Show {
    step: u32,
    out: std::io::Stdout,
}

impl Show {
    pub(super) fn new() -> Self {
        Self {
            step: 0,
            out: std::io::stdout(),
        }
    }

    pub(super) fn title(&mut self, title: &str) {
        self.line(title);
    }

    pub(super) fn step(&mut self, title: &str) {
        self.step += 1;
        self.line("");
        self.line(&format!("{:>2}  {title}", self.step));
    }

    pub(super) fn request(&mut self, answer: &Answer) {
        let ms = answer.took.as_secs_f64() * 1_000.0;
        self.line(&format!(
            "    {:<REQUEST_CHARS$} {}  {ms:>6.1} ms",
            shortened(&answer.request),
            answer.status
        ));
    }

    pub(super) fn note(&mut self, note: &str) {
        self.line(&format!("    {note}"));
    }

    pub(super) fn closing(&mut self) {
        self.line("");
        self.line("Every step did what it should. Open label.pdf, or scan its barcode.");
        self.line("Next: colli serve --demo, then http://127.0.0.1:8080/docs");
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}");
    }
}

/// Fits a request in its column.
fn shortened(request: &str) -> String {
    if request.chars().count() <= REQUEST_CHARS {
        return request.to_owned();
    }
    request.chars().take(REQUEST_CHARS - 1).chain(['…']).collect()
}
