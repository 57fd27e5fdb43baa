//! Messages, the folder and the SMTP server, without a service.

use super::content::Content;
use super::folder::Folder;
use super::message::{Frame, mailbox, write};
use super::smtp::{Smtp, SmtpSettings, SmtpTls};
use super::{Language, MailFailure};
use jiff::Timestamp;
use lettre::Message;
use std::net::SocketAddr;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

fn content() -> Content {
    Content {
        language: Language::English,
        subject: "ACME is sending you a parcel".to_owned(),
        greeting: "Dear Anna,".to_owned(),
        text: "ACME has announced a parcel for you.".to_owned(),
        rows: vec![("Parcel", "JVGL0850000100000001".to_owned())],
        note: None,
        link: Some((
            "Follow your parcel",
            "http://127.0.0.1:8080/t/JVGL0850000100000001".to_owned(),
        )),
        footer: "This message was sent automatically.",
    }
}

fn message(content: &Content, code: Option<&str>) -> Message {
    let from = "Colli <parcels@colli.example>".parse().unwrap();
    let frame = Frame {
        from: &from,
        to: mailbox("anna@shop.example").unwrap(),
        id: Uuid::from_u128(7),
        at: "2026-03-02T08:00:00Z".parse::<Timestamp>().unwrap(),
    };
    write(content, frame, code).unwrap()
}

/// A message with the quoted-printable of its ASCII parts undone.
fn shown(message: &Message) -> String {
    let text = String::from_utf8(message.formatted()).unwrap();
    text.replace("=\r\n", "").replace("=3D", "=")
}

fn text(content: &Content) -> String {
    shown(&message(content, None))
}

#[test]
fn a_mail_is_text_with_an_html_alternative() {
    let text = text(&content());
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    for line in [
        "From: Colli <parcels@colli.example>",
        "To: anna@shop.example",
        "Subject: ACME is sending you a parcel",
        "Date: Mon, 02 Mar 2026 08:00:00 +0000",
        "Message-ID: <00000000000000000000000000000007@colli.example>",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
    ] {
        assert!(head.lines().any(|found| found == line), "{line} in\n{head}");
    }
    assert!(head.contains("multipart/alternative"), "{head}");
    let (plain, html) = body.split_once("text/html").unwrap();
    assert!(
        plain.contains("text/plain") && plain.contains("Parcel: JVGL0850000100000001"),
        "{plain}"
    );
    assert!(
        html.contains("<a href=\"http://127.0.0.1:8080/t/JVGL0850000100000001\">"),
        "{html}"
    );
}

#[test]
fn equal_mails_are_equal_bytes() {
    let once = message(&content(), Some("MDP5KLWYM4R")).formatted();
    assert_eq!(message(&content(), Some("MDP5KLWYM4R")).formatted(), once);
}

#[test]
fn a_code_comes_as_a_picture_that_the_html_shows() {
    let text = shown(&message(&content(), Some("MDP5KLWYM4R")));
    assert!(text.contains("Content-Type: image/png"), "{text}");
    let id = "code.00000000000000000000000000000007";
    assert!(
        text.contains(&format!("Content-ID: <{id}>")) && text.contains(&format!("src=\"cid:{id}\"")),
        "{text}"
    );
    assert!(text.contains("iVBORw0KGgo"), "the first bytes of every PNG, in base64");
}

#[test]
fn nothing_typed_becomes_a_header_or_markup() {
    let evil = "Jan\r\nBcc: all@evil.example\r\n\r\n<script>alert(1)</script>";
    let content = Content {
        subject: format!("{evil} is sending you a parcel"),
        greeting: evil.to_owned(),
        text: evil.to_owned(),
        rows: vec![("Parcel", evil.to_owned())],
        note: Some(("A note", format!("{evil}\" onclick=\"x"))),
        link: Some(("Follow", "http://x.example/\"><script>".to_owned())),
        ..content()
    };
    let text = text(&content);
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let names: Vec<&str> = head
        .lines()
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split(':').next().unwrap())
        .collect();
    assert!(!names.iter().any(|name| name.eq_ignore_ascii_case("bcc")), "{head}");
    let html = body.split_once("text/html").unwrap().1;
    assert!(!html.contains("<script") && !html.contains("\" onclick"), "{html}");
    assert!(html.contains("&#60;script&#62;"), "{html}");
}

#[test]
fn what_is_no_address_gets_no_mail() {
    for wrong in [
        "",
        "anna",
        "anna@",
        "anna@shop.example\r\nBcc: all@evil.example",
        "a@b.example,c@d.example",
        "@",
    ] {
        assert!(mailbox(wrong).is_none(), "{wrong:?}");
    }
    assert!(mailbox(" anna@shop.example ").is_some());
}

#[tokio::test]
async fn a_mail_sent_again_replaces_the_first() {
    let home = tempfile::tempdir().unwrap();
    let folder = Folder::open(home.path()).unwrap();
    folder.put("1.a", b"once".to_vec()).await.unwrap();
    folder.put("1.a", b"twice".to_vec()).await.unwrap();
    folder.put("2.b", b"other".to_vec()).await.unwrap();
    let files = |part: &str| {
        let entries = std::fs::read_dir(home.path().join(part)).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(
        (files("new"), files("tmp")),
        (vec!["1.a.eml".to_owned(), "2.b.eml".to_owned()], vec![])
    );
    assert_eq!(std::fs::read(home.path().join("new/1.a.eml")).unwrap(), b"twice");
    std::fs::remove_dir_all(home.path().join("tmp")).unwrap();
    let failure = folder.put("3.c", Vec::new()).await.unwrap_err();
    assert!(!failure.is_permanent, "a full or missing disk passes: {failure}");
}

/// A server that takes one mail, answering `RCPT TO` with this line; hands out what it was told.
async fn smtp_server(answer: &'static str) -> (SocketAddr, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (reading, mut writing) = stream.into_split();
        let mut lines = BufReader::new(reading).lines();
        let mut told = Vec::new();
        writing.write_all(b"220 test\r\n").await.unwrap();
        let mut in_data = false;
        while let Ok(Some(line)) = lines.next_line().await {
            let reply = match line.split([' ', ':']).next().unwrap() {
                "." if in_data => {
                    in_data = false;
                    "250 taken"
                }
                _ if in_data => "",
                "EHLO" => "250-test\r\n250 SIZE 1000000",
                "RCPT" => answer,
                "DATA" => {
                    in_data = true;
                    "354 go on"
                }
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            told.push(line);
            if !reply.is_empty() && writing.write_all(format!("{reply}\r\n").as_bytes()).await.is_err() {
                break;
            }
        }
        told
    });
    (address, serving)
}

async fn send_to(address: SocketAddr) -> Result<(), MailFailure> {
    let settings = SmtpSettings {
        host: address.ip().to_string(),
        port: address.port(),
        user: String::new(),
        password: String::new(),
        tls: SmtpTls::None,
    };
    Smtp::new(settings).unwrap().send(&message(&content(), None)).await
}

#[tokio::test]
async fn a_server_takes_a_mail() {
    let (address, serving) = smtp_server("250 ok").await;
    send_to(address).await.unwrap();
    let told = serving.await.unwrap();
    for line in [
        "MAIL FROM:<parcels@colli.example>",
        "RCPT TO:<anna@shop.example>",
        "Subject: ACME is sending you a parcel",
        ".",
    ] {
        assert!(told.iter().any(|found| found.starts_with(line)), "{line} in {told:#?}");
    }
}

#[tokio::test]
async fn a_refused_address_is_final_and_a_busy_server_is_not() {
    for (answer, is_permanent, status) in [
        ("550 no such user anna@shop.example", true, Some(550)),
        ("451 later", false, Some(451)),
        ("535 who are you", false, Some(535)),
    ] {
        let (address, serving) = smtp_server(answer).await;
        let failure = send_to(address).await.unwrap_err();
        assert_eq!(
            (failure.is_permanent, failure.status),
            (is_permanent, status),
            "{failure}"
        );
        assert!(!failure.reason.contains("anna"), "no personal data: {failure}");
        serving.abort();
    }
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let failure = send_to(gone).await.unwrap_err();
    assert_eq!((failure.is_permanent, failure.status), (false, None), "{failure}");
}

#[test]
fn a_server_needs_a_name() {
    let settings = SmtpSettings {
        host: " ".to_owned(),
        port: 0,
        user: String::new(),
        password: "hunter2".to_owned(),
        tls: SmtpTls::StartTls,
    };
    assert!(!format!("{settings:?}").contains("hunter2"));
    assert!(Smtp::new(settings).is_err());
}
