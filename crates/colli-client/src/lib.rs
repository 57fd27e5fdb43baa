//! Typed clients for the HTTP APIs of parcel carriers:
//!
//! - [`unified`]: DHL's Unified APIs for shipment tracking and for locations;
//! - [`parcel`]: the parcel API of DHL eCommerce Benelux: catalogue, ServicePoints, shipments, labels, track and trace,
//!   pickups, interventions.
//!
//! Both work with a Colli server, which speaks the same APIs, and with the carrier's own.
//!
//! # Two layers
//!
//! A [`Call`] is a value without I/O: it makes a [`Request`] and reads a [`Response`], whoever sends it. An [`Executor`]
//! sends calls: it has time-outs for connecting, for silence and in all, tries again what may be tried again (with
//! exponential back-off, full jitter and the server's `Retry-After`), keeps to a rate limit, and reads no more than it was
//! told to. The clients on top know addresses and keys; that of the parcel API also keeps its tokens fresh.
//!
//! ```
//! use colli_client::unified::tracking::TrackingQuery;
//! use colli_client::unified::{Addresses, Client};
//! use colli_client::{Error, Executor, Secret, Settings};
//!
//! /// Where a parcel is, in one word.
//! async fn where_is(client: &Client, number: &str) -> Result<String, Error> {
//!     let answer = client.track(&TrackingQuery::of(number)).await?;
//!     let newest = answer.shipments.into_iter().next().and_then(|shipment| shipment.status.status_code);
//!     Ok(newest.unwrap_or_else(|| "unknown".to_owned()))
//! }
//!
//! let executor = Executor::new(Settings::default())?;
//! let client = Client::new(executor, &Addresses::production(), &Secret::from("my key"))?;
//! # let _ = where_is(&client, "1");
//! # Ok::<(), Error>(())
//! ```
//!
//! Without the executor, any HTTP client will do:
//!
//! ```
//! use colli_client::unified::tracking::TrackingQuery;
//! use colli_client::{Endpoint, Response, Secret};
//!
//! let endpoint = Endpoint::new("https://api-eu.dhl.com")?.with_secret("dhl-api-key", &Secret::from("my key"))?;
//! let request = TrackingQuery::of("00340434161094042557").request(&endpoint);
//! assert_eq!(request.url(), "https://api-eu.dhl.com/track/shipments?trackingNumber=00340434161094042557");
//!
//! // Sent by another client, which brought this back:
//! let response = Response { status: 200, body: r#"{"shipments":[{"id":"1"}]}"#.into(), ..Response::default() };
//! assert_eq!(TrackingQuery::parse(&response)?.shipments[0].id, "1");
//! # Ok::<(), colli_client::Error>(())
//! ```
//!
//! # What is tried again
//!
//! GET requests, bookings of shipments that carry an id of the client's, and purchases of tokens with a key, after a status
//! of 429, 502, 503 or 504 and after a connection that was lost. Other requests are sent once. Every request is tried again
//! when the connection could not be made, as nothing was sent.
//!
//! # What is kept secret
//!
//! Keys and tokens are [`Secret`]s, which print as `***`. Requests and calls print without query, headers and body; errors
//! carry neither an address's query nor the text of an answer that is not the API's own.
//!
//! # Time and randomness
//!
//! The clock, waiting and randomness come from a [`Runtime`]; [`SystemRuntime`] is the machine's. TLS needs nothing set up
//! for the process: the executor brings its own configuration, which trusts what the machine trusts.

mod call;
mod endpoint;
mod error;
mod executor;
pub mod parcel;
mod read;
mod runtime;
mod secret;
mod settings;
pub mod unified;
mod url;

pub use call::{Access, Body, Call, Method, Request, Response};
pub use colli_wire as wire;
pub use endpoint::Endpoint;
pub use error::{Cause, Error, Refusal, Said};
pub use executor::Executor;
pub use read::Document;
pub use runtime::{Runtime, Sleep, SystemRuntime};
pub use secret::Secret;
pub use settings::Settings;
