//! A receiver of webhooks that does what a test says, and remembers what it got.

use http_body_util::{BodyExt as _, Either, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::convert::Infallible;
use std::future::pending;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What a receiver answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Answer {
    /// A status.
    Status(u16),
    /// Nothing, ever.
    Never,
    /// 200 and this many bytes.
    Bytes(usize),
    /// 302 to this machine's receiver itself.
    Redirect,
}

/// A request it got.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    pub(crate) at: Instant,
    pub(crate) answered: Answer,
    pub(crate) path: String,
}

impl Got {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Parcel and status of a webhook's event.
    pub(crate) fn event(&self) -> (String, String) {
        let data = &self.json()["data"];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&data["trackerCode"]), text(&data["event"]["status"]))
    }
}

type Plan = dyn Fn(usize, &str) -> Answer + Send + Sync;

/// A receiver. It ends when it is dropped.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    got: Arc<Mutex<Vec<Got>>>,
    plan: Arc<Mutex<Arc<Plan>>>,
    _tasks: JoinSet<()>,
}

impl Receiver {
    /// One that answers the n-th request, from 0, with this body as the plan says.
    pub(crate) async fn start(plan: impl Fn(usize, &str) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let got: Arc<Mutex<Vec<Got>>> = Arc::default();
        let plan: Arc<Mutex<Arc<Plan>>> = Arc::new(Mutex::new(Arc::new(plan)));
        let mut tasks = JoinSet::new();
        tasks.spawn(serve(listener, Arc::clone(&got), Arc::clone(&plan)));
        Self {
            address,
            got,
            plan,
            _tasks: tasks,
        }
    }

    pub(crate) async fn good() -> Self {
        Self::start(|_, _| Answer::Status(204)).await
    }

    pub(crate) async fn silent() -> Self {
        Self::start(|_, _| Answer::Never).await
    }

    pub(crate) fn now_answers(&self, answer: Answer) {
        *self.plan.lock().unwrap() = Arc::new(move |_, _| answer);
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook?secret=1", self.address)
    }

    pub(crate) fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    /// Those it took.
    pub(crate) fn taken(&self) -> Vec<Got> {
        let mut got = self.got();
        got.retain(|got| matches!(got.answered, Answer::Status(200..=299) | Answer::Bytes(_)));
        got
    }
}

async fn serve(listener: TcpListener, got: Arc<Mutex<Vec<Got>>>, plan: Arc<Mutex<Arc<Plan>>>) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let (got, plan) = (Arc::clone(&got), Arc::clone(&plan));
        connections.spawn(async move {
            let handler = service_fn(move |request| answer(request, Arc::clone(&got), Arc::clone(&plan)));
            let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), handler);
            let _ = connection.await;
        });
    }
}

type Body = Either<
    Full<Bytes>,
    StreamBody<Box<dyn futures_util::Stream<Item = Result<Frame<Bytes>, Infallible>> + Send + Unpin>>,
>;

async fn answer(
    request: Request<Incoming>,
    got: Arc<Mutex<Vec<Got>>>,
    plan: Arc<Mutex<Arc<Plan>>>,
) -> Result<Response<Body>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
    let plan = Arc::clone(&plan.lock().unwrap());
    let answered = {
        let mut got = got.lock().unwrap();
        let answered = plan(got.len(), &body);
        got.push(Got {
            headers: parts.headers,
            body,
            at: Instant::now(),
            answered,
            path: parts.uri.to_string(),
        });
        answered
    };
    let empty = Either::Left(Full::default());
    let mut response = Response::new(empty);
    match answered {
        Answer::Never => pending().await,
        Answer::Status(status) => *response.status_mut() = StatusCode::from_u16(status).unwrap(),
        Answer::Redirect => {
            *response.status_mut() = StatusCode::FOUND;
            response.headers_mut().insert("location", "/elsewhere".parse().unwrap());
        }
        Answer::Bytes(bytes) => {
            let chunk = Bytes::from(vec![b'x'; 64 * 1024]);
            let chunks = (0..bytes / chunk.len()).map(move |_| Ok(Frame::data(chunk.clone())));
            let stream: Box<dyn futures_util::Stream<Item = _> + Send + Unpin> =
                Box::new(futures_util::stream::iter(chunks));
            *response.body_mut() = Either::Right(StreamBody::new(stream));
        }
    }
    Ok(response)
}
