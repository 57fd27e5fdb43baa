//! The words of scenarios: what a step is, when and where it happens, under which conditions.

/// What must hold for an item to happen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Condition {
    /// It goes to the receiver's door.
    Door,
    /// It was ordered to the receiver's door, wherever it goes now.
    OrderedDoor,
    /// It goes to a ServicePoint with staff.
    Shop,
    /// It goes to a locker.
    Locker,
    /// It goes into the mailbox.
    Mailbox,
    /// It is held for collection at a depot.
    Hold,
    /// It crosses a border.
    Abroad,
    /// It travels for two working days or more.
    Far,
    /// It is delivered on the day it is collected.
    SameDay,
    /// It crosses a customs border.
    Customs,
    /// It is a return: handed in by a customer.
    Return,
    /// The courier had it already when its plan was changed.
    Begun,
    /// It travels in the American network.
    American,
}

impl Condition {
    /// Every condition with its word in data files; `not-` before it means the opposite.
    pub const NAMES: [(&'static str, Self); 13] = [
        ("door", Self::Door),
        ("ordered-door", Self::OrderedDoor),
        ("shop", Self::Shop),
        ("locker", Self::Locker),
        ("mailbox", Self::Mailbox),
        ("hold", Self::Hold),
        ("abroad", Self::Abroad),
        ("far", Self::Far),
        ("same-day", Self::SameDay),
        ("customs", Self::Customs),
        ("return", Self::Return),
        ("begun", Self::Begun),
        ("american", Self::American),
    ];

    /// Reads the word of data files: the condition, and whether it must hold.
    pub fn parse(text: &str) -> Option<(Self, bool)> {
        let (word, holds) = text.strip_prefix("not-").map_or((text, true), |word| (word, false));
        named(&Self::NAMES, word).map(|condition| (condition, holds))
    }
}

/// Which day a step falls on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Day {
    /// The day the network takes the parcel over, at the sender's.
    Collection,
    /// The day of the planned delivery, at the receiver's.
    Delivery,
    /// The day of the step before.
    Previous,
    /// As many working days after the step before as the way back takes, at the sender's.
    Return,
    /// Half-way between collection and the planned delivery, in calendar days.
    Midway,
    /// The calendar day before the planned delivery, at the receiver's.
    Eve,
}

impl Day {
    /// Every day with its word in data files.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("collection", Self::Collection),
        ("delivery", Self::Delivery),
        ("previous", Self::Previous),
        ("return", Self::Return),
        ("midway", Self::Midway),
        ("eve", Self::Eve),
    ];

    /// Reads the word of data files.
    pub fn parse(text: &str) -> Option<Self> {
        named(&Self::NAMES, text)
    }
}

/// When on its day a step happens; seconds, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// Between two local times, in seconds after midnight.
    Between(u32, u32),
    /// So long after the step before.
    After(u32, u32),
    /// So long before the planned delivery begins.
    Before(u32, u32),
    /// Within the planned delivery.
    InFrame,
    /// While the ServicePoint is open.
    Open,
}

/// Where a step happens, by the part the place plays in the parcel's journey.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// The depot that collects.
    OriginDepot,
    /// The hub of the sender's country.
    OriginHub,
    /// The same hub with its chute, where it has such a code.
    OriginChute,
    /// The gateway of the sender's country.
    OriginGateway,
    /// The gateway of the receiver's country.
    Gateway,
    /// The hub of the receiver's country.
    Hub,
    /// The same hub with its chute, where it has such a code.
    HubChute,
    /// The depot that delivers.
    Depot,
    /// Another depot of the receiver's country.
    WrongDepot,
    /// The returns hub of the receiver's country.
    ReturnHub,
    /// The hub of the day-definite network in the receiver's country.
    DayDefiniteHub,
    /// The same hub, as the parcel network calls it.
    DayDefiniteHubAlias,
    /// The depot of the day-definite network nearest to the receiver.
    DayDefiniteDepot,
}

impl Place {
    /// Every place with its word in data files.
    pub const NAMES: [(&'static str, Self); 13] = [
        ("origin-depot", Self::OriginDepot),
        ("origin-hub", Self::OriginHub),
        ("origin-chute", Self::OriginChute),
        ("origin-gateway", Self::OriginGateway),
        ("gateway", Self::Gateway),
        ("hub", Self::Hub),
        ("hub-chute", Self::HubChute),
        ("depot", Self::Depot),
        ("wrong-depot", Self::WrongDepot),
        ("return-hub", Self::ReturnHub),
        ("day-definite-hub", Self::DayDefiniteHub),
        ("day-definite-hub-alias", Self::DayDefiniteHubAlias),
        ("day-definite-depot", Self::DayDefiniteDepot),
    ];

    /// Reads the word of data files.
    pub fn parse(text: &str) -> Option<Self> {
        named(&Self::NAMES, text)
    }
}

/// Which planned time frames a step tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Planned {
    /// None.
    #[default]
    None,
    /// The working day of the delivery, as the day-definite network plans.
    Day,
    /// The planned delivery.
    Frame,
    /// The planned delivery, and the next one should it fail.
    Both,
}

impl Planned {
    /// Every value with its word in data files.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("none", Self::None),
        ("day", Self::Day),
        ("frame", Self::Frame),
        ("both", Self::Both),
    ];

    /// Reads the word of data files.
    pub fn parse(text: &str) -> Option<Self> {
        named(&Self::NAMES, text)
    }
}

/// The route a step names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Route {
    /// The courier's route, drawn for the parcel.
    Own,
    /// This one.
    Fixed(String),
}

/// What a step says of the leg.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent members of an event, each a key of a data file"
)]
pub struct LegParts {
    /// The account.
    pub account: bool,
    /// A number.
    pub number: bool,
    /// A reference.
    pub reference: bool,
    /// Where it starts and ends.
    pub ends: bool,
}

/// Something that happens to a parcel.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent members of an event, each a key of a data file"
)]
pub struct Step {
    /// Status code; its category is the network's knowledge.
    pub status: String,
    /// The day.
    pub day: Day,
    /// Working days after that day, the least and the most.
    pub days: (u32, u32),
    /// The time of the day.
    pub when: When,
    /// The facility.
    pub place: Option<Place>,
    /// Operating network of the leg.
    pub network: String,
    /// It is about the leg and not the piece.
    pub of_leg: bool,
    /// What it says of the leg.
    pub leg: LegParts,
    /// The facility is also its service area.
    pub service_area: bool,
    /// The route.
    pub route: Option<Route>,
    /// Number of the stop.
    pub stop: Option<u32>,
    /// Remarks.
    pub remarks: Option<String>,
    /// Scanned by hand.
    pub by_hand: Option<bool>,
    /// Handed over to somebody with a power of attorney.
    pub power_of_attorney: Option<bool>,
    /// Weight and size were measured.
    pub measured: bool,
    /// Time frames it tells.
    pub planned: Planned,
    /// A card with a code is left.
    pub card: bool,
    /// Whoever takes it signs, when the sender asked for a signature.
    pub signed: bool,
}

impl Step {
    /// A step of which only the status and the time are known.
    pub fn new(status: &str, day: Day, when: When) -> Self {
        Self {
            status: status.to_owned(),
            day,
            days: (0, 0),
            when,
            place: None,
            network: "ECOMMERCE".to_owned(),
            of_leg: false,
            leg: LegParts::default(),
            service_area: false,
            route: None,
            stop: None,
            remarks: None,
            by_hand: None,
            power_of_attorney: None,
            measured: false,
            planned: Planned::None,
            card: false,
            signed: false,
        }
    }
}

fn named<T: Clone>(names: &[(&str, T)], word: &str) -> Option<T> {
    names
        .iter()
        .find_map(|(name, value)| (*name == word).then(|| value.clone()))
}
