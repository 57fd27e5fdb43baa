"""The live key: international services, commercial invoices, and a wall towards the test mode."""

from shippo.models import components as c
from shippo.models import operations as o

from harness import equal, expect, refused, until
from inputs import BERLIN, LIGHT, MISSION, PARCEL, TORONTO, account, declaration, now, plain_shipment, shipment
from rules import refusal

DIRECT = "dhl_ecommerce_parcel_international_direct"


def run(d):
    live = d.client(d.keys.live)
    with d.check("live: its own account"):
        d.kept.live_account = live.carrier_accounts.create(account(account_id="live")).object_id
    international(d, live)
    goods(d, live)
    wall(d, live)


def abroad(d, receiver, **more):
    return shipment([d.kept.live_account], MISSION, receiver, [LIGHT], customs_declaration=declaration(), **more)


def international(d, live):
    with d.check("live: international rates"):
        made = live.shipments.create(abroad(d, BERLIN))
        equal((made.test, made.status.value), (False, "SUCCESS"))
        tokens = {one.servicelevel.token for one in made.rates}
        expect(DIRECT in tokens and "dhl_ecommerce_parcel_international_standard" in tokens, f"{tokens} {made.messages}")
        expect("dhl_ecommerce_parcels_ground" not in tokens, "a domestic service abroad")
        local = {(one.currency, one.currency_local) for one in made.rates}
        equal(local, {("USD", "EUR")}, "currencies of sender and recipient")
        d.kept.live_shipment = made
    with d.check("live: an international label with its invoice"):
        rate = next(one for one in d.kept.live_shipment.rates if one.servicelevel.token == DIRECT)
        bought = live.transactions.create(c.TransactionCreateRequest(rate=rate.object_id, async_=False))
        equal((bought.status.value, bought.test), ("SUCCESS", False), str(bought.messages))
        expect(bought.commercial_invoice_url, "no commercial invoice")
        expect(d.file(bought.commercial_invoice_url).startswith(b"%PDF-"), "no PDF")
        expect(d.file(bought.label_url).startswith(b"%PDF-"), "no PDF")
        d.kept.live_label = bought
    with d.check("live: its manifest and its track"):
        request = c.ManifestCreateRequest(
            carrier_account=d.kept.live_account,
            shipment_date=now(),
            address_from=c.AddressCreateRequest(**MISSION),
            transactions=[d.kept.live_label.object_id],
            async_=False,
        )
        made = live.manifests.create(request)
        made = until(lambda: live.manifests.get(made.object_id), lambda one: one.status.value != "QUEUED")
        equal(made.status.value, "SUCCESS", str(made))
        track = live.tracking_status.get(d.kept.live_label.tracking_number, "dhl_ecommerce")
        equal(track.transaction, d.kept.live_label.object_id)
    with d.check("live: a domestic label has no invoice"):
        rated = live.shipments.create(shipment([d.kept.live_account], parcels=[LIGHT]))
        bought = live.transactions.create(c.TransactionCreateRequest(rate=rated.rates[0].object_id, async_=False))
        equal(bought.commercial_invoice_url, None)
    with d.check("live: abroad without customs there is a reason, not a rate"):
        answer = live.shipments.create(shipment([d.kept.live_account], MISSION, BERLIN, [LIGHT]))
        label = live.transactions.create(
            c.InstantTransactionCreateRequest(
                carrier_account=d.kept.live_account, servicelevel_token=DIRECT, shipment=shipment(None, MISSION, BERLIN, [LIGHT])
            )
        )
        expect(answer.rates == [] or label.status.value in ("ERROR", "SUCCESS"), "neither refused nor taken")


def goods(d, live):
    with d.check("live: dangerous goods to Canada only"):
        extra = c.ShipmentExtra(dangerous_goods_code=c.DangerousGoodsCode.TWO)
        expect(live.shipments.create(abroad(d, TORONTO, extra=extra)).rates, "none to Canada")
        refused_ = live.shipments.create(abroad(d, BERLIN, extra=extra))
        equal(refused_.rates, [])
        refusal(refused_, "canada", "ca.")
    with d.check("live: code 40 to Canada, 25 lb and no more"):
        item = {"description": "x", "quantity": 1, "net_weight": "1", "mass_unit": "lb", "value_amount": "1", "value_currency": "USD", "origin_country": "US"}
        paper = {"certify": True, "certify_signer": "x", "contents_type": "GIFT", "non_delivery_option": "RETURN", "items": [item]}
        for weight, fits in [("25", True), ("25.5", False)]:
            box = {**PARCEL, "weight": weight}
            body = plain_shipment([d.kept.live_account], MISSION, TORONTO, [box], extra={"dangerous_goods_code": "40"}, customs_declaration=paper)
            made = d.made("/shipments", body, key=d.keys.live)
            equal(bool(made["rates"]), fits, f"{weight} lb: {made['messages']}")
            live.shipments.get(made["object_id"])
        live.shipments.list(o.ListShipmentsRequest())


def wall(d, live):
    with d.check("live: nothing is shared with the test mode"):
        for call in [
            lambda: live.shipments.get(d.kept.shipment.object_id),
            lambda: live.transactions.get(d.kept.label.object_id),
            lambda: live.addresses.get(d.kept.from_id),
            lambda: live.carrier_accounts.get(d.kept.account),
            lambda: d.sdk.shipments.get(d.kept.live_shipment.object_id),
            lambda: d.sdk.transactions.get(d.kept.live_label.object_id),
            lambda: d.sdk.carrier_accounts.get(d.kept.live_account),
        ]:
            refused((403, 404), call)
        ids = [one.object_id for one in d.sdk.transactions.list(o.ListTransactionsRequest(results=200)).results]
        expect(d.kept.live_label.object_id not in ids, "a live label is listed in test mode")
        body = plain_shipment([d.kept.live_account])
        expect(d.raw("POST", "/shipments", body).status_code in (400, 403, 404), "a live account answers a test shipment")
