"""Keys, slashes, forms, versions, repetition: what lies below the resources."""

import uuid

import shippo
from shippo.models.operations import ListShipmentsRequest, ListTransactionsRequest

from harness import body_of, equal, expect, refused
from inputs import GROUND, LIGHT, MISSION, address, plain_shipment

LISTS = ["/addresses", "/parcels", "/shipments", "/transactions", "/refunds", "/manifests", "/customs/items", "/customs/declarations"]
LISTS += ["/carrier_accounts", "/orders", "/webhooks", "/parcel-templates", "/user-parcel-templates", "/service-groups"]


def run(d):
    keys(d)
    forms_of_paths(d)
    forms_of_bodies(d)
    repetition(d)


def keys(d):
    with d.check("keys: none, unknown, of no scheme"):
        equal(d.raw("GET", "/addresses", key=None).status_code, 401)
        equal(d.raw("GET", "/addresses", key=None).json(), {"detail": "Authentication credentials were not provided."})
        equal(d.raw("GET", "/addresses", key="shippo_test_nobody").json(), {"detail": "Token does not exist"})
        refused(401, lambda: d.client("shippo_test_nobody").addresses.list())
        refused(401, lambda: d.client("nonsense").addresses.create(address(MISSION)))
        for path in LISTS:
            equal(d.raw("GET", path, key=None).status_code, 401, path)
    with d.check("keys: a header value given whole, a base with a slash"):
        whole = d.client(f"ShippoToken {d.keys.test}")
        expect(whole.addresses.list().results, "no addresses")
        slashed = shippo.Shippo(api_key_header=d.keys.test, server_url=d.base + "/")
        expect(slashed.addresses.list().results, "no addresses without a version")
    with d.check("versions: an old one is answered, a senseless one is no crash"):
        equal(d.raw("GET", "/addresses", headers={"SHIPPO-API-VERSION": "2017-08-01"}).status_code, 200)
        expect(d.raw("GET", "/addresses", headers={"SHIPPO-API-VERSION": "tomorrow"}).status_code in (200, 400), "crashed")
    with d.check("keys: another merchant sees nothing"):
        other = d.client(d.keys.other)
        found = (403, 404)
        refused(found, lambda: other.addresses.get(d.kept.from_id))
        refused(found, lambda: other.shipments.get(d.kept.shipment.object_id))
        refused(found, lambda: other.rates.get(d.kept.shipment.rates[0].object_id))
        refused(found, lambda: other.transactions.get(d.kept.label.object_id))
        refused(found, lambda: other.carrier_accounts.get(d.kept.account))
        refused(found, lambda: other.manifests.get(d.kept.manifest.object_id))
        refused(found, lambda: other.batches.get(d.kept.batch))
        refused(found, lambda: other.orders.get(d.kept.order))
        refused(found, lambda: other.customs_items.get(d.kept.item))
        refused(found, lambda: other.user_parcel_templates.get(d.kept.template))
        refused((400, 403, 404), lambda: other.refunds.create(transaction=d.kept.label.object_id))
        equal(other.transactions.list(ListTransactionsRequest()).results, [])
        equal(other.shipments.list(ListShipmentsRequest()).results, [])
        answer = d.raw("POST", "/transactions", {"rate": d.kept.shipment.rates[0].object_id, "async": False}, key=d.keys.other)
        expect(answer.status_code in (400, 403, 404), f"bought the rate of another: {answer.status_code}")
        track = other.tracking_status.get(d.kept.label.tracking_number, "dhl_ecommerce")
        equal(track.transaction, None, "the transaction belongs to its owner")


def forms_of_paths(d):
    with d.check("paths: both slash forms, no redirect"):
        for path in LISTS:
            for form in (path, path + "/", path + "/?results=1"):
                equal(d.raw("GET", form).status_code, 200, form)
        for path in [
            f"/addresses/{d.kept.from_id}",
            f"/addresses/{d.kept.from_id}/validate",
            f"/shipments/{d.kept.shipment.object_id}",
            f"/shipments/{d.kept.shipment.object_id}/rates",
            f"/shipments/{d.kept.shipment.object_id}/rates/USD",
            f"/rates/{d.kept.shipment.rates[0].object_id}",
            f"/transactions/{d.kept.label.object_id}",
            f"/manifests/{d.kept.manifest.object_id}",
            f"/batches/{d.kept.batch}",
            f"/carrier_accounts/{d.kept.account}",
            "/tracks/shippo/SHIPPO_TRANSIT",
            "/live-rates/settings/parcel-template",
        ]:
            for form in (path, path + "/"):
                equal(d.raw("GET", form).status_code, 200, form)
    with d.check("paths: unknown ones and wrong methods are JSON"):
        for method, path in [("GET", "/nothing"), ("DELETE", "/addresses"), ("PATCH", "/shipments")]:
            answer = d.raw(method, path)
            expect(answer.status_code in (404, 405) and answer.json().get("detail"), f"{method} {path}: {answer.text[:100]}")


def forms_of_bodies(d):
    with d.check("bodies: an address as a form"):
        for given, want in [("True", True), ("true", True), ("False", False), ("false", False)]:
            answer = d.raw("POST", "/addresses/", data={**MISSION, "is_residential": given})
            equal(body_of(answer, 201)["is_residential"], want, given)
    with d.check("bodies: a refund as a form"):
        label = bought(d)["object_id"]
        equal(body_of(d.raw("POST", "/refunds/", data={"transaction": label, "async": "false"}), 201)["transaction"], label)
    with d.check("bodies: no JSON, wrong JSON, none"):
        for body in ["{", "[]", "null", '"text"', "12", "", '{"a":' * 4000]:
            answer = d.raw("POST", "/shipments", data=body, headers={"Content-Type": "application/json"})
            expect(answer.status_code == 400 and isinstance(answer.json(), dict), f"{body[:20]}: {answer.status_code}")
    with d.check("bodies: naive times are UTC, metadata has its limit"):
        made = d.made("/shipments", plain_shipment([d.kept.account], shipment_date="2099-01-01T10:00:00"))
        expect(made["shipment_date"].startswith("2099-01-01T10:00:00") and made["shipment_date"].endswith("Z"), made["shipment_date"])
        equal(d.raw("POST", "/addresses", {**MISSION, "metadata": "m" * 101}).status_code, 400)


def bought(d, **options):
    rates = d.made("/shipments", plain_shipment([d.kept.account], parcels=[LIGHT]))["rates"]
    rate = next(one["object_id"] for one in rates if one["servicelevel"]["token"] == GROUND)
    return d.made("/transactions", {"rate": rate, "async": False}, **options)


def repetition(d):
    with d.check("repetition: an idempotency key on every kind of POST"):
        instant = {"shipment": plain_shipment(None, parcels=[LIGHT]), "carrier_account": d.kept.account, "servicelevel_token": GROUND}
        for path, body in [
            ("/addresses", MISSION),
            ("/parcels", LIGHT),
            ("/shipments", plain_shipment([d.kept.account])),
            ("/transactions", instant),
        ]:
            headers = {"Idempotency-Key": uuid.uuid4().hex}
            first, second = (d.made(path, body, headers=headers) for _ in range(2))
            equal(second["object_id"], first["object_id"], path)
            other = d.made(path, body, headers={"Idempotency-Key": uuid.uuid4().hex})
            expect(other["object_id"] != first["object_id"], f"{path}: another key, the same object")
    with d.check("repetition: the same key for another body is refused"):
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        d.made("/addresses", MISSION, headers=headers)
        answer = d.raw("POST", "/addresses", {**MISSION, "name": "Mrs Hippo"}, headers=headers)
        expect(answer.status_code in (400, 409, 422), answer.status_code)
