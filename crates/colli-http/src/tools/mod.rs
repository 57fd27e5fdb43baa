//! What assistants can do, one file for each tool: its schemas, its hints, and what it runs (reference assistant-actions,
//! section 3). Offered over MCP and as OpenAPI actions; neither knows what a tool does.
//!
//! A tool answers structured data with a sentence about it, and links instead of documents. What a model can mend is a
//! refusal that names the argument.

mod address;
mod arguments;
mod buy_label;
mod cancel_pickup;
mod create_manifest;
mod create_return_label;
mod create_shipment;
mod customs;
mod error;
mod find_locations;
mod get_capabilities;
mod get_location;
mod get_rates;
mod label;
mod list_shipments;
mod location;
mod once;
mod pickup;
mod reading;
mod request_intervention;
mod schedule_pickup;
mod schema;
mod sending;
mod track_shipment;
mod validate_address;
mod void_label;

pub(crate) use error::ToolError;

use crate::files::Links;
use colli_core::app::Scope;
use colli_core::language::Language;
use colli_service::Service;
use colli_service::apps::Client;
use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Who asks, and how to answer.
#[derive(Clone)]
pub(crate) struct Call {
    /// The use cases.
    pub(crate) service: Arc<Service>,
    /// Who asks. It has the tool's scope.
    pub(crate) client: Client,
    /// Makes links into this installation.
    pub(crate) links: Links,
    /// The language of sentences, where the arguments name none.
    pub(crate) language: Language,
}

/// What hosts may rely on when they ask a person, or do not (reference 4.4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Hints {
    /// It changes nothing.
    pub(crate) is_read_only: bool,
    /// What it changes cannot be taken back, or costs money.
    pub(crate) is_destructive: bool,
    /// Doing it again with the same arguments changes nothing more.
    pub(crate) is_idempotent: bool,
}

impl Hints {
    /// It only reads.
    pub(crate) const READ: Self = Self {
        is_read_only: true,
        is_destructive: false,
        is_idempotent: true,
    };
    /// It costs money or takes something back; the same arguments do it once.
    pub(crate) const DESTRUCTIVE: Self = Self {
        is_read_only: false,
        is_destructive: true,
        is_idempotent: true,
    };
    /// It makes something that can be taken back; the same arguments do it once.
    pub(crate) const WRITE: Self = Self {
        is_read_only: false,
        is_destructive: false,
        is_idempotent: true,
    };
}

/// What a tool says of itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About {
    /// Its name: snake case, a verb and a noun.
    pub(crate) name: &'static str,
    /// Its name for people.
    pub(crate) title: &'static str,
    /// What it does and when to use it; at most 300 characters, as some hosts cut the rest.
    pub(crate) description: &'static str,
    /// What a key must open.
    pub(crate) scope: Scope,
    /// What hosts may rely on.
    pub(crate) hints: Hints,
    /// Arguments of a call, as JSON.
    pub(crate) example: &'static str,
}

/// A document or page a tool names instead of holding it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Link {
    /// Where it is.
    pub(crate) uri: String,
    /// What it is called.
    pub(crate) name: String,
    /// Its media type.
    pub(crate) media_type: &'static str,
}

/// What a tool found or did.
pub(crate) struct Done<O> {
    /// The data.
    pub(crate) output: O,
    /// A short text of it, for people.
    pub(crate) text: String,
    /// What it names.
    pub(crate) links: Vec<Link>,
}

impl<O> Done<O> {
    /// Data with its text.
    pub(crate) fn new(output: O, text: impl Into<String>) -> Self {
        Self {
            output,
            text: text.into(),
            links: Vec::new(),
        }
    }
}

/// What a tool answers, whatever its types are.
pub(crate) struct Answer {
    /// The data: an object that keeps to the tool's output schema.
    pub(crate) structured: Value,
    /// A short text of it.
    pub(crate) text: String,
    /// What it names.
    pub(crate) links: Vec<Link>,
}

type Run = dyn Fn(Call, Map<String, Value>) -> BoxFuture<'static, Result<Answer, ToolError>> + Send + Sync;

/// A tool.
pub(crate) struct Tool {
    /// What it says of itself.
    pub(crate) about: About,
    /// JSON Schema of its arguments.
    pub(crate) input: Arc<Map<String, Value>>,
    /// JSON Schema of what it answers.
    pub(crate) output: Arc<Map<String, Value>>,
    run: Box<Run>,
}

impl Tool {
    /// A tool that reads `I` and answers `O`.
    pub(crate) fn new<I, O, F, R>(about: About, run: F) -> Self
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + 'static,
        F: Fn(Call, I) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = Result<Done<O>, ToolError>> + Send + 'static,
    {
        let input = Arc::new(schema::with_example(schema::of_input::<I>(), about.example));
        let checked = Arc::clone(&input);
        let run = move |call: Call, given: Map<String, Value>| -> BoxFuture<'static, _> {
            let (run, checked) = (run.clone(), Arc::clone(&checked));
            Box::pin(async move {
                let input: I = arguments::read(&checked, given)?;
                let done = run(call, input).await?;
                Ok(Answer {
                    structured: serde_json::to_value(&done.output).map_err(|error| ToolError::internal(&error))?,
                    text: done.text,
                    links: done.links,
                })
            })
        };
        Self {
            about,
            input,
            output: Arc::new(schema::of_output::<O>()),
            run: Box::new(run),
        }
    }
}

/// Its description as documents of OpenAPI carry it (see [`schema::plain`]).
impl Tool {
    /// JSON Schema of its arguments.
    pub(crate) fn plain_input(&self) -> Value {
        schema::plain(Value::Object((*self.input).clone()))
    }

    /// JSON Schema of what it answers.
    pub(crate) fn plain_output(&self) -> Value {
        schema::plain(Value::Object((*self.output).clone()))
    }

    /// Arguments of a call.
    pub(crate) fn example(&self) -> Value {
        serde_json::from_str(self.about.example).unwrap_or_default()
    }
}

/// Why a tool was not run, or what went wrong when it was.
#[derive(Debug)]
pub(crate) enum CallError {
    /// There is no tool of this name.
    Unknown,
    /// The client's key does not open this scope.
    OutOfScope(Scope),
    /// The tool refused.
    Tool(ToolError),
}

/// All tools, in the order they are listed.
pub(crate) struct Tools(Vec<Tool>);

impl Tools {
    /// All of them.
    pub(crate) fn new() -> Self {
        Self(vec![
            track_shipment::tool(),
            find_locations::tool(),
            get_location::tool(),
            get_rates::tool(),
            validate_address::tool(),
            get_capabilities::tool(),
            create_shipment::tool(),
            buy_label::tool(),
            void_label::tool(),
            create_return_label::tool(),
            schedule_pickup::tool(),
            cancel_pickup::tool(),
            create_manifest::tool(),
            list_shipments::tool(),
            request_intervention::tool(),
        ])
    }

    /// Every tool.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Tool> {
        self.0.iter()
    }

    /// The tool of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&Tool> {
        self.0.iter().find(|tool| tool.about.name == name)
    }

    /// Runs a tool.
    pub(crate) async fn call(&self, name: &str, call: Call, given: Map<String, Value>) -> Result<Answer, CallError> {
        let tool = self.get(name).ok_or(CallError::Unknown)?;
        if !call.client.scopes.has(tool.about.scope) {
            return Err(CallError::OutOfScope(tool.about.scope));
        }
        (tool.run)(call, given).await.map_err(CallError::Tool)
    }
}
