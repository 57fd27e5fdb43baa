//! Searching one's own pieces (reference 10.3), within bounds: codes, ids and order references are found by index; other
//! filters look through the latest pieces, at most [`PIECES_SEARCHED_MAX`], and say when that was not all.

use crate::Service;
use crate::error::Result;
use crate::tracking::{Disclosure, TrackedPiece, addressee, piece, record_id};
use colli_core::account::Caller;
use colli_core::address::Address;
use colli_core::barcode;
use colli_core::country::CountryCode;
use colli_core::ids::Tenant;
use colli_core::limits::{PAGE_MAX, PIECES_SEARCHED_MAX};
use colli_core::shipment::{Piece, Shipment};
use colli_core::status::Phase;
use colli_core::tracking::{Event, Leg};
use colli_store::{Cursor, Tracked};
use jiff::{Span, Timestamp};
use std::sync::Arc;

/// What is searched for. An empty list or `None` does not filter.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PieceQuery {
    /// Codes of pieces or of shipments.
    pub barcodes: Vec<String>,
    /// Ids of records.
    pub ids: Vec<String>,
    /// Reference of the order.
    pub reference: Option<String>,
    /// Accounts the shipment is booked on.
    pub accounts: Vec<String>,
    /// Key or code of the product.
    pub product: Option<String>,
    /// Where it goes.
    pub receiver: PlaceFilter,
    /// Where it comes from.
    pub shipper: PlaceFilter,
    /// Registered at this time or later.
    pub registered_from: Option<Timestamp>,
    /// Registered before this time.
    pub registered_before: Option<Timestamp>,
    /// What an event must be like.
    pub events: EventFilter,
    /// What pieces are ordered by.
    pub sort: PieceSort,
    /// The first come first: the oldest, or the least code.
    pub is_ascending: bool,
    /// Pieces to leave out at the beginning.
    pub skip: usize,
    /// Pieces to answer.
    pub limit: usize,
}

/// Part of an address.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PlaceFilter {
    /// Country.
    pub country: Option<CountryCode>,
    /// Postal code, in any writing.
    pub postal_code: Option<String>,
    /// House number.
    pub number: Option<String>,
}

/// What the events of a piece must be like.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EventFilter {
    /// Accounts of legs.
    pub leg_accounts: Vec<String>,
    /// Who pays for a leg.
    pub debtor: Option<String>,
    /// Number or air waybill of a leg.
    pub leg_number: Option<String>,
    /// Where a leg starts.
    pub origin: Option<String>,
    /// Where a leg ends.
    pub destination: Option<String>,
    /// Latest event at this time or later.
    pub updated_from: Option<Timestamp>,
    /// Latest event before this time.
    pub updated_before: Option<Timestamp>,
    /// Something is wrong with it at present.
    pub has_problem: bool,
}

/// What pieces are ordered by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum PieceSort {
    /// Time of registration.
    #[default]
    Registered,
    /// Time of the latest event.
    Updated,
    /// Code.
    Barcode,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct PiecesFound {
    /// The pieces, as their owner sees them.
    pub pieces: Vec<TrackedPiece>,
    /// Whether everything was looked through.
    pub is_complete: bool,
}

/// Pieces that may match, newest first, and whether these are all.
struct Candidates {
    found: Vec<(Arc<Shipment>, Piece)>,
    is_complete: bool,
}

impl Service {
    /// The caller's pieces that match.
    pub async fn find_pieces(&self, caller: &Caller, query: &PieceQuery) -> Result<PiecesFound> {
        let wanted = query.skip.saturating_add(query.limit.min(PAGE_MAX));
        // Newest first and nothing asked of the events: what comes after the page need not be looked at.
        let is_plain =
            query.events == EventFilter::default() && query.sort == PieceSort::Registered && !query.is_ascending;
        let enough = if is_plain { wanted } else { usize::MAX };
        let Candidates { mut found, is_complete } = self.candidates(caller.tenant, query, enough).await?;
        if is_plain {
            let page: Vec<_> = found
                .drain(..)
                .skip(query.skip)
                .take(query.limit.min(PAGE_MAX))
                .collect();
            return Ok(PiecesFound {
                pieces: self.with_events(page).await?,
                is_complete,
            });
        }
        let mut pieces = self.with_events(found).await?;
        pieces.retain(|piece| query.events.matches(piece));
        match query.sort {
            PieceSort::Registered => {}
            PieceSort::Updated => pieces.sort_by_key(|piece| std::cmp::Reverse(updated_at(piece))),
            PieceSort::Barcode => pieces.sort_by(|a, b| b.tracker_code.cmp(&a.tracker_code)),
        }
        if query.is_ascending {
            pieces.reverse();
        }
        Ok(PiecesFound {
            pieces: pieces
                .into_iter()
                .skip(query.skip)
                .take(query.limit.min(PAGE_MAX))
                .collect(),
            is_complete,
        })
    }

    /// A piece of the caller, by the id of its record or by its code.
    pub async fn find_piece(&self, tenant: Tenant, id: &str) -> Result<Option<TrackedPiece>> {
        if let Some(found) = self.track_own(tenant, id).await? {
            return Ok(Some(found));
        }
        let mut candidates = Candidates::none();
        let query = PieceQuery::default();
        self.add_by_id(tenant, &id.trim().to_ascii_lowercase(), &query, &mut candidates)
            .await?;
        Ok(self.with_events(candidates.found).await?.pop())
    }

    async fn candidates(&self, tenant: Tenant, query: &PieceQuery, enough: usize) -> Result<Candidates> {
        let mut found = Candidates::none();
        if !query.barcodes.is_empty() {
            for code in query.barcodes.iter().take(PAGE_MAX) {
                let code = barcode::normalise(code);
                if let Some(shipment) = self.store.shipment_by_tracker_code(tenant, &code).await? {
                    let is_whole = shipment.tracker_code.as_deref() == Some(&code);
                    self.add(shipment, query, &mut found, |piece| {
                        is_whole || piece.tracker_code.as_deref() == Some(&code)
                    });
                }
            }
        } else if !query.ids.is_empty() {
            for id in query.ids.iter().take(PAGE_MAX) {
                self.add_by_id(tenant, &id.to_ascii_lowercase(), query, &mut found)
                    .await?;
            }
        } else if let Some(reference) = &query.reference {
            let limit = PIECES_SEARCHED_MAX;
            let shipments = self
                .store
                .shipments_by_order_reference(tenant, reference, limit)
                .await?;
            found.is_complete = shipments.len() < limit;
            for shipment in shipments {
                self.add(shipment, query, &mut found, |_| true);
            }
        } else {
            self.add_latest(tenant, query, enough, &mut found).await?;
        }
        found
            .found
            .sort_by_key(|(shipment, piece)| (std::cmp::Reverse(shipment.created_at), piece.number));
        found.found.dedup_by(|a, b| a.1.tracker_code == b.1.tracker_code);
        if found.found.len() > PIECES_SEARCHED_MAX {
            found.found.truncate(PIECES_SEARCHED_MAX);
            found.is_complete = false;
        }
        Ok(found)
    }

    /// Looks through the latest shipments until enough pieces match, or enough were looked at.
    async fn add_latest(
        &self,
        tenant: Tenant,
        query: &PieceQuery,
        enough: usize,
        found: &mut Candidates,
    ) -> Result<()> {
        let mut after = query.registered_before.map(Cursor::before);
        let mut looked_at = 0;
        loop {
            let page = self.store.list_shipments_after(tenant, PAGE_MAX, after).await?;
            for shipment in page.shipments {
                if query.registered_from.is_some_and(|from| shipment.created_at < from) || found.found.len() >= enough {
                    return Ok(());
                }
                looked_at += shipment.pieces.len();
                self.add(shipment, query, found, |_| true);
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
            if looked_at >= PIECES_SEARCHED_MAX {
                found.is_complete = found.found.len() >= enough;
                return Ok(());
            }
        }
    }

    /// The piece of a record's id: it holds the second of registration, which is in an index.
    async fn add_by_id(&self, tenant: Tenant, id: &str, query: &PieceQuery, found: &mut Candidates) -> Result<()> {
        let is_id = id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        let second = id.get(..8).and_then(|hex| i64::from_str_radix(hex, 16).ok());
        let Some(from) = second
            .filter(|_| is_id)
            .and_then(|second| Timestamp::from_second(second).ok())
        else {
            return Ok(());
        };
        let mut after = from.checked_add(Span::new().seconds(1)).ok().map(Cursor::before);
        let mut looked_at = 0;
        while looked_at < PIECES_SEARCHED_MAX {
            let page = self.store.list_shipments_after(tenant, PAGE_MAX, after).await?;
            for shipment in page.shipments {
                if shipment.created_at < from {
                    return Ok(());
                }
                looked_at += shipment.pieces.len();
                let of_id = |code: &str| record_id(&shipment, code) == id;
                let codes: Vec<String> = shipment
                    .pieces
                    .iter()
                    .filter_map(|piece| piece.tracker_code.clone())
                    .collect();
                let code = codes.into_iter().find(|code| of_id(code));
                if code.is_some() {
                    self.add(shipment, query, found, |piece| piece.tracker_code == code);
                    return Ok(());
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
        found.is_complete = false;
        Ok(())
    }

    /// Adds the pieces of a shipment that match, as far as that can be told without their events.
    fn add(&self, shipment: Shipment, query: &PieceQuery, found: &mut Candidates, is_it: impl Fn(&Piece) -> bool) {
        let shipment = Arc::new(shipment);
        for piece in &shipment.pieces {
            if is_it(piece) && self.matches(&shipment, piece, query) {
                found.found.push((Arc::clone(&shipment), piece.clone()));
            }
        }
    }

    fn matches(&self, shipment: &Shipment, piece: &Piece, query: &PieceQuery) -> bool {
        let Some(code) = piece.tracker_code.as_deref() else {
            return false;
        };
        let order = &shipment.order;
        let sender = if piece.return_label {
            &order.receiver
        } else {
            &order.shipper
        };
        let is_one = |list: &[String], value: &str| list.is_empty() || list.iter().any(|entry| entry == value);
        let is_product = |product: &String| {
            let found = self.network.catalogue.product(&shipment.product);
            *product == shipment.product || found.is_some_and(|found| found.code == *product)
        };
        let barcodes: Vec<String> = query.barcodes.iter().map(|code| barcode::normalise(code)).collect();
        let is_whole = |asked: &[String]| {
            shipment
                .tracker_code
                .as_ref()
                .is_some_and(|whole| asked.contains(whole))
        };
        (is_one(&barcodes, code) || is_whole(&barcodes))
            && (query.ids.is_empty()
                || query
                    .ids
                    .iter()
                    .any(|id| id.eq_ignore_ascii_case(&record_id(shipment, code))))
            && is_one(&query.accounts, &order.account.to_string())
            && query
                .reference
                .as_ref()
                .is_none_or(|asked| order.order_reference.as_ref() == Some(asked))
            && query.product.as_ref().is_none_or(is_product)
            && query.registered_from.is_none_or(|from| shipment.created_at >= from)
            && query
                .registered_before
                .is_none_or(|before| shipment.created_at < before)
            && self.is_there(&addressee(shipment, code).address, &query.receiver)
            && self.is_there(&sender.address, &query.shipper)
    }

    fn is_there(&self, address: &Address, place: &PlaceFilter) -> bool {
        let is_code = |code: &String| self.network.postal.is_same(address.country, code, &address.postal_code);
        let is_number = |number: &String| {
            address
                .number
                .as_ref()
                .is_some_and(|own| own.eq_ignore_ascii_case(number))
        };
        place.country.is_none_or(|country| country == address.country)
            && place.postal_code.as_ref().is_none_or(is_code)
            && place.number.as_ref().is_none_or(is_number)
    }

    async fn with_events(&self, found: Vec<(Arc<Shipment>, Piece)>) -> Result<Vec<TrackedPiece>> {
        let codes = found
            .iter()
            .filter_map(|(_, piece)| piece.tracker_code.clone())
            .collect();
        let events = self.store.events_of(codes).await?;
        let tracked = found.into_iter().zip(events).map(|((shipment, of_piece), events)| {
            let tracked = Tracked {
                shipment,
                label: of_piece.label_id,
                number: of_piece.number,
                tracker_code: of_piece.tracker_code.unwrap_or_default(),
                events,
            };
            piece(tracked, Disclosure::Owner, &self.network.statuses)
        });
        Ok(tracked.collect())
    }
}

impl Candidates {
    fn none() -> Self {
        Self {
            found: Vec::new(),
            is_complete: true,
        }
    }
}

impl EventFilter {
    fn matches(&self, piece: &TrackedPiece) -> bool {
        let asks_of_leg = |leg: &Leg| {
            let is = |asked: &Option<String>, has: &Option<String>| asked.is_none() || asked == has;
            let accounts = &self.leg_accounts;
            (accounts.is_empty() || leg.account.as_ref().is_some_and(|account| accounts.contains(account)))
                && is(&self.debtor, &leg.account)
                && is(&self.leg_number, &leg.number)
                && is(&self.origin, &leg.origin)
                && is(&self.destination, &leg.destination)
        };
        let updated = updated_at(piece);
        let has_problem = matches!(piece.record.phase, Phase::Problem | Phase::Returning | Phase::Returned);
        piece
            .events
            .iter()
            .any(|event: &Event| event.leg.as_ref().map_or(!self.asks_of_legs(), asks_of_leg))
            && self.updated_from.is_none_or(|from| updated >= Some(from))
            && self
                .updated_before
                .is_none_or(|before| updated.is_some_and(|updated| updated < before))
            && (!self.has_problem || has_problem)
    }

    fn asks_of_legs(&self) -> bool {
        let texts = [&self.debtor, &self.leg_number, &self.origin, &self.destination];
        !self.leg_accounts.is_empty() || texts.into_iter().any(Option::is_some)
    }
}

fn updated_at(piece: &TrackedPiece) -> Option<Timestamp> {
    piece.events.last().map(|event| event.occurred_at)
}
