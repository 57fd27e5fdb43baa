//! Where is the nearest point? `cargo run --example find_locations -- BASE KEY COUNTRY POSTAL-CODE`, the base being such as
//! `https://api.dhl.com`.
#![expect(clippy::print_stdout, reason = "a program that reports")]

use colli_client::unified::locations::{AddressQuery, LocationFilter};
use colli_client::unified::{Addresses, Client};
use colli_client::{Executor, Secret, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [base, key, country_code, postal_code] = arguments.as_slice() else {
        return Err("usage: find_locations BASE KEY COUNTRY POSTAL-CODE".into());
    };
    let executor = Executor::new(Settings::default())?;
    let client = Client::new(executor, &Addresses::both(base), &Secret::from(key.as_str()))?;
    let query = AddressQuery {
        country_code: country_code.clone(),
        postal_code: postal_code.clone(),
        filter: LocationFilter {
            limit: Some(5),
            ..LocationFilter::default()
        },
        ..AddressQuery::default()
    };
    for location in client.find_by_address(&query).await?.locations {
        let address = location.place.address;
        println!(
            "{} m  {}, {}, {} {}",
            location.distance.unwrap_or_default(),
            location.name,
            address.street_address,
            address.postal_code,
            address.address_locality
        );
    }
    Ok(())
}
