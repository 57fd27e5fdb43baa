//! Shipment tracking.

use crate::call::{Call, Request, Response};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::read::Vendor;
use crate::url::Query;
use colli_wire::dhl_unified::tracking::TrackingAnswer;

/// A question for a shipment: `GET /track/shipments`. What is empty or none is not sent.
///
/// ```
/// use colli_client::Endpoint;
/// use colli_client::unified::tracking::TrackingQuery;
///
/// let query = TrackingQuery { recipient_postal_code: "3542 AD".into(), ..TrackingQuery::of("JVGL08500001813590386271") };
/// let request = query.request(&Endpoint::new("https://api-eu.dhl.com")?);
/// assert_eq!(
///     request.url(),
///     "https://api-eu.dhl.com/track/shipments?trackingNumber=JVGL08500001813590386271&recipientPostalCode=3542+AD"
/// );
/// # Ok::<(), colli_client::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct TrackingQuery {
    /// The number of a shipment or a piece.
    pub tracking_number: String,
    /// Restricts to one division, such as `parcel-nl`.
    pub service: String,
    /// Country of the reader, ISO 3166-1 alpha-2.
    pub requester_country_code: String,
    /// Country the shipment comes from, ISO 3166-1 alpha-2; helps to tell numbers apart.
    pub origin_country_code: String,
    /// Postal code of the receiver; unlocks what is personal.
    pub recipient_postal_code: String,
    /// Language of the texts, ISO 639-1; `en` when left out.
    pub language: String,
    /// Shipments to leave out before.
    pub offset: Option<u32>,
    /// Shipments a page.
    pub limit: Option<u32>,
}

impl TrackingQuery {
    /// A question for a number.
    pub fn of(tracking_number: impl Into<String>) -> Self {
        Self {
            tracking_number: tracking_number.into(),
            ..Self::default()
        }
    }

    /// The call.
    pub fn call(&self) -> Call<TrackingAnswer> {
        let query = Query::new()
            .with("trackingNumber", Some(&self.tracking_number))
            .text("service", &self.service)
            .text("requesterCountryCode", &self.requester_country_code)
            .text("originCountryCode", &self.origin_country_code)
            .text("recipientPostalCode", &self.recipient_postal_code)
            .text("language", &self.language)
            .with("offset", self.offset)
            .with("limit", self.limit);
        Call::get("/track/shipments".to_owned(), Vendor::Unified).query(query)
    }

    /// The HTTP request, for another client than the executor.
    pub fn request(&self, endpoint: &Endpoint) -> Request {
        self.call().request(endpoint)
    }

    /// Reads the answer to such a request.
    pub fn parse(response: &Response) -> Result<TrackingAnswer, Error> {
        Self::default().call().parse(response)
    }
}

/// An answer with its language.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Tracked {
    /// The answer.
    pub answer: TrackingAnswer,
    /// The language of its texts, such as `en`: the answer's `Content-Language`. None when the server does not say.
    pub language: Option<String>,
}

impl Tracked {
    /// Reads the answer to a [`TrackingQuery`].
    pub fn parse(response: &Response) -> Result<Self, Error> {
        let language = response.header("content-language").map(str::trim);
        Ok(Self {
            answer: TrackingQuery::parse(response)?,
            language: language.filter(|language| !language.is_empty()).map(str::to_owned),
        })
    }
}
