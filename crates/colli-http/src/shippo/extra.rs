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
        &["PRINT_AND_MAIL", "ATTEMPT_1", "ATTEMPT_3", "ELECTRONIC_LABEL", "NO_RETURN"],
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

/// Members that are texts, flags or objects to the SDKs.
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
    if value.is_null() {
        return false;
    }
    if let Some((_, list)) = LISTED.iter().find(|(listed, _)| *listed == name) {
        return match value {
            Value::Array(entries) => entries.iter().all(|entry| of_list(list, entry)),
            other => of_list(list, other),
        };
    }
    if let Some((_, member, list)) = NESTED.iter().find(|(nested, ..)| *nested == name) {
        let members = value.as_object();
        let texts = members.is_some_and(|members| members.values().all(|value| !value.is_number()));
        return texts && value.get(member).is_none_or(|value| of_list(list, value));
    }
    if TEXTS.contains(&name) {
        return value.is_string();
    }
    if FLAGS.contains(&name) {
        return value.is_boolean();
    }
    true
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
            "COD": {"amount": "1", "currency": "USD", "payment_method": "CASH"}}) else {
            unreachable!("an object is one")
        };
        assert_eq!(shown(&extra, false), extra);
        let kept: Vec<String> = shown(&extra, true).into_iter().map(|(name, _)| name).collect();
        let mut kept: Vec<&str> = kept.iter().map(String::as_str).collect();
        kept.sort_unstable();
        assert_eq!(kept, ["COD", "signature_confirmation", "signature_required", "unknown"]);
    }
}
