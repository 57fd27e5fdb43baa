//! What can be sent where, how and with which options.

use crate::call::Call;
use crate::read::Vendor;
use crate::url::{Query, path};
use colli_wire::dhl_parcel::capabilities::{Capability, DestinationCountry, ParcelType, Product, ShipmentOption};

/// Who sends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Sender {
    /// A business.
    #[default]
    Business,
    /// A consumer.
    Consumer,
    /// A ServicePoint.
    ParcelShop,
}

impl Sender {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Consumer => "consumer",
            Self::ParcelShop => "parcelShop",
        }
    }
}

/// Filters of the catalogue. What is empty or none filters nothing; each call sends those its endpoint knows.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct CatalogueFilter {
    /// Origin, ISO 3166-1 alpha-2.
    pub from_country: String,
    /// Destination, ISO 3166-1 alpha-2.
    pub to_country: String,
    /// The receiver is a business.
    pub to_business: Option<bool>,
    /// Returns.
    pub return_product: Option<bool>,
    /// Key of a parcel type.
    pub parcel_type: String,
    /// Keys of options that must go together.
    pub options: Vec<String>,
    /// Postal code of the origin.
    pub from_postal_code: String,
    /// Postal code of the destination.
    pub to_postal_code: String,
    /// Town of the destination.
    pub to_city: String,
    /// Only what these accounts may send.
    pub account_numbers: Vec<String>,
    /// Such as `dhl-nl`.
    pub business_unit: String,
    /// `DHL-PARCEL` when left out.
    pub carrier: String,
    /// Pieces.
    pub quantity: Option<u32>,
}

impl CatalogueFilter {
    fn common(&self) -> Query {
        Query::new()
            .text("toCountry", &self.to_country)
            .with("toBusiness", self.to_business)
            .each("accountNumber", &self.account_numbers)
            .text("businessUnit", &self.business_unit)
            .text("carrier", &self.carrier)
    }

    fn lane(&self) -> Query {
        self.common()
            .with("returnProduct", self.return_product)
            .text("fromPostalCode", &self.from_postal_code)
            .text("toPostalCode", &self.to_postal_code)
    }
}

/// Products with parcel types and options on a lane: `GET /capabilities/{senderType}`. An impossible combination is an
/// empty list.
pub fn capabilities(sender: Sender, filter: &CatalogueFilter) -> Call<Vec<Capability>> {
    let query = filter
        .lane()
        .text("fromCountry", &filter.from_country)
        .text("parcelType", &filter.parcel_type)
        .each("option", &filter.options)
        .text("toCity", &filter.to_city)
        .with("quantity", filter.quantity);
    Call::get(path(&["capabilities", sender.as_str()]), Vendor::Parcel).query(query)
}

/// Parcel types: `GET /parcel-types/{senderType}/{fromCountry}`, or of any origin when the filter names none.
pub fn parcel_types(sender: Sender, filter: &CatalogueFilter) -> Call<Vec<ParcelType>> {
    let segments = ["parcel-types", sender.as_str(), &filter.from_country];
    let named = if filter.from_country.is_empty() { 2 } else { 3 };
    Call::get(path(&segments[..named]), Vendor::Parcel).query(filter.lane())
}

/// Options: `GET /shipment-options/{senderType}`.
pub fn shipment_options(sender: Sender, filter: &CatalogueFilter) -> Call<Vec<ShipmentOption>> {
    let query = filter.common().text("fromCountry", &filter.from_country);
    Call::get(path(&["shipment-options", sender.as_str()]), Vendor::Parcel).query(query)
}

/// Products: `GET /products`; `to_business` asks for those for business receivers, or the others.
pub fn products(filter: &CatalogueFilter) -> Call<Vec<Product>> {
    let query = Query::new()
        .text("fromCountry", &filter.from_country)
        .text("toCountry", &filter.to_country)
        .with("businessProduct", filter.to_business)
        .each("accountNumber", &filter.account_numbers)
        .text("businessUnit", &filter.business_unit)
        .text("carrier", &filter.carrier);
    Call::get(path(&["products"]), Vendor::Parcel).query(query)
}

/// One product: `GET /products/{productKey}`.
pub fn product(key: &str) -> Call<Product> {
    Call::get(path(&["products", key]), Vendor::Parcel)
}

/// Codes of the countries an origin sends to: `GET /destination-countries/{senderType}/{fromCountry}`.
pub fn destination_countries(sender: Sender, from_country: &str) -> Call<Vec<String>> {
    let segments = ["destination-countries", sender.as_str(), from_country];
    Call::get(path(&segments), Vendor::Parcel)
}

/// The same with what each asks for: `…/properties`.
pub fn destination_properties(sender: Sender, from_country: &str) -> Call<Vec<DestinationCountry>> {
    let segments = ["destination-countries", sender.as_str(), from_country, "properties"];
    Call::get(path(&segments), Vendor::Parcel)
}
