//! Sending to receivers: every connection goes to an address that was judged, nothing is followed, and what a receiver
//! answers is read up to a bound.

use super::address::{Policy, Refused, Target};
use bytes::Bytes;
use colli_core::limits::RECEIVER_ANSWER_BYTES_MAX;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Method, Request, Uri};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error as StdError;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// How long the look-up of a name, and a connection, may take each.
const CONNECT_MAX: Duration = Duration::from_secs(4);

/// How long a connection that is not used is kept.
const IDLE_MAX: Duration = Duration::from_secs(30);

/// Idle connections kept to one receiver.
const IDLE_CONNECTIONS_MAX: usize = 16;

/// Sends to receivers. Cheap to clone.
#[derive(Clone)]
pub(super) struct Client {
    inner: legacy::Client<Connector, Full<Bytes>>,
}

/// What is sent.
pub(super) struct Post {
    pub(super) uri: Uri,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body: Bytes,
}

/// It was not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct NotTaken {
    /// The status, if there was an answer.
    pub(super) status: Option<u16>,
    /// Why, in a sentence without anything of ours or theirs that is secret.
    pub(super) reason: String,
}

impl NotTaken {
    fn without_answer(reason: impl Into<String>) -> Self {
        Self {
            status: None,
            reason: reason.into(),
        }
    }
}

impl Client {
    pub(super) fn new(policy: Arc<RwLock<Policy>>) -> Self {
        let connector = Connector { policy, tls: tls() };
        let inner = legacy::Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE_MAX)
            .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
            .pool_timer(TokioTimer::new())
            .build(connector);
        Self { inner }
    }

    /// Posts; the status of a 2xx.
    pub(super) async fn post(&self, post: Post, patience: Duration) -> Result<u16, NotTaken> {
        let mut request = Request::new(Full::new(post.body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = post.uri;
        request.headers_mut().extend(post.headers);
        let until = tokio::time::Instant::now() + patience;
        let too_long = || NotTaken::without_answer(format!("no answer within {} s", patience.as_secs_f32()));
        let answer = match tokio::time::timeout_at(until, self.inner.request(request)).await {
            Err(_) => return Err(too_long()),
            Ok(Err(error)) => return Err(NotTaken::without_answer(reason(&error))),
            Ok(Ok(answer)) => answer,
        };
        let status = answer.status();
        // Read to its end, so that the connection can be used again; a longer one is dropped with its connection.
        let rest = Limited::new(answer.into_body(), RECEIVER_ANSWER_BYTES_MAX).collect();
        let _ = tokio::time::timeout_at(until, rest).await;
        if status.is_success() {
            return Ok(status.as_u16());
        }
        let reason = if status.is_redirection() {
            "the receiver redirects, which is not followed: name the address it redirects to".to_owned()
        } else {
            format!("the receiver answered {}", status.as_u16())
        };
        Err(NotTaken {
            status: Some(status.as_u16()),
            reason,
        })
    }
}

/// The innermost reason that says something.
fn reason(error: &legacy::Error) -> String {
    let mut last: &dyn StdError = error;
    while let Some(source) = last.source() {
        last = source;
    }
    let text = last.to_string();
    if error.is_connect() {
        format!("no connection: {text}")
    } else {
        format!("the connection failed: {text}")
    }
}

/// What the system trusts; nothing when it has no certificates, and then no connection is made.
fn tls() -> Option<TlsConnector> {
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if added == 0 {
        tracing::warn!("the system has no certificate authorities: webhooks to https cannot be delivered");
        return None;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .inspect_err(|error| tracing::error!(%error, "encryption cannot be set up"))
        .ok()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Some(TlsConnector::from(Arc::new(config)))
}

/// Looks a name up, judges what it gives, and connects.
#[derive(Clone)]
struct Connector {
    policy: Arc<RwLock<Policy>>,
    tls: Option<TlsConnector>,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
enum ConnectError {
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("its name cannot be looked up")]
    Lookup(#[source] io::Error),
    #[error("it took longer than {} s", CONNECT_MAX.as_secs())]
    TooLong,
    #[error("encryption is not available here")]
    NoTls,
    #[error("its name is no name for a certificate")]
    Name,
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Connector {
    async fn connect(self, uri: Uri) -> Result<TokioIo<Wire>, ConnectError> {
        let target = Target::of(uri)?;
        let addresses = addresses(&target).await?;
        let judged = {
            let policy = self.policy.read().unwrap_or_else(PoisonError::into_inner);
            policy.judge(&target, &addresses)
        };
        judged?;
        let stream = timeout(CONNECT_MAX, TcpStream::connect(addresses.as_slice()))
            .await
            .map_err(|_| ConnectError::TooLong)??;
        stream.set_nodelay(true)?;
        if !target.is_secure {
            return Ok(TokioIo::new(Wire(Box::new(stream))));
        }
        let tls = self.tls.ok_or(ConnectError::NoTls)?;
        let name = ServerName::try_from(target.host).map_err(|_| ConnectError::Name)?;
        let stream = timeout(CONNECT_MAX, tls.connect(name, stream))
            .await
            .map_err(|_| ConnectError::TooLong)??;
        Ok(TokioIo::new(Wire(Box::new(stream))))
    }
}

/// Every address a target's name gives.
async fn addresses(target: &Target) -> Result<Vec<SocketAddr>, ConnectError> {
    let found = timeout(CONNECT_MAX, lookup_host((target.host.as_str(), target.port)))
        .await
        .map_err(|_| ConnectError::TooLong)?
        .map_err(ConnectError::Lookup)?;
    Ok(found.collect())
}

/// Judges a target when it is named. A name that cannot be looked up now is let through: it is judged at each connection.
pub(super) async fn judge_now(target: &Target, policy: &Policy) -> Result<(), Refused> {
    if let Ok(addresses) = addresses(target).await {
        return policy.judge(target, &addresses);
    }
    if target.is_secure { Ok(()) } else { Err(Refused::Scheme) }
}

impl tower::Service<Uri> for Connector {
    type Response = TokioIo<Wire>;
    type Error = Box<dyn StdError + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connector = self.clone();
        Box::pin(async move { connector.connect(uri).await.map_err(Into::into) })
    }
}

/// A stream of bytes both ways.
trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Duplex for S {}

/// A connection, encrypted or not.
struct Wire(Box<dyn Duplex>);

impl Connection for Wire {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
