//! The gateway: quotes of several carriers, purchases at quoted rates, and the resources around them.
//!
//! Resources are objects of the store, each JSON of its type in [`colli_core::gateway`]. What takes longer than a request,
//! or was asked for without waiting, is a job ([`jobs`]).

mod addresses;
mod batches;
mod caller;
mod carrier_accounts;
mod carriers;
mod connected;
mod documents;
mod give_up;
mod given;
mod idempotency;
pub(crate) mod jobs;
mod live_rates;
mod manifests;
mod objects;
mod orders;
mod papers;
mod parties;
mod quotes;
mod refunds;
mod register;
mod retention;
mod returns;
mod service_groups;
mod templates;
mod tracks;
mod transaction_lists;
mod transaction_view;
mod transactions;
mod webhooks;

pub use batches::{BatchResult, BatchResults, BatchView, NewBatch, NewBatchShipment};
pub use caller::GatewayCaller;
pub use carrier_accounts::{CarrierAccountView, NewCarrierAccount};
pub use carriers::ServiceLevel;
pub use colli_network::carriers::of_token as carrier_of_token;
pub use documents::{DocumentFormat, DocumentName};
pub use given::{Given, IMPORTER, NewDeclaration};
pub use idempotency::{Claim, NamedRequest};
pub use live_rates::{Cart, LiveRate};
pub use manifests::{MANIFEST_TRANSACTIONS_MAX, NewManifest};
pub(crate) use objects::Positions;
pub use objects::{Object, ObjectPage, PageAsked};
pub use orders::{NewOrder, OrderFilter, PackingSlipQuery};
pub use parties::party_of;
pub use quotes::{NewQuote, PARCELS_MAX, RateView, rate_views};
pub use returns::NewReturn;
pub use tracks::{GatewayTrack, TrackRegistration, TrackedService};
pub use transaction_lists::TransactionFilter;
pub use transaction_view::{DocumentLink, TransactionView};
pub use transactions::{InstantPurchase, NewPurchase};
pub use webhooks::{GatewayWebhook, GatewayWebhookInput, GatewayWebhookMade, Subject};
