//! Reads mails back: headers (RFC 5322, encoded words of RFC 2047) and parts (RFC 2045).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::path::Path;

/// A mail, or a part of one.
#[derive(Clone, Debug)]
pub struct Mail {
    headers: Vec<(String, String)>,
    /// Its decoded bytes; none where there are parts.
    pub body: Vec<u8>,
    pub parts: Vec<Mail>,
}

impl Mail {
    pub fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let headers: Vec<(String, String)> = unfolded
            .lines()
            .map(|line| line.split_once(": ").unwrap_or((line, "")))
            .map(|(name, value)| (name.to_ascii_lowercase(), words(value)))
            .collect();
        let mut mail = Self {
            headers,
            body: Vec::new(),
            parts: Vec::new(),
        };
        let boundary = mail
            .header("content-type")
            .split_once("boundary=\"")
            .map(|(_, rest)| rest);
        match boundary.and_then(|rest| rest.split('"').next()).map(str::to_owned) {
            Some(boundary) => {
                let inside = body.split_once(&format!("--{boundary}--")).unwrap().0;
                let separator = format!("--{boundary}\r\n");
                mail.parts = inside.split(&separator).skip(1).map(Self::parse).collect();
            }
            None => mail.body = decoded(mail.header("content-transfer-encoding"), body),
        }
        mail
    }

    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(found, _)| found == name);
        found.map_or("", |(_, value)| value)
    }

    /// The first part of a type, however deep.
    pub fn part(&self, content_type: &str) -> Option<&Self> {
        if self.parts.is_empty() && self.header("content-type").starts_with(content_type) {
            return Some(self);
        }
        self.parts.iter().find_map(|part| part.part(content_type))
    }

    /// The text for people.
    pub fn text(&self) -> String {
        String::from_utf8(self.part("text/plain").unwrap().body.clone()).unwrap()
    }

    /// The same as HTML.
    pub fn html(&self) -> String {
        String::from_utf8(self.part("text/html").unwrap().body.clone()).unwrap()
    }
}

fn decoded(encoding: &str, body: &str) -> Vec<u8> {
    match encoding {
        "base64" => STANDARD.decode(body.replace(['\r', '\n'], "")).unwrap(),
        "quoted-printable" => quoted_printable(&body.replace("=\r\n", "")),
        _ => body.as_bytes().to_vec(),
    }
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let mut parts = text.split('=');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(&part.as_bytes()[2..]);
    }
    bytes
}

/// A header's text. White space between encoded words belongs to neither.
fn words(value: &str) -> String {
    let mut text = String::new();
    let mut was_encoded = false;
    for word in value.split(' ') {
        let encoded = word.strip_prefix("=?utf-8?b?").and_then(|rest| rest.strip_suffix("?="));
        let is_joined = was_encoded && encoded.is_some();
        if !text.is_empty() && !is_joined {
            text.push(' ');
        }
        match encoded {
            Some(encoded) => text.push_str(&String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap()),
            None => text.push_str(word),
        }
        was_encoded = encoded.is_some();
    }
    text
}

/// The mails of a folder, in the order of their names.
pub fn folder(path: &Path) -> Vec<Mail> {
    let entries = std::fs::read_dir(path.join("new")).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| Mail::parse(&std::fs::read_to_string(path).unwrap()))
        .collect()
}
