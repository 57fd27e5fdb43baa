//! The little of HTTP/1.1 a load generator needs: requests as bytes, and where an answer ends.

use crate::Failure;
use std::fmt::Write as _;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A request as bytes, keep-alive.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n");
    // Writing to a String cannot fail.
    for (name, value) in headers {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    if let Some(body) = body {
        let length = body.len();
        let _ = write!(text, "content-type: application/json\r\ncontent-length: {length}\r\n");
    }
    text.push_str("\r\n");
    text.push_str(body.unwrap_or_default());
    text.into_bytes()
}

/// How the body of an answer ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Framing {
    Length(usize),
    Chunked,
}

/// The head of an answer: status, length of the head, how the body ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Head {
    status: u16,
    length: usize,
    framing: Framing,
}

/// A complete answer in a buffer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Complete {
    /// Status.
    pub(crate) status: u16,
    /// Where the body starts.
    body: usize,
    /// Length of the whole answer.
    length: usize,
}

/// Reads the head; `None` when it is not all there.
fn head(bytes: &[u8]) -> Result<Option<Head>, Failure> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(None);
    };
    let text = std::str::from_utf8(&bytes[..end])?;
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let status = status.ok_or_else(|| format!("not an answer: {text}"))?;
    let mut framing = Framing::Length(0);
    for line in lines {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        if name.eq_ignore_ascii_case("content-length") {
            framing = Framing::Length(value.trim().parse()?);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            framing = Framing::Chunked;
        }
    }
    Ok(Some(Head {
        status,
        length: end + 4,
        framing,
    }))
}

/// Where a chunked body that starts at `at` ends; `None` when it is not all there.
fn chunks_end(bytes: &[u8], mut at: usize) -> Result<Option<usize>, Failure> {
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(line) = rest.windows(2).position(|window| window == b"\r\n") else {
            return Ok(None);
        };
        let size = std::str::from_utf8(&rest[..line])?;
        let size = usize::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16)?;
        at += line + 2 + size + 2;
        if at > bytes.len() {
            return Ok(None);
        }
        if size == 0 {
            return Ok(Some(at));
        }
    }
}

/// The answer at the start of a buffer; `None` when it is not all there.
pub(crate) fn complete(bytes: &[u8]) -> Result<Option<Complete>, Failure> {
    let Some(head) = head(bytes)? else { return Ok(None) };
    let end = match head.framing {
        Framing::Length(length) => Some(head.length + length).filter(|end| *end <= bytes.len()),
        Framing::Chunked => chunks_end(bytes, head.length)?,
    };
    Ok(end.map(|length| Complete {
        status: head.status,
        body: head.length,
        length,
    }))
}

/// One kept-alive connection with its read buffer.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

impl Connection {
    /// Connects.
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; 64 * 1_024],
            filled: 0,
        })
    }

    /// Sends a request and reads its answer, which stays in the buffer until the next one.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<Complete, Failure> {
        self.stream.write_all(request).await?;
        self.filled = 0;
        loop {
            if self.filled == self.buffer.len() {
                self.buffer.resize(self.filled * 2, 0);
            }
            let read = self.stream.read(&mut self.buffer[self.filled..]).await?;
            if read == 0 {
                return Err("the server closed the connection".into());
            }
            self.filled += read;
            if let Some(answer) = complete(&self.buffer[..self.filled])? {
                return Ok(answer);
            }
        }
    }

    /// The body of the last answer, as sent: chunked bodies with their chunk lines.
    pub(crate) fn body(&self, answer: &Complete) -> &[u8] {
        &self.buffer[answer.body..answer.length]
    }
}

/// One request on a connection of its own; refuses other statuses than the expected one.
pub(crate) async fn once(address: SocketAddr, request: &[u8], expected: u16) -> Result<Vec<u8>, Failure> {
    let mut connection = Connection::open(address).await?;
    let answer = connection.exchange(request).await?;
    let body = connection.body(&answer).to_vec();
    if answer.status == expected {
        return Ok(body);
    }
    let first = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
    Err(format!(
        "{} answered {}, expected {expected}: {}",
        String::from_utf8_lossy(first),
        answer.status,
        String::from_utf8_lossy(&body[..body.len().min(500)])
    )
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the answer is complete with all its bytes and not one byte earlier.
    fn ends_with(bytes: &[u8], status: u16) {
        for cut in 0..bytes.len() {
            assert_eq!(complete(&bytes[..cut]).unwrap(), None, "at {cut}");
        }
        let answer = complete(bytes).unwrap().unwrap();
        assert_eq!((answer.status, answer.length), (status, bytes.len()));
    }

    #[test]
    fn an_answer_ends_where_its_length_says() {
        ends_with(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200);
        ends_with(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", 404);
    }

    #[test]
    fn a_chunked_answer_ends_with_the_empty_chunk() {
        ends_with(
            b"HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=1\r\n0\r\n\r\n45678\r\n0\r\n\r\n",
            201,
        );
    }

    #[test]
    fn a_request_tells_the_length_of_its_body() {
        let bytes = request("POST", "/x", &[("accept", "a/b")], Some("{}"));
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "POST /x HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: a/b\r\n\
             content-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
        );
    }
}
