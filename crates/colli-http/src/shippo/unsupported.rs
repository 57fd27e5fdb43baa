//! What is refused: pickups of other carriers, accounts of other carriers made through the vendor, managed accounts
//! (reference 1, rank 13).

use super::auth::Caller;
use super::error::{Answer, Failure};
use super::{Routes, route};
use axum::http::StatusCode;
use axum::routing::{get, post};

const PICKUPS: &str = "Pickups exist for USPS and DHL Express accounts only. Parcels of DHL eCommerce are handed over with a \
     manifest (POST /manifests); for parcels of DHL eCommerce Benelux order a pickup at POST /dhl-parcel/pickup-requests.";
const REGISTRATION: &str = "Accounts cannot be opened through this API. Make an account with the carrier's own credentials: \
     POST /carrier_accounts with carrier dhl_ecommerce or dhl_benelux.";
const SIGN_IN: &str = "The accounts of this installation use credentials, not a sign-in at the carrier: PUT \
     /carrier_accounts/{id} with new parameters.";
const MANAGED: &str = "There are no managed accounts here. Each organisation has tokens of its own, which its operator makes \
     with colli token create.";

/// Routes that refuse, with the method, the path and the sentence.
pub(super) fn routes() -> Routes {
    vec![
        route("POST", "/pickups", post(pickups)),
        route("POST", "/carrier_accounts/register/new", post(registration)),
        route("GET", "/carrier_accounts/reg-status", get(registration)),
        route("GET", "/carrier_accounts/{id}/signin/initiate", get(sign_in)),
        route("POST", "/shippo-accounts", post(managed)),
        route("GET", "/shippo-accounts", get(managed)),
        route("GET", "/shippo-accounts/{id}", get(managed)),
        route("PUT", "/shippo-accounts/{id}", axum::routing::put(managed)),
    ]
}

fn refused(sentence: &str) -> Answer<()> {
    Err(Failure::new(StatusCode::BAD_REQUEST, sentence))
}

async fn pickups(_: Caller) -> Answer<()> {
    refused(PICKUPS)
}

async fn registration(_: Caller) -> Answer<()> {
    refused(REGISTRATION)
}

async fn sign_in(_: Caller) -> Answer<()> {
    Err(Failure::new(StatusCode::BAD_REQUEST, SIGN_IN).titled("No sign-in"))
}

async fn managed(_: Caller) -> Answer<()> {
    refused(MANAGED)
}
