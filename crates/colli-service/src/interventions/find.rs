//! Which pieces a request is about.

use super::{INTERVENTION_PARCELS_MAX, InterventionError, InterventionQuery, Refusal, Refusals, Result};
use crate::Service;
use crate::tracking::addressee;
use colli_core::account::Caller;
use colli_core::barcode;
use colli_core::ids::Tenant;
use colli_core::intervention::{Intervention, Reason, Situation};
use colli_core::product::OptionRole;
use colli_core::shipment::Piece;
use colli_core::tracking::{Event, TimeFrame};
use colli_store::Tracked;
use jiff::Timestamp;
use std::collections::HashMap;

/// Characters of the longest code.
const CODE_CHARS_MAX: usize = 50;
/// Pieces of one organisation's card that are looked at; those of other receivers are left out afterwards.
const CARD_PIECES_MAX: usize = 3 * INTERVENTION_PARCELS_MAX;
/// Pieces of a card's code read at once, over all organisations.
const CARD_PAGE: usize = 500;
/// Pages of them that are read.
const CARD_PAGES_MAX: usize = 10;
/// How codes of pieces begin; others may be a card's.
const PIECE_PREFIXES: [&str; 3] = ["JVGL", "JJD", "3S"];

/// A piece found, with what was done about it before.
pub(super) struct Found {
    tracked: Tracked,
    pub(super) earlier: Vec<Intervention>,
    pub(super) now: Timestamp,
    /// The time frame of the delivery its plan leads to, when it is simulated.
    simulated: Option<TimeFrame>,
}

impl Found {
    pub(super) fn code(&self) -> &str {
        &self.tracked.tracker_code
    }

    pub(super) fn tenant(&self) -> Tenant {
        self.tracked.shipment.tenant
    }

    pub(super) fn tracked(&self) -> &Tracked {
        &self.tracked
    }

    /// Its situation; `None` for a piece its shipment does not list.
    pub(super) fn situation<'a>(&'a self, service: &'a Service) -> Option<Situation<'a>> {
        let shipment = &self.tracked.shipment;
        let is_this = |piece: &&Piece| piece.tracker_code.as_deref() == Some(self.code());
        let piece = shipment.pieces.iter().find(is_this)?;
        let (events, earlier) = (&self.tracked.events, &self.earlier);
        let situation = Situation::new(&service.network, shipment, piece, events, earlier, self.now);
        Some(situation.expecting(self.simulated))
    }
}

/// The pieces of a request.
pub(super) struct Pieces {
    /// Each once, in the order named.
    pub(super) found: Vec<Found>,
    /// Named by a card.
    pub(super) of_card: bool,
}

/// A name in a request, and what it may be.
struct Name {
    typed: String,
    code: String,
    may_be_card: bool,
}

impl Service {
    /// The pieces of a request; all of them, or the reasons.
    pub(super) async fn intervention_pieces(
        &self,
        query: &InterventionQuery,
        caller: Option<&Caller>,
    ) -> Result<Pieces> {
        let postal_code = query.postal_code.as_deref().unwrap_or_default();
        let names = names(query);
        check_form(&names, postal_code)?;
        let mut pieces = Pieces {
            found: Vec::new(),
            of_card: false,
        };
        let mut refusals = Refusals::new();
        for name in &names {
            match self.named(name, postal_code, caller, &mut pieces).await? {
                Ok(()) => {}
                Err(reason) => refusals.entry(name.typed.clone()).or_default().push(reason.into()),
            }
        }
        if pieces.found.len() > INTERVENTION_PARCELS_MAX {
            refusals.entry(String::new()).or_default().push(too_many());
        }
        if refusals.is_empty() {
            Ok(pieces)
        } else {
            Err(InterventionError::Refused(refusals))
        }
    }

    async fn named(
        &self,
        name: &Name,
        postal_code: &str,
        caller: Option<&Caller>,
        pieces: &mut Pieces,
    ) -> Result<std::result::Result<(), Reason>> {
        let mut tracked = self.shown(&name.code, caller).await?;
        let mut unknown = Reason::ParcelUnknown;
        if tracked.is_empty() && name.may_be_card {
            let cards = self.cards(&name.code, caller).await?;
            if !cards.is_empty() {
                pieces.of_card = true;
                tracked = self.card_of(cards, &name.code, postal_code, caller);
                if tracked.is_empty() {
                    return Ok(Err(Reason::OtherPostalCode));
                }
            } else if !PIECE_PREFIXES.iter().any(|prefix| name.code.starts_with(prefix)) {
                unknown = Reason::NotHomeCodeUnknown;
            }
        }
        if tracked.is_empty() {
            return Ok(Err(unknown));
        }
        tracked.retain(|piece| self.is_receivers(piece, postal_code, caller));
        if tracked.is_empty() {
            return Ok(Err(Reason::OtherPostalCode));
        }
        for tracked in tracked {
            if pieces.found.iter().any(|found| found.code() == tracked.tracker_code) {
                continue;
            }
            let tenant = tracked.shipment.tenant;
            let now = whole_millisecond(self.now(tenant));
            let next = self.next_delivery(&tracked, now).await?;
            pieces.found.push(Found {
                earlier: self.store.interventions(tenant, &tracked.tracker_code).await?,
                simulated: next.map(|next| next.frame),
                now,
                tracked,
            });
        }
        Ok(Ok(()))
    }

    /// The pieces of the cards with a code, each organisation's together.
    async fn cards(&self, card: &str, caller: Option<&Caller>) -> Result<Vec<Vec<Tracked>>> {
        let mut codes: HashMap<Tenant, Vec<String>> = HashMap::new();
        let mut after = String::new();
        for _ in 0..CARD_PAGES_MAX {
            let page = self.store.pieces_of_card(card, &after, CARD_PAGE).await?;
            let is_last = page.len() < CARD_PAGE;
            for (tenant, code) in page {
                after.clone_from(&code);
                // One organisation's pieces, however many, keep no other's out.
                let of_tenant = codes.entry(tenant).or_default();
                if of_tenant.len() < CARD_PIECES_MAX {
                    of_tenant.push(code);
                }
            }
            if is_last {
                break;
            }
        }
        let mut cards = Vec::new();
        for codes in codes.into_values() {
            let mut tracked = Vec::new();
            for code in codes {
                tracked.extend(self.shown(&code, caller).await?);
            }
            if !tracked.is_empty() {
                cards.push(tracked);
            }
        }
        Ok(cards)
    }

    /// The pieces of the card that was left at a postal code: of several organisations', the one left first.
    fn card_of(
        &self,
        mut cards: Vec<Vec<Tracked>>,
        card: &str,
        postal_code: &str,
        caller: Option<&Caller>,
    ) -> Vec<Tracked> {
        for card in &mut cards {
            card.retain(|piece| self.is_receivers(piece, postal_code, caller));
        }
        let has_card = |event: &&Event| event.not_home_code.as_deref().map(barcode::normalise).as_deref() == Some(card);
        let left = |pieces: &Vec<Tracked>| {
            let events = pieces.iter().flat_map(|piece| &piece.events).filter(has_card);
            // One whose event is no longer among the latest comes last.
            events.map(|event| event.occurred_at).min().unwrap_or(Timestamp::MAX)
        };
        let matching = cards.into_iter().filter(|pieces| !pieces.is_empty());
        let first = matching.min_by_key(|pieces| {
            let code = pieces.first().map(|piece| piece.tracker_code.clone());
            (left(pieces), code)
        });
        first.unwrap_or_default()
    }

    /// The pieces of a code; option `NO_TT` hides them from everybody but their owner.
    async fn shown(&self, code: &str, caller: Option<&Caller>) -> Result<Vec<Tracked>> {
        let mut tracked = self.store.track(code, INTERVENTION_PARCELS_MAX + 1).await?;
        tracked.retain(|piece| {
            let owns = caller.is_some_and(|caller| caller.tenant == piece.shipment.tenant);
            owns || !self.has_option(&piece.shipment, OptionRole::NoTracking)
        });
        Ok(tracked)
    }

    /// Whether the postal code is the receiver's. Wrong ones are counted, but the owner's, who knows it anyway.
    fn is_receivers(&self, piece: &Tracked, postal_code: &str, caller: Option<&Caller>) -> bool {
        if caller.is_none_or(|caller| caller.tenant != piece.shipment.tenant) {
            return self.names(&piece.shipment, &piece.tracker_code, postal_code).receiver;
        }
        let address = &addressee(&piece.shipment, &piece.tracker_code).address;
        let postal = &self.network.postal;
        postal.is_same(address.country, postal_code, &address.postal_code)
    }
}

/// Times are stored in milliseconds.
fn whole_millisecond(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}

fn names(query: &InterventionQuery) -> Vec<Name> {
    let name = |typed: &String, may_be_card| Name {
        typed: colli_core::address::excerpt(typed),
        code: barcode::normalise(typed),
        may_be_card,
    };
    let ids = query.parcel_ids.iter().map(|typed| name(typed, false));
    ids.chain(query.ids.iter().map(|typed| name(typed, true))).collect()
}

/// What is wrong with the names and the postal code by themselves.
fn check_form(names: &[Name], postal_code: &str) -> Result<()> {
    let postal = match postal_code.trim() {
        "" => Some(Reason::NoPostalCode),
        text if !may_be_postal_code(text) => Some(Reason::PostalCodeInvalid),
        _ => None,
    };
    if names.is_empty() {
        return Err(InterventionError::about(
            "",
            [Reason::ParcelUnknown].into_iter().chain(postal),
        ));
    }
    if names.len() > INTERVENTION_PARCELS_MAX {
        return Err(InterventionError::Refused(Refusals::from([(
            String::new(),
            vec![too_many()],
        )])));
    }
    let mut refusals = Refusals::new();
    for name in names {
        let reasons = (!is_code(&name.code))
            .then_some(Reason::IdentifierInvalid)
            .into_iter()
            .chain(postal);
        let reasons: Vec<Refusal> = reasons.map(Refusal::from).collect();
        if !reasons.is_empty() {
            refusals.insert(name.typed.clone(), reasons);
        }
    }
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(InterventionError::Refused(refusals))
    }
}

fn too_many() -> Refusal {
    Refusal {
        reason: Reason::IdentifierInvalid,
        accepted: vec![format!("up to {INTERVENTION_PARCELS_MAX} parcels")],
    }
}

fn is_code(code: &str) -> bool {
    (1..=CODE_CHARS_MAX).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a text could be a postal code of some country.
fn may_be_postal_code(text: &str) -> bool {
    let bare = text.bytes().filter(|byte| !matches!(byte, b' ' | b'-'));
    (3..=10).contains(&bare.clone().count())
        && bare.clone().all(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_a_postal_code_is_told() {
        for good in ["1012JS", "1012 js", "1000", "1000-260", "SW1A 1AA"] {
            assert!(may_be_postal_code(good), "{good}");
        }
        for bad in ["", "ab", "ABCDEF", "1012JS;", "12", "1012JS1012JS", "１０１２"] {
            assert!(!may_be_postal_code(bad), "{bad}");
        }
    }
}
