//! When parcels are picked up and delivered.

use super::catalogue::Sender;
use crate::call::Call;
use crate::read::Vendor;
use crate::url::{Query, path};
use colli_wire::dhl_parcel::pickup_availability::PickupDay;
use colli_wire::dhl_parcel::time_windows::TimeWindow;
use colli_wire::dhl_parcel::transit_times::TransitTime;

/// When a parcel could be delivered: `GET /time-windows`.
pub fn time_windows(country_code: &str, postal_code: &str, exclude_days_of_week: &[u8]) -> Call<Vec<TimeWindow>> {
    let query = Query::new()
        .text("countryCode", country_code)
        .text("postalCode", postal_code)
        .each("excludeDaysOfWeek", exclude_days_of_week);
    Call::get("/time-windows".to_owned(), Vendor::Parcel).query(query)
}

/// What a transit time is asked of. What is empty or none is not sent.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct TransitQuery {
    /// Origin, ISO 3166-1 alpha-2.
    pub from_country: String,
    /// Destination, ISO 3166-1 alpha-2.
    pub to_country: String,
    /// Postal code of the destination; islands take longer.
    pub to_postal_code: String,
    /// The receiver is a business.
    pub to_business: Option<bool>,
    /// Product key.
    pub product: String,
    /// Parcel type key.
    pub parcel_type: String,
    /// Returns.
    pub return_product: Option<bool>,
    /// `yyyy-MM-dd`; today when left out.
    pub shipment_date: String,
}

/// How long products take: `GET /transit-times/{senderType}`.
pub fn transit_times(sender: Sender, asked: &TransitQuery) -> Call<Vec<TransitTime>> {
    let query = Query::new()
        .text("fromCountry", &asked.from_country)
        .text("toCountry", &asked.to_country)
        .text("toPostalCode", &asked.to_postal_code)
        .with("toBusiness", asked.to_business)
        .text("product", &asked.product)
        .text("parcelType", &asked.parcel_type)
        .with("returnProduct", asked.return_product)
        .text("shipmentDate", &asked.shipment_date);
    Call::get(path(&["transit-times", sender.as_str()]), Vendor::Parcel).query(query)
}

/// The same of any sender: `GET /transit-times`, which knows origin, destination, product and day.
pub fn transit_times_of_anybody(asked: &TransitQuery) -> Call<Vec<TransitTime>> {
    let query = Query::new()
        .text("origin.countryCode", &asked.from_country)
        .text("destination.countryCode", &asked.to_country)
        .text("destination.postalCode", &asked.to_postal_code)
        .text("product.code", &asked.product)
        .text("shipmentDate", &asked.shipment_date);
    Call::get("/transit-times".to_owned(), Vendor::Parcel).query(query)
}

/// Days on which parcels can be picked up: `GET /pickup-availability`.
pub fn pickup_availability(country_code: &str, postal_code: &str) -> Call<Vec<PickupDay>> {
    let query = Query::new()
        .text("countryCode", country_code)
        .text("postalCode", postal_code);
    Call::get("/pickup-availability".to_owned(), Vendor::Parcel).query(query)
}
