//! What webhooks are sent: parcels, purchases and batches as answers show them (reference 7.7).

use super::{tracks, transactions};
use crate::files::Links;
use colli_core::gateway::transaction::Transaction;
use colli_core::ids::Tenant;
use colli_service::told::{GatewayWriters, Topic, Writing};
use colli_service::{Error, Result, Service};
use serde::Serialize;
use uuid::Uuid;

/// How webhooks are written.
pub(crate) fn writers() -> GatewayWriters {
    GatewayWriters {
        track: tracks::told,
        object,
    }
}

/// A resource; nothing when it is gone.
fn object(service: &Service, tenant: Tenant, topic: Topic, id: Uuid) -> Writing<'_> {
    Box::pin(async move {
        match topic {
            Topic::TransactionCreated | Topic::TransactionUpdated => transaction(service, tenant, id).await,
            Topic::BatchCreated | Topic::BatchPurchased => batch(service, tenant, id).await,
        }
    })
}

async fn transaction(service: &Service, tenant: Tenant, id: Uuid) -> Result<Option<String>> {
    let Some(bought) = service.find_object::<Transaction>(tenant, id).await? else {
        return Ok(None);
    };
    let caller = service.gateway_caller_of(tenant).await?;
    let view = service.transaction_view(&caller, bought, false).await?;
    let links = Links::configured(service);
    json(&transactions::written(&caller, &links, view)).map(Some)
}

async fn batch(_: &Service, _: Tenant, _: Uuid) -> Result<Option<String>> {
    Ok(None)
}

fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}
