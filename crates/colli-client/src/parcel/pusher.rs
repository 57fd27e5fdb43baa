//! The track and trace pusher: being told of parcels' updates.

use crate::call::{Call, Method};
use crate::read::{self, Vendor};
use crate::url::{Query, path};
use colli_wire::dhl_parcel::pusher::{
    PusherConfiguration, PusherConfigurationCreated, PusherConfigurationRequest, PusherSubscription,
    PusherSubscriptionRequest,
};

const MOUNT: &str = "track-trace-pusher";
const CONFIGURATIONS: &str = "configurations";

/// Makes a configuration: `POST /track-trace-pusher/configurations`.
pub fn create(configuration: &PusherConfigurationRequest) -> Call<PusherConfigurationCreated> {
    Call::post(path(&[MOUNT, CONFIGURATIONS]), Vendor::Parcel, configuration).with_token()
}

/// All configurations: `GET /track-trace-pusher/configurations`.
pub fn list() -> Call<Vec<PusherConfiguration>> {
    Call::get(path(&[MOUNT, CONFIGURATIONS]), Vendor::Parcel).with_token()
}

/// A configuration: `GET …/configurations/{configurationId}`.
pub fn get(id: &str) -> Call<PusherConfiguration> {
    Call::get(path(&[MOUNT, CONFIGURATIONS, id]), Vendor::Parcel).with_token()
}

/// Deletes a configuration with its subscriptions: `DELETE …/configurations/{configurationId}`.
pub fn delete(id: &str) -> Call<()> {
    let path = path(&[MOUNT, CONFIGURATIONS, id]);
    Call::new(Method::Delete, path, Vendor::Parcel, read::nothing).with_token()
}

/// Subscribes to a parcel: `POST /track-trace-pusher/subscriptions`.
pub fn subscribe(subscription: &PusherSubscriptionRequest) -> Call<PusherSubscription> {
    Call::post(path(&[MOUNT, "subscriptions"]), Vendor::Parcel, subscription).with_token()
}

/// Subscriptions of a configuration: `GET …/configurations/{configurationId}/subscriptions`, from behind a barcode on.
pub fn subscriptions(id: &str, after: &str) -> Call<Vec<PusherSubscription>> {
    Call::get(path(&[MOUNT, CONFIGURATIONS, id, "subscriptions"]), Vendor::Parcel)
        .query(Query::new().text("after", after))
        .with_token()
}

/// Ends a subscription: `DELETE …/configurations/{configurationId}/subscriptions/{barcode}`.
pub fn unsubscribe(id: &str, barcode: &str) -> Call<()> {
    let path = path(&[MOUNT, CONFIGURATIONS, id, "subscriptions", barcode]);
    Call::new(Method::Delete, path, Vendor::Parcel, read::nothing).with_token()
}
