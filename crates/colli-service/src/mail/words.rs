//! The words of mails, a file for each language. `{sender}` stands for the company, `{name}` for who reads.

mod dutch;
mod english;
mod french;
mod german;
mod spanish;

use super::{Language, Notice};

/// Subject and text of one kind of mail.
pub(super) struct Wording {
    pub(super) subject: &'static str,
    pub(super) text: &'static str,
}

/// What stands before a value.
pub(super) struct Labels {
    pub(super) parcel: &'static str,
    pub(super) pieces: &'static str,
    pub(super) reference: &'static str,
    pub(super) code: &'static str,
    pub(super) expected: &'static str,
    pub(super) delivered: &'static str,
    pub(super) signed_by: &'static str,
    pub(super) service_point: &'static str,
    pub(super) open_today: &'static str,
    pub(super) closed: &'static str,
    pub(super) note: &'static str,
    pub(super) follow: &'static str,
}

/// The words of a language.
pub(super) struct Words {
    pub(super) greeting: &'static str,
    pub(super) greeting_of_nobody: &'static str,
    /// How a date is written, for `strftime`.
    pub(super) date: &'static str,
    pub(super) labels: Labels,
    registered: Wording,
    out_for_delivery: Wording,
    at_service_point: Wording,
    delivered: Wording,
    return_delivered: Wording,
    printless: Wording,
    pub(super) footer: &'static str,
}

impl Words {
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::Dutch => &dutch::WORDS,
            Language::English => &english::WORDS,
            Language::German => &german::WORDS,
            Language::French => &french::WORDS,
            Language::Spanish => &spanish::WORDS,
        }
    }

    pub(super) fn of_notice(&self, notice: Notice) -> &Wording {
        match notice {
            Notice::Registered => &self.registered,
            Notice::OutForDelivery => &self.out_for_delivery,
            Notice::AtServicePoint => &self.at_service_point,
            Notice::Delivered => &self.delivered,
            Notice::ReturnDelivered => &self.return_delivered,
            Notice::Printless => &self.printless,
        }
    }
}
