//! Turns of a dialog. A turn is complete, or asks for one thing at a time and names all that is still missing. Nothing is kept
//! between turns: the platform sends what it has gathered.

mod entity;
mod spoken;

pub(super) use entity::Entity;
pub(super) use spoken::language;

use super::entities::{Entities, Unreadable};
use super::words::{Words, filled};
use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::language::Language;
use serde::Serialize;
use serde_json::Value;

/// What is still to be asked. The first word about an entity counts.
pub(super) struct Asking {
    words: &'static Words,
    open: Vec<(Entity, Option<String>)>,
}

impl Asking {
    pub(super) fn new(words: &'static Words) -> Self {
        Self {
            words,
            open: Vec::new(),
        }
    }

    /// Nothing was said for this.
    pub(super) fn missing(&mut self, entity: Entity) {
        self.add(entity, None);
    }

    /// What was said does not do, for this reason.
    pub(super) fn because(&mut self, entity: Entity, why: String) {
        self.add(entity, Some(why));
    }

    /// What was said is none of it.
    pub(super) fn wrong(&mut self, entity: Entity, given: &str) {
        let why = filled(entity.ask(self.words).wrong, &[("given", &excerpt(given))]);
        self.because(entity, why);
    }

    /// Reads one entity.
    pub(super) fn read(&mut self, entities: &Entities, entity: Entity) -> Option<String> {
        self.readable(entity, entities.text(entity.names())).flatten()
    }

    /// Reads an entity that may be said several times.
    pub(super) fn read_all(&mut self, entities: &Entities, entity: Entity) -> Vec<String> {
        self.readable(entity, entities.texts(entity.names()))
            .unwrap_or_default()
    }

    fn readable<T>(&mut self, entity: Entity, read: Result<T, Unreadable>) -> Option<T> {
        if read.is_err() {
            self.wrong(entity, "…");
        }
        read.ok()
    }

    /// What the rules say of texts that were read; `given` finds the text of an entity.
    pub(super) fn judge(&mut self, violations: Vec<Violation>, given: impl Fn(Entity) -> Option<String>) {
        for violation in violations {
            // Rules about what nobody can say are none of the conversation's.
            let Some(entity) = Entity::of_field(&violation.field) else {
                continue;
            };
            match given(entity) {
                Some(text) => self.wrong(entity, &text),
                None => self.missing(entity),
            }
        }
    }

    fn add(&mut self, entity: Entity, why: Option<String>) {
        if self.open.iter().all(|(open, _)| *open != entity) {
            self.open.push((entity, why));
        }
    }

    /// The turn that asks, for `otherwise` when nothing is open.
    pub(super) fn turn_or_question(self, otherwise: Entity) -> Turn {
        let words = self.words;
        self.turn().unwrap_or_else(|| Turn::question(words, otherwise))
    }

    /// The turn that asks; `None` when nothing is open. What was said wrongly comes before what was not said.
    pub(super) fn turn(mut self) -> Option<Turn> {
        self.open.sort_by_key(|(entity, why)| (why.is_none(), *entity));
        let (first, why) = self.open.first()?;
        let question = first.ask(self.words).question;
        Some(Turn {
            status: Status::InputRequired,
            message: why.clone().unwrap_or_else(|| question.to_owned()),
            prompt: Some(question),
            missing: self.open.iter().map(|(entity, _)| *entity).collect(),
            data: None,
            language: self.words.language,
        })
    }
}

/// Where a dialog stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    Complete,
    InputRequired,
    /// Adapters alone say this: elsewhere it is an error of HTTP.
    Unavailable,
}

/// One turn.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Turn {
    pub(super) status: Status,
    /// A sentence for people.
    pub(super) message: String,
    /// The question to ask them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prompt: Option<&'static str>,
    /// What has to be said, or said again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) missing: Vec<Entity>,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) data: Option<Value>,
    #[serde(skip)]
    language: Language,
}

impl Turn {
    fn question(words: &'static Words, entity: Entity) -> Self {
        let question = entity.ask(words).question;
        Self {
            status: Status::InputRequired,
            message: question.to_owned(),
            prompt: Some(question),
            missing: vec![entity],
            data: None,
            language: words.language,
        }
    }

    /// The answer could not be had now. It is over, until somebody asks again.
    pub(super) fn unavailable(words: &'static Words) -> Self {
        Self {
            status: Status::Unavailable,
            message: words.unavailable.to_owned(),
            prompt: None,
            missing: Vec::new(),
            data: None,
            language: words.language,
        }
    }

    /// The last turn.
    pub(super) fn complete(language: Language, message: String, data: Value) -> Self {
        Self {
            status: Status::Complete,
            message,
            prompt: None,
            missing: Vec::new(),
            data: Some(data),
            language,
        }
    }
}

impl IntoResponse for Turn {
    fn into_response(self) -> Response {
        let language = self.language.code();
        ([(header::CONTENT_LANGUAGE, language)], Json(self)).into_response()
    }
}
