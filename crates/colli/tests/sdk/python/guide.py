"""The DHL eCommerce guide from its first page to its last, with its own bodies and with the SDK."""

import re

from shippo.models import components as c

from harness import body_of, equal, expect, refused
from inputs import GROUND, MISSION, PARAMETERS, account, now, plain_shipment, shipment
from shapes import differences


def same_shape(ours, sample):
    said = differences(ours, sample)
    expect(not said, "; ".join(said[:12]))


def run(d):
    connect(d)
    rates(d)
    label(d)
    manifest(d)
    with_the_sdk(d)


def connect(d):
    with d.check("guide: its own body connects the account"):
        got = d.made("/carrier_accounts/", d.sample("connect-your-dhl-ecommerce-account-request"))
        d.kept.guide_account = got["object_id"]
        same_shape(got, d.sample("connect-your-dhl-ecommerce-account-response"))
        equal(got["parameters"], PARAMETERS, "parameters come back whole when made")
        expect(re.fullmatch("[0-9a-f]{32}", got["object_id"]), got["object_id"])
    with d.check("guide: a duplicate key, the last one wins"):
        body = '{"account_id":"first","carrier":"dhl_ecommerce","account_id":"last","active":false,"parameters":'
        body += '{"username":"u","password":"p","pickup_no":"123999","facility_code":"23"},"test":false}'
        answer = d.raw("POST", "/carrier_accounts/", data=body, headers={"Content-Type": "application/json"})
        body_of(answer, 201)
    with d.check("guide: the origin of its sample, pinned"):
        made = d.sdk.carrier_accounts.create(account(account_id="pinned", parameters={**PARAMETERS, "origin_zip3": "070"}))
        d.kept.account = made.object_id


def rates(d):
    with d.check("guide: its own body gets the rates"):
        body = {**d.sample("get-rates-request"), "carrier_accounts": [d.kept.account]}
        got = d.made("/shipments/", body)
        d.kept.guide_shipment = got
        same_shape(got, d.sample("get-rates-response"))
        box = got["parcels"][0]
        equal([box[side] for side in ("length", "width", "height")], ["9.0000", "8.0000", "3.0000"], "sorted sides")
        equal(box["weight"], "8.0000")
        equal(got["address_return"]["street1"], MISSION["street1"], "address_return")
        equal(got["extra"], {"signature_required": "DIRECT"})
    with d.check("guide: 13.17 USD in zone USPS08"):
        rate = next(one for one in d.kept.guide_shipment["rates"] if one["servicelevel"]["token"] == GROUND)
        d.kept.guide_rate = rate["object_id"]
        equal((rate["amount"], rate["currency"], rate["zone"]), ("13.17", "USD", "USPS08"))
        equal((rate["provider"], rate["servicelevel"]["name"]), ("DHL eCommerce", "Parcels Ground"))
        equal(rate["estimated_days"], 5, "estimated_days")
        equal((rate["carrier_account"], rate["shipment"]), (d.kept.account, d.kept.guide_shipment["object_id"]))
    with d.check("guide: each attribute is given, CHEAPEST once"):
        given = [name for one in d.kept.guide_shipment["rates"] for name in one["attributes"]]
        equal(sorted(set(given)), ["BESTVALUE", "CHEAPEST", "FASTEST"])
        equal(given.count("CHEAPEST"), 1)
    with d.check("guide: its dangerous goods"):
        got = d.made("/shipments/", {**d.sample("hazmat-request"), "carrier_accounts": [d.kept.account]})
        same_shape(got, {**d.sample("get-rates-response"), "extra": {"signature_required": "", "dangerous_goods_code": ""}})
        equal(got["extra"], {"signature_required": "DIRECT", "dangerous_goods_code": "02"})


def label(d):
    with d.check("guide: its own body buys the label"):
        got = d.made("/transactions/", {**d.sample("purchase-label-request"), "rate": d.kept.guide_rate})
        d.kept.guide_label = got
        same_shape(got, d.sample("purchase-label-response"))
        equal((got["object_state"], got["status"], got["tracking_status"]), ("VALID", "SUCCESS", "UNKNOWN"))
        equal(got["created_by"], None, "created_by")
        expect(re.fullmatch(r"4209459892\d{20}", got["tracking_number"]), got["tracking_number"])
        expect(got["tracking_number"] in got["tracking_url_provider"], got["tracking_url_provider"])
        equal((got["rate"], got["billing"]), (d.kept.guide_rate, {"payments": []}))
        equal(got["parcel"], d.kept.guide_shipment["parcels"][0]["object_id"])
    with d.check("guide: the label is a PDF behind a signed URL"):
        expect(d.kept.guide_label["object_id"] in d.kept.guide_label["label_url"], d.kept.guide_label["label_url"])
        expect(d.file(d.kept.guide_label["label_url"]).startswith(b"%PDF-"), "no PDF")
    with d.check("guide: a second label for its manifest"):
        rates = d.made("/shipments/", plain_shipment([d.kept.account]))["rates"]
        rate = next(one for one in rates if one["servicelevel"]["token"] == GROUND)
        d.kept.second_label = d.made("/transactions", {"rate": rate["object_id"], "async": False})["object_id"]


def manifest(d):
    with d.check("guide: its own body closes the labels out"):
        ids = [d.kept.guide_label["object_id"], d.kept.second_label]
        body = {**d.sample("create-manifest-request"), "carrier_account": d.kept.account}
        got = d.made("/manifests/", {**body, "transactions": ids, "shipment_date": now()})
        same_shape(got, d.sample("create-manifest-response"))
        equal((got["status"], got["errors"], got["provider"]), ("SUCCESS", [], "dhl_ecommerce"))
        equal(sorted(got["transactions"]), sorted(ids))
        for url in got["documents"]:
            expect(d.file(url).startswith(b"%PDF-"), "no PDF")


def with_the_sdk(d):
    with d.check("guide, SDK: connect, rates, label, manifest"):
        own = d.sdk.carrier_accounts.create(account(account_id="sdk guide")).object_id
        rated = d.sdk.shipments.create(shipment([own], extra=c.ShipmentExtra(signature_confirmation=c.SignatureConfirmation.STANDARD)))
        rate = next(one for one in rated.rates if one.servicelevel.token == GROUND)
        bought = d.sdk.transactions.create(c.TransactionCreateRequest(rate=rate.object_id, async_=False))
        equal(bought.status, c.TransactionStatusEnum.SUCCESS, str(bought.messages))
        closed = d.sdk.manifests.create(
            c.ManifestCreateRequest(
                carrier_account=own,
                shipment_date=now(),
                address_from=c.AddressCreateRequest(**MISSION),
                transactions=[bought.object_id],
                async_=False,
            )
        )
        equal(closed.status, c.ManifestStatus.SUCCESS, str(closed))
        expect(isinstance(closed.address_from, str), "address_from of a manifest is an id")
    with d.check("guide, SDK: each of the four parameters is needed"):
        for missing in PARAMETERS:
            some = {key: value for key, value in PARAMETERS.items() if key != missing}
            body = refused(400, lambda some=some: d.sdk.carrier_accounts.create(account(account_id="x", parameters=some)))
            expect(missing in str(body), f"{missing} is not named: {body}")
