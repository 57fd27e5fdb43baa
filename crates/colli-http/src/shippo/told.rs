//! What webhooks are sent: parcels, purchases and batches as answers show them (reference 7.7).

use super::page::RESULTS;
use super::{batches, tracks, transactions};
use crate::files::Links;
use colli_core::gateway::batch::Batch;
use colli_core::gateway::transaction::Transaction;
use colli_core::ids::Tenant;
use colli_service::gateway::PageAsked;
use colli_service::told::{GatewayWriters, Topic, Writing};
use colli_service::{Error, Result, Service};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// How webhooks are written.
pub(crate) fn writers() -> GatewayWriters {
    GatewayWriters {
        track: tracks::told_track,
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
    let mut value = value(&transactions::written(&caller, &links, view))?;
    // The SDKs' readers of webhooks want an object here, where those of answers take nothing as well.
    if let Some(members) = value.as_object_mut() {
        members.insert("created_by".to_owned(), Value::Object(serde_json::Map::new()));
    }
    Ok(Some(without_nulls(value).to_string()))
}

async fn batch(service: &Service, tenant: Tenant, id: Uuid) -> Result<Option<String>> {
    let Some(batch) = service.find_object::<Batch>(tenant, id).await? else {
        return Ok(None);
    };
    let caller = service.gateway_caller_of(tenant).await?;
    let view = service
        .batch_view(&caller, batch, PageAsked::new(1, RESULTS), None)
        .await?;
    let links = Links::configured(service);
    let value = value(&batches::written(&caller, &links, view))?;
    Ok(Some(without_nulls(value).to_string()))
}

/// A resource as JSON.
pub(super) fn value<T: Serialize>(resource: &T) -> Result<Value> {
    serde_json::to_value(resource).map_err(|error| Error::Internal(error.to_string()))
}

/// Without members that are null: the SDKs' readers of webhooks, unlike those of answers, take none.
pub(super) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(entries) => Value::Array(entries.into_iter().map(without_nulls).collect()),
        other => other,
    }
}
