//! The commercial invoice of a parcel that leaves the country (label-standards 7.2).

use super::letter::{BOTTOM, MARGIN, Page, Table, WIDTH, column, paginate};
use crate::error::DocumentError;
use crate::layout::{Align, Length, Rect, mm};
use crate::pdf::{Drawing, render_pages};
use colli_core::americas::label::pounds_and_ounces;
use colli_core::americas::postal_party::PostalParty;
use colli_core::money::Money;
use jiff::civil::Date;
use std::borrow::Cow;
use std::ops::Range;

/// One line of an invoice.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct InvoiceItem {
    /// What it is.
    pub description: String,
    /// Tariff code. May be empty.
    pub tariff_code: String,
    /// Country of origin, ISO 3166-1 alpha-2.
    pub origin: String,
    /// How many.
    pub quantity: u32,
    /// Net weight of the line, in grams.
    pub net_weight_g: u64,
    /// Value of the line, in minor units of the invoice's currency.
    pub value_minor: i64,
}

/// Everything an invoice says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommercialInvoice {
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: Date,
    /// Who exports.
    pub exporter: PostalParty,
    /// The exporter's tax and EORI numbers, each with its caption: `EIN 12-3456789`.
    pub exporter_ids: Vec<String>,
    /// Who receives.
    pub consignee: PostalParty,
    /// Who imports, when it is not the receiver.
    pub importer: Option<PostalParty>,
    /// Delivery terms. May be empty.
    pub incoterm: String,
    /// Why it is sent: `MERCHANDISE`, …
    pub reason: String,
    /// Exemption or citation of the export filing. May be empty.
    pub export_filing: String,
    /// What happens to what cannot be delivered. May be empty.
    pub non_delivery: String,
    /// Tracking number of the parcel.
    pub tracking_number: String,
    /// Parcels.
    pub packages: u32,
    /// Gross weight, in grams.
    pub gross_weight_g: Option<u64>,
    /// ISO 4217.
    pub currency: String,
    /// The goods.
    pub items: Vec<InvoiceItem>,
    /// Freight, insurance and other charges, in minor units, each with its caption.
    pub charges: Vec<(&'static str, i64)>,
    /// Remarks. May be empty.
    pub notes: String,
    /// Who certifies it.
    pub signer: String,
}

impl CommercialInvoice {
    /// Value of the goods, in minor units.
    pub fn goods_minor(&self) -> i64 {
        self.items
            .iter()
            .fold(0, |sum: i64, item| sum.saturating_add(item.value_minor))
    }

    /// Value of goods and charges, in minor units.
    pub fn total_minor(&self) -> i64 {
        let add = |sum: i64, (_, charge): &(&'static str, i64)| sum.saturating_add(*charge);
        self.charges.iter().fold(self.goods_minor(), add)
    }

    fn money(&self, minor: i64) -> String {
        let money = Money {
            minor,
            currency: self.currency.clone(),
        };
        money.to_string()
    }
}

const ITEMS: Table = Table {
    columns: &[
        column("Description of goods", 0, 380, Align::Left, 2),
        column("Tariff code", 380, 150, Align::Left, 2),
        column("Origin", 530, 70, Align::Centre, 1),
        column("Quantity", 600, 90, Align::Right, 1),
        column("Net weight", 690, 140, Align::Right, 1),
        column("Value", 830, 170, Align::Right, 1),
    ],
    row: 860,
};
/// From the top of the first page to its table.
const HEADING: Length = mm(88);
/// Height of sums, declaration and signature.
const CLOSING: Length = mm(84);
/// Charges with a line of their own.
const CHARGES_MAX: usize = 6;

/// The invoice as a document of letter pages. Equal facts give equal bytes.
pub fn commercial_invoice_pdf(invoice: &CommercialInvoice) -> Result<Vec<u8>, DocumentError> {
    let first = ITEMS.rows_between(Page::top() + HEADING, BOTTOM);
    let other = ITEMS.rows_between(Page::top(), BOTTOM);
    let closing = usize::try_from(CLOSING / ITEMS.row + 1).unwrap_or(0);
    let ranges = paginate(invoice.items.len(), first, other, closing);
    let pages = (0..ranges.len()).map(|index| Ok(page(invoice, &ranges, index)));
    render_pages(pages, &invoice.number, invoice.date)
}

fn page<'a>(invoice: &'a CommercialInvoice, ranges: &[Range<usize>], index: usize) -> Drawing<'a> {
    let right = format!("No. {}", invoice.number);
    let mut page: Page<'a> = Page::new("Commercial invoice", &right, (index + 1, ranges.len()));
    let mut top = Page::top();
    if index == 0 {
        heading(&mut page, invoice, top);
        top += HEADING;
    }
    let range = ranges.get(index).cloned().unwrap_or_default();
    let items = invoice.items.get(range).unwrap_or_default();
    let rows = items.iter().map(|item| {
        [
            Cow::Borrowed(item.description.as_str()),
            Cow::Borrowed(item.tariff_code.as_str()),
            Cow::Borrowed(item.origin.as_str()),
            Cow::Owned(item.quantity.to_string()),
            Cow::Owned(pounds_and_ounces(item.net_weight_g)),
            Cow::Owned(invoice.money(item.value_minor)),
        ]
    });
    let bottom = ITEMS.draw(&mut page, top, rows);
    if index + 1 == ranges.len() {
        closing(&mut page, invoice, bottom);
    }
    page.finish()
}

fn heading(page: &mut Page<'_>, invoice: &CommercialInvoice, top: Length) {
    let third = WIDTH / 3;
    let width = third - mm(5);
    let exporter = Rect::new(MARGIN, top, width, mm(44));
    let end = page.party(exporter, "Exporter", &invoice.exporter);
    page.words((MARGIN, end), width, 2, &invoice.exporter_ids.join(", "));
    page.party(
        Rect::new(MARGIN + third, top, width, mm(44)),
        "Consignee",
        &invoice.consignee,
    );
    let importer = invoice.importer.as_ref().unwrap_or(&invoice.consignee);
    page.party(
        Rect::new(MARGIN + 2 * third, top, width, mm(44)),
        "Importer of record",
        importer,
    );
    let weight = invoice.gross_weight_g.map(pounds_and_ounces).unwrap_or_default();
    let facts = [
        ("Invoice number", invoice.number.clone()),
        ("Invoice date", invoice.date.strftime("%b %-d, %Y").to_string()),
        ("Currency", invoice.currency.clone()),
        ("Tracking number", invoice.tracking_number.clone()),
        ("Reason for export", invoice.reason.clone()),
        ("Delivery terms", invoice.incoterm.clone()),
        ("Export filing", invoice.export_filing.clone()),
        ("If undeliverable", invoice.non_delivery.clone()),
        ("Packages", invoice.packages.to_string()),
        ("Gross weight", weight),
    ];
    for (i, (caption, value)) in (0..).zip(facts.into_iter().filter(|(_, value)| !value.is_empty())) {
        let at = (MARGIN + (i % 4) * (WIDTH / 4), top + mm(52) + (i / 4) * mm(11));
        page.fact(at, WIDTH / 4 - mm(4), caption, &value);
    }
}

fn closing(page: &mut Page<'_>, invoice: &CommercialInvoice, top: Length) {
    let weight = invoice
        .items
        .iter()
        .fold(0u64, |sum, item| sum.saturating_add(item.net_weight_g));
    let mut sums = vec![("Net weight of all goods", pounds_and_ounces(weight))];
    sums.push(("Value of goods", invoice.money(invoice.goods_minor())));
    let charges = invoice.charges.iter().take(CHARGES_MAX);
    sums.extend(charges.map(|(caption, minor)| (*caption, invoice.money(*minor))));
    sums.push(("Total", invoice.money(invoice.total_minor())));
    for (row, (caption, sum)) in (0..).zip(&sums) {
        page.sum(top + row * 480, caption, sum);
    }
    page.words((MARGIN, top + 100), WIDTH * 55 / 100, 9, &invoice.notes);
    let y = top + mm(46);
    let words = "I declare that the facts on this invoice are true and correct, and that the goods are of the origin named. \
                 These goods were exported from the country of the exporter in line with its export rules; diversion \
                 against its law is forbidden.";
    page.words((MARGIN, y), WIDTH, 3, words);
    page.signatures(y + mm(28), &["Signature", "Name", "Date"]);
    let third = (WIDTH + mm(6)) / 3;
    let at = |column: Length| (MARGIN + column * third, y + mm(28) - 1_000);
    page.fact(at(1), third - mm(10), "", &invoice.signer);
    page.fact(
        at(2),
        third - mm(10),
        "",
        &invoice.date.strftime("%b %-d, %Y").to_string(),
    );
}
