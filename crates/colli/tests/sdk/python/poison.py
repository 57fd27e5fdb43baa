"""What a client without the SDK may store must not make the SDK throw where the merchant reads it back."""

from shippo.models import operations as o

from harness import equal, expect
from inputs import GROUND, MISSION, PARCEL, TORONTO, plain_shipment

EXTRAS = [
    {"dangerous_goods_code": "40"},
    {"dangerous_goods_code": 2},
    {"signature_confirmation": "DIRECT"},
    {"ancillary_endorsement": "BURN"},
    {"insurance": {"amount": 5, "currency": "USD", "provider": "PIGEON"}},
    {"insurance": {"amount": None}},
    {"COD": {"amount": "5", "currency": "USD", "payment_method": "BARTER"}},
    {"alcohol": {"contains_alcohol": True, "recipient_type": "hippo"}},
    {"billing": {"type": "NOBODY"}},
    {"lasership_attrs": ["Explosive", "Nice"]},
    {"lasership_attrs": [None]},
    {"preferred_delivery_timeframe": "00000000"},
    {"return_service_type": "BOOMERANG"},
    {"reference_1": 7},
    {"is_return": "maybe"},
    {"carrier_hub_travel_time": "long"},
    {"customer_reference": {"prefix": 1, "value": None, "ref_sort": "x"}},
    {"customer_reference": []},
    {"billing": "SENDER"},
    {"nobody_knows_this": {"deep": [None, {"x": 1}]}},
    [],
    None,
]


def survives(d):
    """The SDK reads the newest of the list."""
    d.sdk.shipments.list(o.ListShipmentsRequest(results=1))


def run(d):
    code_40(d)
    extras(d)
    shipments(d)
    others(d)
    with d.check("SDK-crash: every page of shipments"):
        page = d.sdk.shipments.list(o.ListShipmentsRequest(results=50))
        number = 1
        while page.next:
            number += 1
            page = d.sdk.shipments.list(o.ListShipmentsRequest(results=50, page=number))


def code_40(d):
    with d.check("SDK-crash: dangerous goods 40, stored by a plain client"):
        body = plain_shipment([d.kept.account], receiver=TORONTO, extra={"dangerous_goods_code": "40", "signature_required": "DIRECT"})
        made = d.made("/shipments", body)
        equal(made["extra"], {"dangerous_goods_code": "40", "signature_required": "DIRECT"}, "echoed to plain clients")
        read = d.sdk.shipments.get(made["object_id"])
        equal(read.extra.dangerous_goods_code, None, "left out for the SDK")
        survives(d)
        equal(d.got(f"/shipments/{made['object_id']}")["extra"]["dangerous_goods_code"], "40", "when a plain client gets it")


def extras(d):
    for extra in EXTRAS:
        with d.check(f"SDK-crash: extra {extra}"):
            answer = d.raw("POST", "/shipments", plain_shipment([d.kept.account], extra=extra))
            expect(answer.status_code in (201, 400), f"{answer.status_code} {answer.text[:200]}")
            if answer.status_code == 201:
                d.sdk.shipments.get(answer.json()["object_id"])
            survives(d)


def shipments(d):
    for what, change in [
        ("metadata null", {"metadata": None}),
        ("metadata a number", {"metadata": 7}),
        ("an account that is null", {"carrier_accounts": [None]}),
        ("accounts null", {"carrier_accounts": None}),
        ("customs null", {"customs_declaration": None}),
        ("customs empty", {"customs_declaration": {}}),
        ("return address empty", {"address_return": {}}),
        ("a parcel that is null", {"parcels": [None]}),
        ("numbers for strings", {"parcels": [{**PARCEL, "weight": 8, "length": 9.5}]}),
        ("a parcel's extra a list", {"parcels": [{**PARCEL, "extra": []}]}),
        ("a parcel's extra of nonsense", {"parcels": [{**PARCEL, "extra": {"insurance": 5, "COD": {"payment_method": "x"}}}]}),
        ("a date only", {"shipment_date": "2099-02-03"}),
        ("a date of nothing", {"shipment_date": ""}),
        ("an address of numbers", {"address_to": {**MISSION, "zip": 94103, "phone": 4151234567}}),
        ("a residence in words", {"address_to": {**MISSION, "is_residential": "perhaps"}}),
        ("an address with nulls", {"address_to": {**MISSION, "street2": None, "email": None}}),
    ]:
        with d.check(f"SDK-crash: shipment, {what}"):
            answer = d.raw("POST", "/shipments", {**plain_shipment([d.kept.account]), **change})
            expect(answer.status_code in (201, 400), f"{answer.status_code} {answer.text[:200]}")
            if answer.status_code == 201:
                d.sdk.shipments.get(answer.json()["object_id"])
            survives(d)


def others(d):
    item = {"description": "x", "quantity": 1, "net_weight": 1, "mass_unit": "lb", "value_amount": 1.5, "value_currency": "USD", "origin_country": "US"}
    certain = {"certify": True, "certify_signer": "x", "contents_type": "GIFT", "non_delivery_option": "RETURN", "items": [item]}
    order = {"placed_at": "2026-01-01", "to_address": MISSION}
    group = {"name": "x", "description": "y", "type": "FLAT_RATE", "service_levels": [], "flat_rate": 5, "flat_rate_currency": "USD"}
    for path, body, read in [
        ("/customs/items", item, lambda: d.sdk.customs_items.list()),
        ("/customs/items", {**item, "quantity": "3", "metadata": None}, lambda: d.sdk.customs_items.list()),
        ("/customs/declarations", {**certain, "invoiced_charges": {}, "duties_payor": {}}, lambda: d.sdk.customs_declarations.list()),
        ("/customs/declarations", {**certain, "items": [None]}, lambda: d.sdk.customs_declarations.list()),
        ("/customs/declarations", {**certain, "address_importer": {}}, lambda: d.sdk.customs_declarations.list()),
        ("/orders", order, lambda: d.sdk.orders.list(o.ListOrdersRequest())),
        ("/orders", {**order, "order_status": "LOST"}, lambda: d.sdk.orders.list(o.ListOrdersRequest())),
        ("/orders", {**order, "line_items": [None]}, lambda: d.sdk.orders.list(o.ListOrdersRequest())),
        ("/orders", {**order, "line_items": [{"quantity": "2", "total_price": 3, "weight_unit": "stone"}]}, lambda: d.sdk.orders.list(o.ListOrdersRequest())),
        ("/orders", {**order, "from_address": {}, "weight_unit": "stone"}, lambda: d.sdk.orders.list(o.ListOrdersRequest())),
        ("/addresses", {**MISSION, "is_residential": "perhaps", "zip": 94103}, lambda: d.sdk.addresses.list()),
        ("/parcels", {**PARCEL, "extra": [None], "metadata": 4}, lambda: d.sdk.parcels.list()),
        ("/service-groups", group, lambda: d.sdk.service_groups.list()),
        ("/service-groups", {**group, "rate_adjustment": "5", "service_levels": [None]}, lambda: d.sdk.service_groups.list()),
        ("/user-parcel-templates", {"name": 5, "length": 1, "width": 1, "height": 1, "distance_unit": "in"}, lambda: d.sdk.user_parcel_templates.list()),
        ("/carrier_accounts", {"account_id": 5, "carrier": "dhl_ecommerce", "parameters": []}, lambda: accounts(d)),
        ("/transactions", {"rate": None, "shipment": {}, "carrier_account": "", "servicelevel_token": GROUND}, lambda: labels(d)),
    ]:
        with d.check(f"SDK-crash: {path} {str(body)[:90]}"):
            answer = d.raw("POST", path, body)
            expect(answer.status_code in (200, 201, 400), f"{answer.status_code} {answer.text[:200]}")
            read()


def accounts(d):
    return d.sdk.carrier_accounts.list(o.ListCarrierAccountsRequest(results=100))


def labels(d):
    return d.sdk.transactions.list(o.ListTransactionsRequest(results=100))
