//! Statuses: what each code says about a piece, in every language the network speaks (reference 11).

use std::collections::HashMap;

/// What a status means for the piece.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Phase {
    /// Announced; the network does not have it yet.
    #[default]
    Registered,
    /// Between facilities.
    InTransit,
    /// With the courier.
    OutForDelivery,
    /// Waiting to be collected.
    AtPickupPoint,
    /// With its receiver.
    Delivered,
    /// On its way back.
    Returning,
    /// Back with its sender.
    Returned,
    /// Something went wrong.
    Problem,
    /// Nobody knows.
    Unknown,
}

impl Phase {
    /// Every phase with its word in data files.
    pub const NAMES: [(&'static str, Self); 9] = [
        ("registered", Self::Registered),
        ("in_transit", Self::InTransit),
        ("out_for_delivery", Self::OutForDelivery),
        ("at_pickup_point", Self::AtPickupPoint),
        ("delivered", Self::Delivered),
        ("returning", Self::Returning),
        ("returned", Self::Returned),
        ("problem", Self::Problem),
        ("unknown", Self::Unknown),
    ];

    /// Reads the word of data files.
    pub fn parse(text: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find_map(|(name, phase)| (name == text).then_some(phase))
    }

    /// What a category alone tells.
    pub fn of_category(category: &str) -> Self {
        match category {
            "LEG" | "DATA_RECEIVED" => Self::Registered,
            "UNDERWAY" | "CUSTOMS" | "INTERVENTION" => Self::InTransit,
            "IN_DELIVERY" => Self::OutForDelivery,
            "DELIVERED" => Self::Delivered,
            "PROBLEM" | "EXCEPTION" => Self::Problem,
            _ => Self::Unknown,
        }
    }
}

/// A status.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Status {
    /// Its code: `DEPART_FACILITY`.
    pub code: String,
    /// The category it comes with.
    pub category: String,
    /// What it means for the piece.
    pub phase: Phase,
    /// Its text by language: `nl`, `en`, `de`, `fr`, `es`, `pt`.
    pub texts: HashMap<String, String>,
}

/// A category: what statuses are grouped by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Category {
    /// Its code: `UNDERWAY`.
    pub code: String,
    /// Its text by language.
    pub texts: HashMap<String, String>,
}

/// A status of a pickup.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PickupStatus {
    /// Its code: `PickupCompleted`.
    pub code: String,
    /// Nothing follows it.
    pub is_final: bool,
    /// Its text by language.
    pub texts: HashMap<String, String>,
}

/// The languages every text is written in, as data files name them (ISO 639-1).
pub const LANGUAGES: [&str; 6] = ["nl", "en", "de", "fr", "es", "pt"];

/// The statuses of a network.
#[derive(Clone, Debug, Default)]
pub struct Statuses {
    by_code: HashMap<String, Status>,
    categories: HashMap<String, Category>,
}

impl Statuses {
    /// The statuses of a list.
    pub fn new(statuses: impl IntoIterator<Item = Status>) -> Self {
        let by_code = statuses.into_iter().map(|status| (status.code.clone(), status));
        Self {
            by_code: by_code.collect(),
            categories: HashMap::new(),
        }
    }

    /// The same with categories.
    #[must_use]
    pub fn with_categories(mut self, categories: impl IntoIterator<Item = Category>) -> Self {
        let by_code = categories.into_iter().map(|category| (category.code.clone(), category));
        self.categories = by_code.collect();
        self
    }

    /// A status by its code.
    pub fn get(&self, code: &str) -> Option<&Status> {
        self.by_code.get(code)
    }

    /// All of them, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Status> {
        self.by_code.values()
    }

    /// What a status means for the piece; of one that is unknown, what its category tells.
    pub fn phase_of(&self, code: &str, category: &str) -> Phase {
        self.get(code)
            .map_or_else(|| Phase::of_category(category), |status| status.phase)
    }
    /// A category by its code.
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.get(code)
    }

    /// All categories, in no order.
    pub fn categories(&self) -> impl Iterator<Item = &Category> {
        self.categories.values()
    }

    /// What a status says in a language (`nl`); of one that is unknown, what its category says. English stands in for a
    /// language that has no text.
    pub fn text<'a>(&'a self, code: &str, category: &str, language: &str) -> Option<&'a str> {
        let texts = self
            .get(code)
            .map(|status| &status.texts)
            .or_else(|| self.category(category).map(|category| &category.texts))?;
        texts.get(language).or_else(|| texts.get("en")).map(String::as_str)
    }
}
