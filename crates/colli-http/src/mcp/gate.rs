//! What a request passes before the protocol sees it: the origin of the page that sent it, credentials, the scope of the
//! tool it calls, and the quota of its key.

use super::handler::Handler;
use super::message::Message;
use super::origin::Origin;
use super::refusal::Refusal;
use super::{browser, metadata};
use crate::credentials;
use crate::files::Links;
use crate::middleware::request_id;
use crate::refusal::bearer_token;
use crate::request_body::{self, Unread};
use crate::tools::Tools;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use colli_core::error::Violation;
use colli_service::apps::Client;
use colli_service::{Error, Service};
use rmcp::model::ProtocolVersion;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use std::sync::Arc;

/// Names the version of the protocol.
const VERSION: &str = "mcp-protocol-version";
/// Bytes of a message at most.
const MESSAGE_BYTES_MAX: usize = 1 << 20;
/// What every client of the protocol accepts.
const BOTH_TYPES: HeaderValue = HeaderValue::from_static("application/json, text/event-stream");

/// The gate, and the protocol behind it.
pub(super) struct Gate {
    service: Arc<Service>,
    tools: Arc<Tools>,
    origins: Vec<Origin>,
    protocol: StreamableHttpService<Handler, NeverSessionManager>,
}

impl Gate {
    pub(super) fn new(service: Arc<Service>, tools: Arc<Tools>, origins: Vec<Origin>) -> Self {
        let handler = Handler::new(Arc::clone(&service), Arc::clone(&tools));
        // The host that was asked is not compared with a list: the origin is, and without credentials nobody gets in.
        let config = StreamableHttpServerConfig::default()
            .with_legacy_session_mode(false)
            .with_json_response(true)
            .with_max_request_body_bytes(MESSAGE_BYTES_MAX)
            .disable_allowed_hosts()
            .disable_allowed_origins();
        let protocol = StreamableHttpService::new(
            move || Ok(handler.clone()),
            Arc::new(NeverSessionManager::default()),
            config,
        );
        Self {
            service,
            tools,
            origins,
            protocol,
        }
    }

    /// Makes links for who asks.
    pub(super) fn links(&self, headers: &HeaderMap) -> Links {
        Links::of_request(&self.service, headers)
    }

    /// Whether the page that sent a request may: one of this installation, or of an origin that was named. What is no page
    /// names no origin.
    pub(super) fn check_origin(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let mut named = headers.get_all(header::ORIGIN).iter();
        let Some(origin) = named.next() else { return Ok(()) };
        let origin = origin.to_str().ok().and_then(Origin::parse);
        let may = origin.is_some_and(|origin| {
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
            let public = self.service.public_url().and_then(Origin::of_url);
            self.origins.contains(&origin)
                || public.is_some_and(|public| public == origin)
                || host.is_some_and(|host| origin.is_of_host(host))
        });
        if may && named.next().is_none() {
            return Ok(());
        }
        Err(Refusal::of_status(
            StatusCode::FORBIDDEN,
            "Origin: pages of this origin may not call; who runs the server can allow them (mcp.allowed_origins)",
        ))
    }

    async fn authenticate(&self, parts: &Parts) -> Result<Client, Refusal> {
        let key = credentials::key(&parts.headers);
        let bearer = bearer_token(parts).filter(|token| !token.is_empty());
        let environment = credentials::environment(&parts.headers).map_err(|violation| misnamed(&violation))?;
        let client = self.service.authenticate_client(key, bearer, environment).await;
        client.map_err(|error| match error {
            Error::Unauthenticated(message) => {
                let metadata = metadata::address(&self.links(&parts.headers));
                Refusal::unauthenticated(message, &metadata, key.or(bearer).is_some())
            }
            other => Refusal::of_service(&other),
        })
    }

    /// Whether the client may send this message now.
    fn check_message(&self, parts: &Parts, message: &Message, client: &Client) -> Result<(), Refusal> {
        let tool = message.tool.as_deref().and_then(|name| self.tools.get(name));
        if let Some(scope) = tool.map(|tool| tool.about.scope)
            && !client.scopes.has(scope)
        {
            let metadata = metadata::address(&self.links(&parts.headers));
            return Err(Refusal::out_of_scope(scope, &metadata));
        }
        if let Some(wait) = client.app.as_ref().and_then(|app| self.service.count_call(app)) {
            return Err(Refusal::too_many(wait));
        }
        match parts.headers.get(VERSION) {
            // A message that names its version itself is checked with it.
            Some(version) if !message.has_version => check_version(version),
            _ => Ok(()),
        }
    }

    /// Lets a request pass, made ready for the protocol.
    async fn admit(&self, request: Request) -> Result<(axum::http::Request<Body>, Message), Refusal> {
        let (mut parts, body) = request.into_parts();
        let client = self.authenticate(&parts).await?;
        let bytes = read_body(body).await?;
        let message = Message::read(&bytes)?;
        self.check_message(&parts, &message, &client)
            .map_err(|refusal| refusal.answering(message.id.as_ref()))?;
        // Behind the gate nobody needs the credentials, and what is not there is not logged.
        parts.headers.remove(credentials::KEY);
        parts.headers.remove(header::AUTHORIZATION);
        if takes_json(&parts.headers) {
            // Answers are JSON here; who takes that is served, though the protocol wants both types named.
            parts.headers.insert(header::ACCEPT, BOTH_TYPES);
        }
        parts.extensions.insert(client);
        if let Some(id) = request_id::current() {
            // The protocol answers in a task of its own.
            parts.extensions.insert(id);
        }
        let body = bytes.slice_ref(request_body::without_mark(&bytes));
        Ok((Request::from_parts(parts, Body::from(body)), message))
    }
}

/// Answers a message.
pub(super) async fn answer(State(gate): State<Arc<Gate>>, request: Request) -> Response {
    if let Err(refusal) = gate.check_origin(request.headers()) {
        return refusal.into_response();
    }
    let origin = request.headers().get(header::ORIGIN).cloned();
    let mut response = match gate.admit(request).await {
        Ok((request, message)) => {
            let answer = gate.protocol.handle(request).await.map(Body::new);
            in_json(answer, &message).await
        }
        Err(refusal) => refusal.into_response(),
    };
    browser::share(response.headers_mut(), origin.as_ref());
    response
}

/// There is no stream to listen on and no session to end.
pub(super) async fn method_not_allowed(State(gate): State<Arc<Gate>>, headers: HeaderMap) -> Response {
    if let Err(refusal) = gate.check_origin(&headers) {
        return refusal.into_response();
    }
    let message = "Messages are sent with POST, one in a request; there are no sessions and no streams to listen on";
    Refusal::of_status(StatusCode::METHOD_NOT_ALLOWED, message)
        .with(header::ALLOW, "POST, OPTIONS")
        .into_response()
}

/// The protocol's refusals that are plain text, as JSON-RPC errors.
async fn in_json(response: Response, message: &Message) -> Response {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_json = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if is_json || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let text = request_body::read(response.into_body(), MESSAGE_BYTES_MAX).await;
    let text = match text {
        Ok(bytes) if status.is_client_error() => String::from_utf8_lossy(&bytes).into_owned(),
        _ => "An unexpected error occurred".to_owned(),
    };
    Refusal::of_status(status, text)
        .answering(message.id.as_ref())
        .into_response()
}

fn misnamed(violation: &Violation) -> Refusal {
    let accepted = violation.accepted.join(", ");
    Refusal::of_status(StatusCode::BAD_REQUEST, format!("{violation}; accepted: {accepted}"))
}

async fn read_body(body: Body) -> Result<Bytes, Refusal> {
    request_body::read(body, MESSAGE_BYTES_MAX)
        .await
        .map_err(|unread| match unread {
            Unread::TooLarge => Refusal::of_status(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("A message has at most {MESSAGE_BYTES_MAX} bytes"),
            ),
            Unread::Cut => Refusal::of_status(StatusCode::BAD_REQUEST, "The body ended early"),
        })
}

fn check_version(version: &HeaderValue) -> Result<(), Refusal> {
    let supported: Vec<&str> = ProtocolVersion::KNOWN_VERSIONS
        .iter()
        .map(ProtocolVersion::as_str)
        .collect();
    let version = String::from_utf8_lossy(version.as_bytes());
    if supported.contains(&version.as_ref()) {
        return Ok(());
    }
    Err(Refusal::unsupported_version(
        &colli_core::address::excerpt(&version),
        &supported,
    ))
}

fn takes_json(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(header::ACCEPT).iter().peekable();
    let takes = |value: &HeaderValue| {
        let types = value.to_str().unwrap_or_default().split(',');
        types
            .map(|range| range.split(';').next().unwrap_or_default().trim())
            .any(|range| {
                ["application/json", "application/*", "*/*"]
                    .iter()
                    .any(|json| range.eq_ignore_ascii_case(json))
            })
    };
    accepted.peek().is_none() || accepted.any(takes)
}
