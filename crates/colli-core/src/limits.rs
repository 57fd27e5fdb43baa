//! Every bound of the system in one place (design law 7). Past a bound the answer is a clear 4xx or 503, never a stall.

/// Violations reported for one request.
pub const VIOLATIONS_MAX: usize = 50;

/// Pieces of one shipment, all piece objects times their quantity.
pub const PIECES_PER_SHIPMENT_MAX: u32 = 250;

/// Options of one shipment.
pub const OPTIONS_PER_SHIPMENT_MAX: usize = 40;

/// Characters of one name, street, city or reference. Longer text cannot be printed on a label.
pub const TEXT_CHARS_MAX: usize = 140;

/// Characters of a house number, and of its addition: both are printed whole on a label.
pub const HOUSE_NUMBER_CHARS_MAX: usize = 24;

/// Characters of free text such as customs remarks.
pub const REMARKS_CHARS_MAX: usize = 1_000;

/// Lines of one customs declaration.
pub const CUSTOMS_GOODS_MAX: usize = 999;

/// Weight of one piece, in grams (reference 6.1: `<= 1000` kg).
pub const PIECE_WEIGHT_G_MAX: u32 = 1_000_000;

/// Length of one side of a piece, in millimetres.
pub const PIECE_SIDE_MM_MAX: u32 = 10_000;

/// Amount of an option such as cash on delivery or insurance, in minor units (100,000.00).
pub const OPTION_AMOUNT_MINOR_MAX: i64 = 10_000_000;

/// Bytes of a JSON body (1 MiB): 413 beyond.
pub const BODY_BYTES_MAX: usize = 1 << 20;

/// Labels of one `labels/multi` document.
pub const LABELS_PER_DOCUMENT_MAX: usize = 500;

/// Entries of a list answer.
pub const PAGE_MAX: usize = 100;

/// ServicePoints of one answer.
pub const SERVICE_POINTS_MAX: usize = 50;

/// Keys of one track and trace request.
pub const TRACK_KEYS_MAX: usize = 50;

/// Pieces of one track and trace answer: those of the largest shipment.
pub const TRACKED_PIECES_MAX: usize = PIECES_PER_SHIPMENT_MAX as usize;

/// Events of one track and trace answer, over all its pieces.
pub const TRACKED_EVENTS_MAX: usize = 10_000;

/// Different wrong postal codes of a shipment in an hour; after them even the right one opens nothing until the hour is over.
pub const POSTAL_GUESSES_HOURLY_MAX: usize = 20;

/// Shipments whose wrong postal codes are remembered: some 300 bytes each at most.
pub const SHIPMENTS_GUESSED_MAX: usize = 50_000;

/// Characters of a search text.
pub const SEARCH_CHARS_MAX: usize = 200;

/// Events shown for one piece.
pub const EVENTS_PER_PIECE_MAX: usize = 1_000;

/// Events a piece may have for another scan to be taken. The rest of the thousand is room for what the network itself
/// adds: interventions, simulated steps.
pub const SCANNED_EVENTS_PER_PIECE_MAX: usize = EVENTS_PER_PIECE_MAX - 100;

/// Days a pickup may be ordered ahead.
pub const PICKUP_DAYS_AHEAD_MAX: i64 = 365;

/// Packages of one pickup.
pub const PICKUP_PACKAGES_MAX: u32 = 9_999;

/// Pallets of one pickup.
pub const PICKUP_PALLETS_MAX: u32 = 999;

/// Weight of one pickup, in kilograms.
pub const PICKUP_WEIGHT_KG_MAX: u32 = 1_000_000;

/// Statuses an operator may report of one pickup.
pub const PICKUP_REPORTS_MAX: usize = 100;

/// Subscribers of one environment: webhooks, pushers, mail and push subscriptions.
pub const SUBSCRIBERS_MAX: usize = 100;

/// Words of a subscriber's filter of events.
pub const FILTER_WORDS_MAX: usize = 100;

/// Characters of the address a subscriber is told at.
pub const TARGET_URL_CHARS_MAX: usize = 2_048;

/// Requests a second a pusher may ask for.
pub const PUSHER_REQUESTS_PER_SECOND_MAX: u32 = 10_000;

/// Numbers of parcels a subscription of Unified push may name (reference 2).
pub const PUSHED_NUMBERS_MAX: usize = 10;

/// Bytes read of what a subscriber answers; the rest is dropped with the connection.
pub const RECEIVER_ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Scans of one request.
pub const SCANS_MAX: usize = 1_000;

/// Characters of a scan's id.
pub const SCAN_ID_CHARS_MAX: usize = 100;

/// How far a scan may lie ahead of the environment's clock, in seconds: scanners' clocks differ a little.
pub const SCAN_AHEAD_SECONDS_MAX: i64 = 300;

/// Characters of a status (reference 11).
pub const STATUS_CHARS_MAX: usize = 120;

/// Characters of a code of the network: facility, route, leg, ServicePoint.
pub const CODE_CHARS_MAX: usize = 40;

/// Pieces of one list of shipments that are shown with their status.
pub const LISTED_STATUSES_MAX: usize = 1_000;

/// Pieces looked through for one search; what lies beyond is found by narrower filters.
pub const PIECES_SEARCHED_MAX: usize = 1_000;

/// Apps of an environment.
pub const APPS_MAX: usize = 1_000;

/// Authorization profiles of an environment.
pub const AUTHORIZATION_PROFILES_MAX: usize = 1_000;
