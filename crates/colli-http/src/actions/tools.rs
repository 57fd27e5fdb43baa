//! Tools as plain calls: the arguments are the body. They are the same that assistants find over MCP.

use super::auth::Assistant;
use super::body::Members;
use super::error::{Answer, Failure};
use super::{Access, App, Routes, route};
use crate::tools::{Call, CallError, Link, ToolError};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use colli_core::address::excerpt;
use serde::Serialize;
use serde_json::Value;

/// Path of a tool, with its name.
pub(super) const PATH: &str = "/tools/{name}";

/// The routes of this file.
pub(super) fn routes() -> Routes {
    vec![route("POST", PATH, Access::Client, post(call))]
}

/// What a tool found or did.
#[derive(Serialize)]
struct Done {
    status: &'static str,
    message: String,
    data: Value,
    links: Vec<ShownLink>,
}

#[derive(Serialize)]
struct ShownLink {
    uri: String,
    name: String,
    #[serde(rename = "mediaType")]
    media_type: &'static str,
}

impl From<Link> for ShownLink {
    fn from(link: Link) -> Self {
        Self {
            uri: link.uri,
            name: link.name,
            media_type: link.media_type,
        }
    }
}

async fn call(
    assistant: Assistant,
    State(app): State<App>,
    Path(name): Path<String>,
    Members(given): Members,
) -> Answer<Json<Done>> {
    let tool = app.tools.get(&name).ok_or_else(|| unknown(&name))?;
    assistant.may(&app.service, tool.about.scope)?;
    let call = Call {
        service: app.service.clone(),
        client: assistant.client,
        links: assistant.links,
        language: assistant.language,
    };
    let answer = match app.tools.call(&name, call, given).await {
        Ok(answer) => answer,
        Err(CallError::Unknown) => return Err(unknown(&name)),
        Err(CallError::OutOfScope(scope)) => {
            let message = format!(
                "This key is not meant for this: its app lacks the scope {}",
                scope.word()
            );
            return Err(Failure::new(StatusCode::FORBIDDEN, "forbidden", message));
        }
        Err(CallError::Tool(error)) => return Err(refused(error)),
    };
    Ok(Json(Done {
        status: "complete",
        message: answer.text,
        data: answer.structured,
        links: answer.links.into_iter().map(ShownLink::from).collect(),
    }))
}

fn unknown(name: &str) -> Failure {
    Failure::new(
        StatusCode::NOT_FOUND,
        "tool_not_found",
        format!("There is no tool {}", excerpt(name)),
    )
}

fn refused(error: ToolError) -> Failure {
    match error {
        ToolError::Invalid(violations) => Failure::invalid(violations),
        ToolError::NotFound(message) => Failure::new(StatusCode::NOT_FOUND, "not_found", message),
        ToolError::Refused(message) => Failure::new(StatusCode::BAD_REQUEST, "refused", message),
        ToolError::Internal => Failure::internal(),
    }
}
