//! What the webhooks of the aggregator dialect are sent: its resources, and the parcels bought or followed through it, as
//! they are when it is sent (reference 7.7).

use super::payload::Payload;
use crate::Service;
use crate::error::{Error, Result};
use colli_core::ids::{Environment, Tenant};
use colli_store::{DeliveryRow, Topic};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::pin::Pin;
use uuid::Uuid;

/// The event of a parcel, whatever its status.
pub(crate) const TRACK_UPDATED: &str = "track_updated";

/// Something being written as JSON; `None` when there is nothing to write.
pub type Writing<'s> = Pin<Box<dyn Future<Output = Result<Option<String>>> + Send + 's>>;

/// How the aggregator dialect writes what its webhooks are sent.
#[derive(Clone, Copy)]
pub struct GatewayWriters {
    /// A parcel of the tenant, by its code, as the dialect's tracks show it: an object with the members `carrier` and
    /// `metadata`. Of a parcel that was neither bought nor registered there, nothing: it is then not sent.
    pub track: for<'s> fn(&'s Service, Tenant, &'s str) -> Writing<'s>,
    /// A resource of the tenant, by its id. Of one that is gone, nothing.
    pub object: for<'s> fn(&'s Service, Tenant, Topic, Uuid) -> Writing<'s>,
}

/// The body of a request.
#[derive(Serialize)]
struct Envelope<'d> {
    event: &'static str,
    /// Whether it is of the test environment.
    test: bool,
    data: &'d RawValue,
    /// Of the parcel, beside it.
    #[serde(flatten)]
    of_track: Option<OfTrack<'d>>,
}

/// What a parcel's body repeats beside it.
#[derive(Serialize, Deserialize)]
struct OfTrack<'d> {
    #[serde(borrow)]
    carrier: Option<&'d RawValue>,
    #[serde(borrow)]
    metadata: Option<&'d RawValue>,
}

impl Service {
    /// Says how the webhooks of the aggregator dialect are written. Without it they are not sent.
    pub fn set_gateway_writers(&self, writers: GatewayWriters) {
        self.told.set_gateway_writers(writers);
    }

    /// The body of a request to a webhook of the aggregator dialect.
    pub(super) async fn gateway_payload(&self, tenant: Tenant, row: &DeliveryRow, has_event: bool) -> Result<Payload> {
        let writers = self
            .told
            .gateway_writers()
            .ok_or_else(|| Error::Internal("nobody said how resources are written".to_owned()))?;
        if let Some(notice) = row.notice() {
            let data = (writers.object)(self, tenant, notice.topic, notice.object).await?;
            return data.map_or(Ok(Payload::Gone), |data| body(tenant, notice.topic.word(), &data));
        }
        if !has_event {
            return Ok(Payload::Gone);
        }
        let data = (writers.track)(self, tenant, &row.tracker_code).await?;
        data.map_or(Ok(Payload::NotMeant), |data| body(tenant, TRACK_UPDATED, &data))
    }
}

fn body(tenant: Tenant, event: &'static str, data: &str) -> Result<Payload> {
    let unwritable = |error: serde_json::Error| Error::Internal(error.to_string());
    let of_track = (event == TRACK_UPDATED).then(|| serde_json::from_str(data));
    let envelope = Envelope {
        event,
        test: tenant.environment == Environment::Test,
        data: serde_json::from_str(data).map_err(unwritable)?,
        of_track: of_track.transpose().map_err(unwritable)?,
    };
    serde_json::to_string(&envelope).map(Payload::Body).map_err(unwritable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_core::ids::OrganisationId;

    fn written(environment: Environment, event: &'static str, data: &str) -> String {
        let tenant = Tenant {
            organisation: OrganisationId(Uuid::from_u128(1)),
            environment,
        };
        match body(tenant, event, data) {
            Ok(Payload::Body(body)) => body,
            _ => String::new(),
        }
    }

    #[test]
    fn bodies_say_the_event_and_the_mode_and_repeat_the_carrier_of_parcels() {
        let track = r#"{"carrier":"dhl_ecommerce","tracking_number":"1","metadata":null,"eta":null}"#;
        assert_eq!(
            written(Environment::Test, TRACK_UPDATED, track),
            format!(
                r#"{{"event":"track_updated","test":true,"data":{track},"carrier":"dhl_ecommerce","metadata":null}}"#
            )
        );
        assert_eq!(
            written(
                Environment::Live,
                "transaction_created",
                r#"{"object_id":"1","metadata":"x"}"#
            ),
            r#"{"event":"transaction_created","test":false,"data":{"object_id":"1","metadata":"x"}}"#
        );
        assert_eq!(written(Environment::Live, "transaction_created", "{"), "");
    }
}
