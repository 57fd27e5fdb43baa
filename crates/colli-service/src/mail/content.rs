//! What a mail says, before it is laid out.

use super::words::{Labels, Words};
use super::{Language, Notice, Subject};
use crate::Service;
use colli_core::address::clean_text;
use colli_core::product::OptionRole;
use colli_core::service_point::ServicePoint;
use colli_core::shipment::{OptionInput, Shipment};
use colli_core::tracking::{Moment, TimeFrame};
use jiff::civil::Date;
use jiff::tz::Offset;

/// A mail's words. All of it is plain text: who lays it out escapes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Content {
    pub(super) language: Language,
    pub(super) subject: String,
    pub(super) greeting: String,
    pub(super) text: String,
    /// Label and value.
    pub(super) rows: Vec<(&'static str, String)>,
    /// A note of the sender, under its label.
    pub(super) note: Option<(&'static str, String)>,
    /// A link, under its label.
    pub(super) link: Option<(&'static str, String)>,
    pub(super) footer: &'static str,
}

impl Service {
    pub(super) fn content_of(
        &self,
        subject: &Subject<'_>,
        notice: Notice,
        language: Language,
        public_url: &str,
    ) -> Content {
        let words = Words::of(language);
        let of_notice = words.of_notice(notice);
        let sender = company_of(notice, subject.shipment);
        let name = notice.receiver(subject.shipment).name.person();
        let greeting = if name.is_empty() {
            words.greeting_of_nobody.to_owned()
        } else {
            words.greeting.replace("{name}", &name)
        };
        let is_hidden = self.has_option(subject.shipment, OptionRole::NoTracking);
        let code = subject.piece.tracker_code.as_deref().filter(|_| !is_hidden);
        Content {
            language,
            subject: of_notice.subject.replace("{sender}", &sender),
            greeting,
            text: of_notice.text.replace("{sender}", &sender),
            rows: self.rows(subject, notice, words),
            note: self
                .note_of(subject.shipment)
                .filter(|_| notice == Notice::Registered)
                .map(|note| (words.labels.note, note)),
            link: code.map(|code| (words.labels.follow, format!("{public_url}/t/{code}"))),
            footer: words.footer,
        }
    }

    fn rows(&self, subject: &Subject<'_>, notice: Notice, words: &Words) -> Vec<(&'static str, String)> {
        let (shipment, labels) = (subject.shipment, &words.labels);
        let mut rows = Vec::new();
        if let Some(code) = &subject.piece.tracker_code {
            rows.push((labels.parcel, code.clone()));
        }
        if let Some(code) = &subject.piece.printless_code {
            rows.push((labels.code, code.clone()));
        }
        if let Some(reference) = &shipment.order.order_reference {
            rows.push((labels.reference, reference.clone()));
        }
        let count = shipment.outbound_pieces().count();
        if notice == Notice::Registered && count > 1 {
            rows.push((labels.pieces, count.to_string()));
        }
        match notice {
            Notice::OutForDelivery => {
                let planned = subject.event.and_then(|event| event.planned);
                rows.extend(planned.map(|frame| (labels.expected, frame_text(frame, words))));
            }
            Notice::AtServicePoint => self.service_point_rows(subject, words, &mut rows),
            Notice::Delivered | Notice::ReturnDelivered => {
                let moment = subject.event.map(colli_core::tracking::Event::moment);
                rows.extend(moment.map(|moment| (labels.delivered, moment_text(moment, words))));
                let signed = subject.event.and_then(|event| event.signed_by.clone());
                rows.extend(signed.map(|name| (labels.signed_by, name)));
            }
            Notice::Registered | Notice::Printless => {}
        }
        rows
    }

    /// Where it waits, and until when today.
    fn service_point_rows(&self, subject: &Subject<'_>, words: &Words, rows: &mut Vec<(&'static str, String)>) {
        let (shipment, labels) = (subject.shipment, &words.labels);
        let snapshot = shipment.service_point.as_ref();
        let of_event = subject.event.and_then(|event| event.service_point.as_deref());
        let Some(id) = of_event.or(snapshot.map(|point| point.id.as_str())) else {
            return;
        };
        let Some(point) = self.points.get(shipment.order.receiver.address.country, id) else {
            // It is gone from the network since: what was known at booking still helps.
            let known = snapshot.filter(|point| point.id == id);
            rows.extend(known.map(|point| (labels.service_point, format!("{}, {}", point.name, point.address))));
            return;
        };
        let place = format!(
            "{}, {}, {} {}",
            point.name,
            line(&[point.street, point.number, point.addition]),
            point.postal_code,
            point.city
        );
        rows.push((labels.service_point, place));
        if let Some(moment) = subject.event.map(colli_core::tracking::Event::moment) {
            rows.push((labels.open_today, open_on(&point, date_of(moment), labels)));
        }
    }

    /// Option `PERS_NOTE`: a note of the sender to the receiver.
    fn note_of(&self, shipment: &Shipment) -> Option<String> {
        let mut options = shipment.order.options.iter();
        options.find_map(|chosen| {
            let option = self.network.catalogue.option(&chosen.key)?;
            match &chosen.input {
                Some(OptionInput::Text(text)) if option.role == OptionRole::PersonalNote => Some(text.clone()),
                _ => None,
            }
        })
    }
}

/// The company the customer deals with: on whose behalf it is sent, else the sender; of a return, who gets it.
fn company_of(notice: Notice, shipment: &Shipment) -> String {
    let order = &shipment.order;
    let party = match notice {
        Notice::ReturnDelivered | Notice::Printless => &order.receiver,
        _ => order.on_behalf_of.as_ref().unwrap_or(&order.shipper),
    };
    clean_text(&party.name.display())
}

fn line(parts: &[&str]) -> String {
    let given: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    given.join(" ")
}

fn local(moment: Moment) -> jiff::Zoned {
    let offset = Offset::from_seconds(moment.offset_seconds).unwrap_or(Offset::UTC);
    moment.at.to_zoned(offset.to_time_zone())
}

fn date_of(moment: Moment) -> Date {
    local(moment).date()
}

fn moment_text(moment: Moment, words: &Words) -> String {
    let local = local(moment);
    format!("{} {}", local.strftime(words.date), local.strftime("%H:%M"))
}

fn frame_text(frame: TimeFrame, words: &Words) -> String {
    let to = local(frame.to);
    format!("{} – {}", moment_text(frame.from, words), to.strftime("%H:%M"))
}

/// The hours of a day: `10:00–14:00, 17:00–20:30`.
fn open_on(point: &ServicePoint<'_>, day: Date, labels: &Labels) -> String {
    let week_day = day.weekday().to_monday_one_offset().unsigned_abs();
    let of_day = point.opening.iter().filter(|interval| interval.week_day == week_day);
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let hours: Vec<String> = of_day
        .map(|interval| format!("{}–{}", time(interval.from_minute), time(interval.to_minute)))
        .collect();
    if hours.is_empty() || !point.usable_on(day) {
        labels.closed.to_owned()
    } else {
        hours.join(", ")
    }
}
