//! Guides: the pages of `docs/`, shown before the operations of a dialect.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// The heading after which a page holds the table of differences, which is shown with the operations.
const DIFFERENCES: &str = "Where this differs from the original";

/// A guide, ready for a page.
#[derive(Debug, Default)]
pub(super) struct Guide {
    /// HTML of its text, without its first heading.
    pub(super) html: String,
    /// Its headings of the second level, with their anchors.
    pub(super) headings: Vec<Heading>,
}

/// A heading.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) anchor: String,
    pub(super) text: String,
}

impl Guide {
    /// Reads a page in Markdown. Markup in it stays text. Links to pages among those named lead to where they are shown;
    /// links to other files are left out.
    pub(super) fn read(page: &str, shown_pages: &[&str]) -> Self {
        let mut is_left_out = false;
        let events = Parser::new_ext(page, Options::ENABLE_TABLES).filter_map(move |event| match event {
            Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let dest_url = led(dest_url, shown_pages);
                is_left_out = dest_url.is_none();
                dest_url.map(|dest_url| {
                    Event::Start(Tag::Link {
                        link_type,
                        dest_url,
                        title,
                        id,
                    })
                })
            }
            Event::End(TagEnd::Link) if std::mem::take(&mut is_left_out) => None,
            other => Some(other),
        });
        let mut guide = Self::default();
        let mut shown = Vec::new();
        let mut events = events.peekable();
        while let Some(event) = events.next() {
            let Event::Start(Tag::Heading { level, .. }) = event else {
                shown.push(event);
                continue;
            };
            let inside: Vec<Event<'_>> =
                std::iter::from_fn(|| events.next_if(|event| !matches!(event, Event::End(TagEnd::Heading(_)))))
                    .collect();
            let end = events.next();
            let text: String = inside.iter().filter_map(text_of).collect();
            if text == DIFFERENCES {
                break;
            }
            if level == HeadingLevel::H1 {
                continue;
            }
            let anchor = anchor_of(&text);
            let id = Some(anchor.clone().into());
            shown.push(Event::Start(Tag::Heading {
                level,
                id,
                classes: Vec::new(),
                attrs: Vec::new(),
            }));
            shown.extend(inside);
            shown.extend(end);
            if level == HeadingLevel::H2 {
                guide.headings.push(Heading { anchor, text });
            }
        }
        html::push_html(&mut guide.html, shown.into_iter());
        guide
    }
}

fn text_of<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        _ => None,
    }
}

/// Where the pages say this server is.
const HERE: &str = "http://127.0.0.1:8080";

/// Where a link leads; `None` where that is a file that is not shown.
fn led<'a>(link: CowStr<'a>, shown_pages: &[&str]) -> Option<CowStr<'a>> {
    if let Some(path) = link.strip_prefix(HERE) {
        return Some(path.to_owned().into());
    }
    if link.contains("://") || link.starts_with("mailto:") {
        return Some(link);
    }
    let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
    let place = match file.strip_suffix(".md") {
        Some(name) if shown_pages.contains(&name) => format!("/docs/{name}"),
        None if file.is_empty() => String::new(),
        _ => return None,
    };
    Some(match anchor {
        "" => place.into(),
        anchor => format!("{place}#{ANCHORS}{anchor}").into(),
    })
}

/// What anchors begin with, so that they are none of an operation.
const ANCHORS: &str = "guide-";

/// The anchor of a heading: small letters and digits, hyphens for spaces, nothing else; as code hosts make them.
fn anchor_of(text: &str) -> String {
    let letters = text.trim().chars().flat_map(char::to_lowercase);
    let kept = letters.filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    let anchor: String = kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect();
    [ANCHORS, &anchor].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_shown_up_to_its_differences_and_markup_stays_text() {
        let page = "# Title\n\nSay `a <b>` & <script>x</script>.\n\n## Set *it* up\n\n```sh\ncurl \"x\"\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\
                    ### Details\n\n## Where this differs from the original\n\n| never | shown |\n";
        let guide = Guide::read(page, &[]);
        let heading = Heading {
            anchor: "guide-set-it-up".to_owned(),
            text: "Set it up".to_owned(),
        };
        assert_eq!(guide.headings, [heading]);
        for part in [
            "<code>a &lt;b&gt;</code> &amp; &lt;script&gt;x&lt;/script&gt;.",
            "<h2 id=\"guide-set-it-up\">Set <em>it</em> up</h2>",
            "curl \"x\"",
            "<td>2</td>",
            "<h3 id=\"guide-details\">",
        ] {
            assert!(guide.html.contains(part), "{part} is missing in {}", guide.html);
        }
        assert!(!guide.html.contains("Title") && !guide.html.contains("never"));
    }

    #[test]
    fn links_lead_to_pages_that_are_shown() {
        let page = "[a](other.md) [b](other.md#2-of-it) [c](https://x.example/y.md) [d](missing.md#z) [e](#kore.ai) <http://127.0.0.1:8080/docs/api>\n\n## Kore.ai\n";
        let guide = Guide::read(page, &["other"]);
        for part in [
            "<a href=\"/docs/other\">a</a>",
            "<a href=\"/docs/other#guide-2-of-it\">b</a>",
            "<a href=\"https://x.example/y.md\">c</a>",
            "</a> d <a",
            "<a href=\"/docs/api\">",
            "<h2 id=\"guide-koreai\">",
        ] {
            assert!(guide.html.contains(part), "{part} is missing in {}", guide.html);
        }
    }
}
