//! Where is a parcel? `cargo run --example track_parcel -- BASE KEY NUMBER [POSTAL-CODE]`, the base being such as
//! `https://api-eu.dhl.com`.
#![expect(clippy::print_stdout, reason = "a program that reports")]

use colli_client::unified::tracking::TrackingQuery;
use colli_client::unified::{Addresses, Client};
use colli_client::{Executor, Secret, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [base, key, number, rest @ ..] = arguments.as_slice() else {
        return Err("usage: track_parcel BASE KEY NUMBER [POSTAL-CODE]".into());
    };
    let executor = Executor::new(Settings::default())?;
    let client = Client::new(executor, &Addresses::both(base), &Secret::from(key.as_str()))?;
    let query = TrackingQuery {
        recipient_postal_code: rest.first().cloned().unwrap_or_default(),
        ..TrackingQuery::of(number)
    };
    for shipment in client.track(&query).await?.shipments {
        println!("{} ({})", shipment.id, shipment.service);
        for event in shipment.events {
            let text = event.description.or(event.status).unwrap_or_default();
            println!("  {}  {text}", event.timestamp);
        }
    }
    Ok(())
}
