//! The tools as the protocol shows them.

use crate::files::Links;
use crate::middleware::RequestId;
use crate::middleware::request_id;
use crate::tools::{Answer, Call, CallError, Hints, Tool, Tools};
use axum::http::header;
use axum::http::request::Parts;
use colli_core::address::excerpt;
use colli_core::app::Scope;
use colli_core::language::Language;
use colli_service::Service;
use colli_service::apps::Client;
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, CustomRequest, CustomResult,
    DiscoverResult, ErrorCode, ErrorData, Implementation, ListToolsResult, MetaObject, PaginatedRequestParams,
    ProtocolVersion, Resource, ServerCapabilities, ServerConfig, ToolAnnotations,
};
use rmcp::service::{NotificationContext, RequestContext, RoleServer};
use rmcp::{ServerHandler, model};
use std::sync::Arc;

/// Read by models before anything else.
const INSTRUCTIONS: &str = "Colli is a parcel network: it follows parcels, finds ServicePoints and lockers, compares \
    rates, and makes labels, returns and pickups. Personal data of a parcel, such as who signed, is shown only with the \
    receiver's postal code: ask for it when it matters. Confirm with the person before anything that costs money or cannot \
    be taken back (buying, voiding, cancelling), and give each purchase an idempotency key of its own, the same one when \
    you try again. Labels and documents are links.";

/// Milliseconds a list of tools may be kept: another version of the server may have other ones.
const LIST_TTL_MS: u64 = 300_000;
/// Where results say who made them.
const SERVER_INFO_MEMBER: &str = "io.modelcontextprotocol/serverInfo";
/// Methods this server has. Where they come as something unknown, their parameters could not be read.
const METHODS: [&str; 4] = ["initialize", "server/discover", "tools/list", "tools/call"];

/// Answers messages. One is made for each, so it is small.
#[derive(Clone)]
pub(super) struct Handler {
    shared: Arc<Shared>,
}

struct Shared {
    service: Arc<Service>,
    tools: Arc<Tools>,
    /// The tools as they are listed, each with what a key must open to see it.
    listed: Vec<(Scope, model::Tool)>,
    config: ServerConfig,
    /// Who answers, for results of the era without a handshake.
    about: MetaObject,
}

impl Handler {
    pub(super) fn new(service: Arc<Service>, tools: Arc<Tools>) -> Self {
        let listed = tools.iter().map(|tool| (tool.about.scope, listed(tool))).collect();
        let server = Implementation::new("colli", env!("CARGO_PKG_VERSION"))
            .with_title("Colli")
            .with_description("A parcel network you run yourself");
        let mut about = MetaObject::default();
        if let Ok(server) = serde_json::to_value(&server) {
            about.insert(SERVER_INFO_MEMBER.to_owned(), server);
        }
        let config = ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(server)
            .with_instructions(INSTRUCTIONS);
        Self {
            shared: Arc::new(Shared {
                service,
                tools,
                listed,
                config,
                about,
            }),
        }
    }

    /// What results of this request say of who made them.
    fn about(&self, context: &RequestContext<RoleServer>) -> Option<MetaObject> {
        let version = context.protocol_version()?;
        (version >= ProtocolVersion::V_2026_07_28).then(|| self.shared.about.clone())
    }
}

impl ServerHandler for Handler {
    fn get_info(&self) -> ServerConfig {
        self.shared.config.clone()
    }

    async fn discover(&self, _context: RequestContext<RoleServer>) -> Result<DiscoverResult, ErrorData> {
        let versions = self.supported_protocol_versions().into_owned();
        let mut found = DiscoverResult::from_server_info(versions, self.get_info());
        found.ttl_ms = LIST_TTL_MS;
        // The same for everybody.
        found.cache_scope = CacheScope::Public;
        Ok(found)
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        // All tools fit on the first page, so no cursor was ever given out.
        if request.is_some_and(|request| request.cursor.is_some()) {
            return Err(ErrorData::invalid_params("cursor: there is no such page", None));
        }
        let (_, client) = asked(&context)?;
        let open = self.shared.listed.iter().filter(|(scope, _)| client.scopes.has(*scope));
        let mut list = ListToolsResult::with_all_items(open.map(|(_, tool)| tool.clone()).collect());
        list.ttl_ms = Some(LIST_TTL_MS);
        // Keys open different tools.
        list.cache_scope = Some(CacheScope::Private);
        list.meta = self.about(&context);
        Ok(list)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let (parts, client) = asked(&context)?;
        let language = parts.headers.get(header::ACCEPT_LANGUAGE);
        let language = language.and_then(|value| value.to_str().ok());
        let call = Call {
            service: Arc::clone(&self.shared.service),
            client: client.clone(),
            links: Links::of_request(&self.shared.service, &parts.headers),
            language: language.map(Language::preferred).unwrap_or_default(),
        };
        let given = request.arguments.unwrap_or_default();
        let run = self.shared.tools.call(&request.name, call, given);
        let id = parts.extensions.get::<RequestId>().copied();
        let mut result = match request_id::within(id, run).await {
            Ok(answer) => done(answer, reads_links(&context)),
            Err(CallError::Tool(error)) => CallToolResult::error(vec![ContentBlock::text(error.to_string())]),
            Err(CallError::Unknown) => {
                let message = format!("name: there is no tool {}", excerpt(&request.name));
                return Err(ErrorData::invalid_params(message, None));
            }
            Err(CallError::OutOfScope(scope)) => {
                let message = format!("This key lacks the scope {}", scope.word());
                return Err(ErrorData::invalid_request(message, None));
            }
        };
        result.meta = self.about(&context);
        Ok(result.into())
    }

    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _context: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        if METHODS.contains(&request.method.as_str()) {
            let message = "params: these are not the parameters of this method";
            return Err(ErrorData::invalid_params(message, None));
        }
        let message = format!("There is no method {}", excerpt(&request.method));
        Err(ErrorData::new(ErrorCode::METHOD_NOT_FOUND, message, None))
    }

    async fn on_initialized(&self, _context: NotificationContext<RoleServer>) {
        // Nothing is kept of a client.
    }
}

/// The request a message came in, and who sent it. The gate lets nothing pass without.
fn asked(context: &RequestContext<RoleServer>) -> Result<(&Parts, &Client), ErrorData> {
    let parts = context.extensions.get::<Parts>();
    let found = parts.and_then(|parts| Some((parts, parts.extensions.get::<Client>()?)));
    found.ok_or_else(|| ErrorData::internal_error("An unexpected error occurred", None))
}

/// Links as content came with 2025-06-18; before it, one would make a whole answer unreadable.
fn reads_links(context: &RequestContext<RoleServer>) -> bool {
    let version = context.protocol_version();
    version.is_some_and(|version| version >= ProtocolVersion::V_2025_06_18)
}

/// A tool as it is listed.
fn listed(tool: &Tool) -> model::Tool {
    let about = &tool.about;
    let Hints {
        is_read_only,
        is_destructive,
        is_idempotent,
    } = about.hints;
    let annotations = ToolAnnotations::with_title(about.title)
        .read_only(is_read_only)
        .destructive(is_destructive)
        .idempotent(is_idempotent)
        // All they reach is this network.
        .open_world(false);
    model::Tool::new(about.name, about.description, Arc::clone(&tool.input))
        .with_title(about.title)
        .with_raw_output_schema(Arc::clone(&tool.output))
        .with_annotations(annotations)
}

/// What a tool did: the sentence for people first, then the data for clients that read text only.
fn done(answer: Answer, reads_links: bool) -> CallToolResult {
    let mut content = vec![
        ContentBlock::text(answer.text),
        ContentBlock::text(answer.structured.to_string()),
    ];
    if reads_links {
        let links = answer.links.into_iter();
        content.extend(links.map(|link| {
            let resource = Resource::new(link.uri, link.name).with_mime_type(link.media_type);
            ContentBlock::resource_link(resource)
        }));
    }
    let mut result = CallToolResult::success(content);
    result.structured_content = Some(answer.structured);
    result
}
