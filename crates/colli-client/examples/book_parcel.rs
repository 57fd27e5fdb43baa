//! Books a parcel and saves its label: `cargo run --example book_parcel -- BASE USER-ID KEY ACCOUNT SHIPMENT-UUID FILE`, the
//! base being such as `https://api-gw.dhlparcel.nl`. Run again with the same UUID, it books nothing new.
#![expect(clippy::print_stdout, reason = "a program that reports")]

use colli_client::parcel::labels::{self, Format};
use colli_client::parcel::{Client, Credentials, shipments};
use colli_client::wire::dhl_parcel::shipments::{Address, ChosenOption, Name, Party, Piece, ShipmentRequest};
use colli_client::wire::field::Field;
use colli_client::{Executor, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [base, user_id, key, account, shipment_id, file] = arguments.as_slice() else {
        return Err("usage: book_parcel BASE USER-ID KEY ACCOUNT SHIPMENT-UUID FILE".into());
    };
    let executor = Executor::new(Settings::default())?;
    let client = Client::new(executor, base, Credentials::new(user_id, key.as_str()))?;
    let shipment = client.send(&shipments::create(&parcel(account, shipment_id))).await?;
    for piece in &shipment.pieces {
        println!("{}", piece.tracker_code.as_deref().unwrap_or("no code"));
    }
    let label = client
        .send(&labels::document(&shipment.shipment_id, Format::Pdf))
        .await?;
    std::fs::write(file, &label.bytes)?;
    println!("{file}: {} bytes", label.bytes.len());
    Ok(())
}

/// A small parcel to a consumer's door.
fn parcel(account: &str, shipment_id: &str) -> ShipmentRequest {
    let address = Address {
        country_code: "NL".into(),
        postal_code: "3542AD".into(),
        city: "Utrecht".into(),
        street: "Reactorweg".into(),
        number: "25".into(),
        ..Address::default()
    };
    let shop = Party {
        name: Name {
            company_name: "A shop".into(),
            ..Name::default()
        }
        .into(),
        address: address.clone().into(),
        ..Party::default()
    };
    let customer = Party {
        name: Name {
            first_name: "Anna".into(),
            last_name: "de Vries".into(),
            ..Name::default()
        }
        .into(),
        address: Address {
            is_business: false.into(),
            ..address
        }
        .into(),
        ..Party::default()
    };
    ShipmentRequest {
        shipment_id: shipment_id.into(),
        account_id: account.into(),
        shipper: shop.into(),
        receiver: customer.into(),
        options: Field::list([ChosenOption {
            key: "DOOR".into(),
            ..ChosenOption::default()
        }]),
        pieces: Field::list([Piece {
            parcel_type: "SMALL".into(),
            weight: 1.5.into(),
            ..Piece::default()
        }]),
        ..ShipmentRequest::default()
    }
}
