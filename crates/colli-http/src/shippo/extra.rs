//! The free members of a shipment. The official SDKs fail on whole answers when one of these members holds a value outside
//! their lists; to them such members are left out (reference 3).

use colli_core::gateway::Extra;
use serde_json::Value;

/// Members the SDKs know, with the values they take.
const LISTED: &[(&str, &[&str])] = &[
    (
        "dangerous_goods_code",
        &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
    ),
    (
        "signature_confirmation",
        &["STANDARD", "ADULT", "CERTIFIED", "INDIRECT", "CARRIER_CONFIRMATION"],
    ),
    (
        "ancillary_endorsement",
        &["FORWARDING_SERVICE_REQUESTED", "RETURN_SERVICE_REQUESTED"],
    ),
    (
        "preferred_delivery_timeframe",
        &["10001200", "12001400", "14001600", "16001800", "18002000", "19002100"],
    ),
    (
        "return_service_type",
        &[
            "PRINT_AND_MAIL",
            "ATTEMPT_1",
            "ATTEMPT_3",
            "ELECTRONIC_LABEL",
            "NO_RETURN",
        ],
    ),
    (
        "lasership_attrs",
        &[
            "TwoPersonDelivery",
            "Explosive",
            "Alcohol",
            "Hazmat",
            "ControlledSubstance",
            "Refrigerated",
            "DryIce",
            "Perishable",
            "NoRTS",
        ],
    ),
];

/// Members of members, the same.
const NESTED: &[(&str, &str, &[&str])] = &[
    ("insurance", "provider", &["FEDEX", "UPS", "ONTRAC"]),
    ("COD", "payment_method", &["SECURED_FUNDS", "CASH", "ANY"]),
    ("alcohol", "recipient_type", &["licensee", "consumer"]),
    (
        "billing",
        "type",
        &["SENDER", "RECIPIENT", "THIRD_PARTY", "THIRD_PARTY_CONSIGNEE", "COLLECT"],
    ),
];

/// Members that are texts to the SDKs.
const TEXTS: &[&str] = &[
    "reference_1",
    "reference_2",
    "delivery_instructions",
    "container_type",
    "critical_pull_time",
    "carrier_hub_id",
    "customer_branch",
    "fulfillment_center",
    "lasership_declared_value",
];
/// Members that are flags to them.
const FLAGS: &[&str] = &[
    "is_return",
    "saturday_delivery",
    "bypass_address_validation",
    "request_retail_rates",
    "carbon_neutral",
    "premium",
    "authority_to_leave",
    "qr_code_requested",
];
/// Members that are whole numbers to them.
const WHOLE: &[&str] = &["carrier_hub_travel_time"];
/// References with a prefix, a value and a place in an order.
const SORTED_REFERENCES: &[&str] = &[
    "customer_reference",
    "po_number",
    "invoice_number",
    "dept_number",
    "rma_number",
    "accounts_receivable_customer_account",
    "appropriation_number",
    "bill_of_lading_number",
    "cod_number",
    "dealer_order_number",
    "fda_product_code",
    "manifest_number",
    "model_number",
    "part_number",
    "production_code",
    "purchase_request_number",
    "salesperson_number",
    "serial_number",
    "store_number",
    "transaction_reference_number",
];

/// The members as sent, without those an official SDK fails on when one asks.
pub(super) fn shown(extra: &Extra, is_sdk: bool) -> Extra {
    if !is_sdk {
        return extra.clone();
    }
    let kept = extra.iter().filter(|(name, value)| is_readable(name, value));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn is_readable(name: &str, value: &Value) -> bool {
    let of_list = |list: &[&str], value: &Value| value.as_str().is_some_and(|text| list.contains(&text));
    if let Some((_, list)) = LISTED.iter().find(|(listed, _)| *listed == name) {
        return match value {
            Value::Array(entries) if name == "lasership_attrs" => entries.iter().all(|entry| of_list(list, entry)),
            other => name != "lasership_attrs" && of_list(list, other),
        };
    }
    if let Some((_, member, list)) = NESTED.iter().find(|(nested, ..)| *nested == name) {
        let is_flag = |key: &str| key == "contains_alcohol";
        let listed = value
            .get(member)
            .is_none_or(|value| value.is_null() || of_list(list, value));
        return listed
            && members_are(value, |key, value| {
                if is_flag(key) {
                    value.is_boolean()
                } else {
                    value.is_string()
                }
            });
    }
    match name {
        name if TEXTS.contains(&name) => value.is_string(),
        name if FLAGS.contains(&name) => value.is_boolean(),
        name if WHOLE.contains(&name) => value.is_i64(),
        name if SORTED_REFERENCES.contains(&name) => members_are(value, |key, value| {
            if key == "ref_sort" {
                value.is_i64()
            } else {
                value.is_string()
            }
        }),
        "dry_ice" => members_are(value, |key, value| {
            if key == "weight" {
                value.is_string()
            } else {
                value.is_boolean()
            }
        }),
        "dangerous_goods" => members_are(value, |key, value| {
            if key == "contains" {
                value.is_boolean()
            } else {
                members_are(value, |_, value| value.is_boolean())
            }
        }),
        _ => !value.is_null(),
    }
}

/// Whether a value is an object whose members, as far as they are given, are what they must be.
fn members_are(value: &Value, is_right: impl Fn(&str, &Value) -> bool) -> bool {
    let members = value.as_object();
    members.is_some_and(|members| {
        members
            .iter()
            .all(|(key, value)| value.is_null() || is_right(key, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_an_sdk_fails_on_is_left_out_for_it_alone() {
        let Value::Object(extra) = json!({"dangerous_goods_code": "40", "signature_required": "DIRECT",
            "signature_confirmation": "ADULT", "reference_1": 5, "is_return": "true", "unknown": [1],
            "insurance": {"amount": "1", "currency": "USD", "provider": "LLOYDS"},
            "po_number": "17", "dept_number": {"prefix": "D", "value": "4", "ref_sort": 1}, "dry_ice": [],
            "carrier_hub_travel_time": "2", "dangerous_goods": {"contains": true, "lithium_batteries": {"contains": 1}},
            "COD": {"amount": "1", "currency": "USD", "payment_method": "CASH"}})
        else {
            unreachable!("an object is one")
        };
        assert_eq!(shown(&extra, false), extra);
        let kept: Vec<String> = shown(&extra, true).into_iter().map(|(name, _)| name).collect();
        let mut kept: Vec<&str> = kept.iter().map(String::as_str).collect();
        kept.sort_unstable();
        assert_eq!(
            kept,
            [
                "COD",
                "dept_number",
                "signature_confirmation",
                "signature_required",
                "unknown"
            ]
        );
    }
}
