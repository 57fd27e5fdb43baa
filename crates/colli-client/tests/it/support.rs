//! A server that answers what the test says, and a clock that moves when somebody waits.

use colli_client::unified::{Addresses, Client};
use colli_client::{Executor, Runtime, Secret, Settings, Sleep};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The key of the tests; it must never be shown.
pub const KEY: &str = "key-that-nobody-may-see";

/// What the server does with a request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Sends these bytes and closes.
    Send(Vec<u8>),
    /// Closes at once.
    Close,
    /// Says nothing until the client goes.
    Hang,
}

/// An answer with its headers, one a line.
pub fn answer(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Act {
    let body = body.as_ref();
    let headers: String = headers.lines().flat_map(|line| [line, "\r\n"]).collect();
    let length = body.len();
    let head = format!("HTTP/1.1 {status} Said\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n");
    Act::Send([head.as_bytes(), body].concat())
}

/// An answer of JSON.
pub fn json(status: u16, body: &str) -> Act {
    answer(status, "content-type: application/json", body)
}

/// A web page, as proxies answer.
pub fn page(status: u16) -> Act {
    answer(
        status,
        "content-type: text/html; charset=utf-8",
        "<html>secret-of-the-page</html>",
    )
}

/// What the server got: the request line, the headers in lower case, the body.
#[derive(Clone, Debug)]
pub struct Got {
    pub line: String,
    pub head: String,
    pub body: String,
}

impl Got {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }
}

/// A server. It answers its requests by the list, and the last entry for ever. It ends when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    got: Arc<Mutex<Vec<Got>>>,
    _task: JoinSet<()>,
}

impl Server {
    pub async fn start(acts: Vec<Act>) -> Self {
        Self::answering(move |number, _| acts.get(number).or(acts.last()).cloned().unwrap()).await
    }

    /// One that decides by the number of the request, from 0, and the request.
    pub async fn answering(act: impl Fn(usize, &Got) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let got = Arc::new(Mutex::new(Vec::new()));
        let (act, seen) = (Arc::new(act), Arc::clone(&got));
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (act, seen) = (Arc::clone(&act), Arc::clone(&seen));
                connections.spawn(async move {
                    if let Some(request) = read(stream).await {
                        let (mut stream, request) = request;
                        let number = {
                            let mut seen = seen.lock().unwrap();
                            seen.push(request.clone());
                            seen.len() - 1
                        };
                        perform(&mut stream, act(number, &request)).await;
                    }
                });
            }
        });
        Self {
            address,
            got,
            _task: task,
        }
    }

    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    /// The request lines.
    pub fn lines(&self) -> Vec<String> {
        self.got().into_iter().map(|got| got.line).collect()
    }
}

async fn perform(stream: &mut TcpStream, act: Act) {
    match act {
        Act::Send(bytes) => {
            // A client that stops reading resets the connection; what it does then is what is tested.
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Act::Close => {}
        Act::Hang => {
            let _ = stream.read(&mut [0]).await;
        }
    }
}

async fn read(mut stream: TcpStream) -> Option<(TcpStream, Got)> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut buffer).await.ok()?;
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let (line, head) = head.split_once("\r\n").unwrap();
            let got = Got {
                line: line.trim_end_matches(" HTTP/1.1").to_owned(),
                head: head.to_owned(),
                body: body.to_owned(),
            };
            let length = got.header("content-length").map_or(0, |length| length.parse().unwrap());
            if body.len() >= length {
                return Some((stream, got));
            }
        }
        if count == 0 {
            return None;
        }
    }
}

/// Time that moves when somebody waits, and numbers that are always the same.
#[derive(Debug)]
pub struct TestRuntime {
    state: Mutex<State>,
    pub random: u64,
}

#[derive(Debug)]
struct State {
    elapsed: Duration,
    waits: Vec<Duration>,
}

impl TestRuntime {
    pub fn new(random: u64) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(State {
                elapsed: Duration::ZERO,
                waits: Vec::new(),
            }),
            random,
        })
    }

    pub fn waits(&self) -> Vec<Duration> {
        self.state.lock().unwrap().waits.clone()
    }

    pub fn advance(&self, time: Duration) {
        self.state.lock().unwrap().elapsed += time;
    }
}

impl Runtime for TestRuntime {
    fn now(&self) -> jiff::Timestamp {
        "2026-03-02T08:00:00Z".parse::<jiff::Timestamp>().unwrap() + self.elapsed()
    }

    fn elapsed(&self) -> Duration {
        self.state.lock().unwrap().elapsed
    }

    fn sleep(&self, duration: Duration) -> Sleep<'_> {
        let mut state = self.state.lock().unwrap();
        state.elapsed += duration;
        state.waits.push(duration);
        Box::pin(std::future::ready(()))
    }

    fn random(&self) -> u64 {
        self.random
    }
}

/// Settings under which nothing takes long.
pub fn quick() -> Settings {
    Settings {
        read_timeout: Duration::from_millis(100),
        answer_bytes_max: 10_000,
        ..Settings::default()
    }
}

pub fn executor(settings: Settings, runtime: &Arc<TestRuntime>) -> Executor {
    Executor::with_runtime(settings, runtime.clone()).unwrap()
}

/// A client of the Unified APIs at a server.
pub fn unified(base: &str, settings: Settings, runtime: &Arc<TestRuntime>) -> Client {
    Client::new(executor(settings, runtime), &Addresses::both(base), &Secret::from(KEY)).unwrap()
}
