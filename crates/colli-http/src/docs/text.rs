//! The little of Markdown that descriptions use: paragraphs and `code`.

/// A run of text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) code: bool,
    pub(super) text: String,
}

/// A description, split into paragraphs of spans.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Prose(pub(super) Vec<Vec<Span>>);

impl Prose {
    /// Reads a description; blank lines part paragraphs, an unpaired backtick is itself.
    pub(super) fn read(text: &str) -> Self {
        let normal = text.replace("\r\n", "\n");
        Self(
            normal
                .split("\n\n")
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(spans)
                .collect(),
        )
    }
}

fn spans(paragraph: &str) -> Vec<Span> {
    let parts: Vec<&str> = paragraph.split('`').collect();
    let paired = parts.len() % 2 == 1;
    if !paired {
        return vec![Span {
            code: false,
            text: paragraph.to_owned(),
        }];
    }
    parts
        .into_iter()
        .enumerate()
        .map(|(index, text)| Span {
            code: index % 2 == 1,
            text: text.to_owned(),
        })
        .filter(|span| !span.text.is_empty())
        .collect()
}
