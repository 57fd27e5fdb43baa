"""Carrier accounts, shipments and rates."""

from datetime import datetime, timedelta, timezone

from shippo.models import components as c
from shippo.models import operations as o

from harness import equal, expect, pages, refused, until
from inputs import FILBERT, GROUND, LIGHT, PARAMETERS, PARCEL, account, plain_shipment, shipment


def run(d):
    accounts(d)
    shipments(d)
    lists(d)
    rates(d)
    refusals(d)


def accounts(d):
    with d.check("carrier accounts: list with its filters"):
        every = d.sdk.carrier_accounts.list(o.ListCarrierAccountsRequest(results=50))
        expect(any(one.object_id == d.kept.account for one in every.results), "the connected one is not listed")
        found = d.sdk.carrier_accounts.list(
            o.ListCarrierAccountsRequest(carrier=c.CarriersEnum.DHL_ECOMMERCE, service_levels=True, results=50)
        )
        expect(all(one.carrier == "dhl_ecommerce" for one in found.results), "another carrier")
        mine = next(one for one in found.results if one.object_id == d.kept.account)
        tokens = {one.token for one in mine.service_levels}
        expect(GROUND in tokens and len(tokens) == 10, f"{len(tokens)} service levels: {sorted(tokens)}")
        equal(d.sdk.carrier_accounts.list(o.ListCarrierAccountsRequest(carrier=c.CarriersEnum.FEDEX)).results, [])
        by_id = d.sdk.carrier_accounts.list(o.ListCarrierAccountsRequest(account_id="pinned"))
        equal([one.object_id for one in by_id.results], [d.kept.account], "account_id")
    with d.check("carrier accounts: an account marked legacy sees the four old services"):
        own = d.sdk.carrier_accounts.create(account(account_id="legacy", active=False, parameters={**PARAMETERS, "legacy": True})).object_id
        listed = d.sdk.carrier_accounts.list(o.ListCarrierAccountsRequest(service_levels=True, account_id="legacy"))
        equal([len(one.service_levels) for one in listed.results if one.object_id == own], [14])
    with d.check("carrier accounts: secrets are masked when read"):
        got = d.sdk.carrier_accounts.get(d.kept.account)
        expect(PARAMETERS["password"] not in str(got), "the password is readable")
        equal(got.parameters["pickup_no"], "123123")
        expect(PARAMETERS["password"] not in d.raw("GET", "/carrier_accounts?results=100").text, "readable in the list")
    with d.check("carrier accounts: update, and the mask keeps the secret"):
        got = d.sdk.carrier_accounts.get(d.kept.account)
        kept = c.CarrierAccountBase(account_id="pinned", carrier="dhl_ecommerce", active=False, parameters=got.parameters)
        equal(d.sdk.carrier_accounts.update(d.kept.account, kept).active, False)
        kept.active = True
        equal(d.sdk.carrier_accounts.update(d.kept.account, kept).active, True)
        expect(d.sdk.shipments.create(shipment([d.kept.account])).rates, "no rates after the update")
    with d.check("carrier accounts: unknown ones and unknown carriers"):
        refused(404, lambda: d.sdk.carrier_accounts.get("0" * 32))
        refused(400, lambda: d.sdk.carrier_accounts.create(account(carrier="pigeon", account_id="p")))


def shipments(d):
    with d.check("shipments: from ids of addresses and parcels"):
        made = d.sdk.shipments.create(shipment([d.kept.account], d.kept.from_id, d.kept.to_id, [d.kept.parcel_id], metadata="order 7"))
        equal((made.address_from.object_id, made.address_to.object_id), (d.kept.from_id, d.kept.to_id))
        equal((made.parcels[0].object_id, made.metadata, made.status.value), (d.kept.parcel_id, "order 7", "SUCCESS"))
        equal(d.sdk.shipments.get(made.object_id).object_id, made.object_id)
        d.kept.shipment = made
    with d.check("shipments: template parcel, return address, date"):
        flats = c.ParcelCreateFromTemplateRequest(
            mass_unit=c.WeightUnitEnum.OZ, weight="12", template=c.ParcelTemplateDHLeCommerceEnum.DH_LE_C_IRREGULAR
        )
        request = shipment([d.kept.account], shipment_date=(datetime.now(timezone.utc) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S"))
        request.parcels = [flats]
        request.address_return = c.AddressCreateRequest(**FILBERT)
        made = d.sdk.shipments.create(request)
        equal((made.parcels[0].template, made.address_return.zip), ("DHLeC_Irregular", "94598"))
        expect(made.shipment_date.endswith("Z"), f"shipment_date {made.shipment_date}")
    with d.check("shipments: asynchronous, polled to its rates"):
        made = d.sdk.shipments.create(shipment([d.kept.account], async_=True))
        expect(made.status.value in ("QUEUED", "WAITING", "SUCCESS"), made.status)
        done = until(lambda: d.sdk.shipments.get(made.object_id), lambda one: one.status.value == "SUCCESS")
        expect(done.rates, "no rates")
    with d.check("shipments: async when the key is absent"):
        body = plain_shipment([d.kept.account])
        del body["async"]
        made = d.made("/shipments", body)
        until(lambda: d.sdk.shipments.get(made["object_id"]), lambda one: one.status.value == "SUCCESS")
    with d.check("shipments: no accounts named, all active ones are asked"):
        made = d.sdk.shipments.create(shipment(None, parcels=[LIGHT]))
        answering = {one.carrier_account for one in made.rates}
        expect(d.kept.account in answering and d.kept.guide_account in answering, str(answering))
    with d.check("shipments: several parcels"):
        made = d.sdk.shipments.create(shipment([d.kept.account], parcels=[PARCEL, LIGHT]))
        equal(len(made.parcels), 2)


def lists(d):
    with d.check("shipments: list, pages, ends"):
        first = d.sdk.shipments.list(o.ListShipmentsRequest(results=2))
        equal(len(first.results), 2)
        expect(first.next and first.previous is None, f"{first.previous}, {first.next}")
        second = d.sdk.shipments.list(o.ListShipmentsRequest(results=2, page=2))
        expect(not {one.object_id for one in first.results} & {one.object_id for one in second.results}, "doubles")
        equal(d.sdk.shipments.list(o.ListShipmentsRequest(page=500)).results, [])
        seen = [one["object_id"] for page in pages(d.got("/shipments?results=50"), lambda url: d.got(url)) for one in page]
        equal(len(seen), len(set(seen)), "doubles")
        expect(d.kept.shipment.object_id in seen, "one is not listed")
    with d.check("shipments: lists are cut at 200"):
        expect(len(d.got("/shipments?results=100000")["results"]) <= 200, "more than 200")
    with d.check("shipments: filters of time"):
        today = datetime.now(timezone.utc)
        future, past = (today + timedelta(days=2)).strftime("%Y-%m-%d"), (today - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%S.5Z")
        list_ = d.sdk.shipments.list
        equal(list_(o.ListShipmentsRequest(object_created_gt=future)).results, [])
        expect(list_(o.ListShipmentsRequest(object_created_gte=past, object_created_lt=future)).results, "nothing since")
        equal(list_(o.ListShipmentsRequest(object_created_lte=past)).results, [])
        refused(400, lambda: list_(o.ListShipmentsRequest(object_created_gt="yesterday")))


def rates(d):
    with d.check("rates: get one, list, list in a currency"):
        made = d.kept.shipment
        one = d.sdk.rates.get(made.rates[0].object_id)
        equal((one.amount, one.shipment), (made.rates[0].amount, made.object_id))
        listed = d.sdk.rates.list_shipment_rates(made.object_id)
        equal({r.object_id for r in listed.results}, {r.object_id for r in made.rates})
        equal(len(d.sdk.rates.list_shipment_rates(made.object_id, page=1, results=1).results), 1)
        euros = d.sdk.rates.list_shipment_rates_by_currency_code(
            o.ListShipmentRatesByCurrencyCodeRequest(shipment_id=made.object_id, currency_code="EUR")
        )
        expect(euros.results and all(r.currency_local == "EUR" for r in euros.results), str(euros.results)[:200])
        expect(all(r.currency == "USD" for r in euros.results), "currency is the sender's")
    with d.check("rates: unknown ones, unknown currencies"):
        refused(404, lambda: d.sdk.rates.get("0" * 32))
        refused(404, lambda: d.sdk.rates.list_shipment_rates("0" * 32))
        wrong = o.ListShipmentRatesByCurrencyCodeRequest(shipment_id=d.kept.shipment.object_id, currency_code="XXQ")
        refused((400, 404), lambda: d.sdk.rates.list_shipment_rates_by_currency_code(wrong))


def refusals(d):
    with d.check("shipments: what is missing or wrong is named, nested"):
        for change, field in [
            ({"address_from": None}, "address_from"),
            ({"parcels": []}, "parcels"),
            ({"parcels": [{**PARCEL, "weight": "-8"}]}, "parcels"),
            ({"parcels": ["0" * 32]}, "parcels"),
            ({"address_to": "0" * 32}, "address_to"),
            ({"address_to": {"name": "x"}}, "address_to"),
            ({"carrier_accounts": ["0" * 32]}, "carrier_accounts"),
            ({"shipment_date": "soon"}, "shipment_date"),
            ({"metadata": "m" * 101}, "metadata"),
        ]:
            answer = d.raw("POST", "/shipments", {**plain_shipment([d.kept.account]), **change})
            expect(answer.status_code == 400 and field in answer.json(), f"{change}: {answer.status_code} {answer.text[:200]}")
    with d.check("shipments: unknown ones"):
        refused(404, lambda: d.sdk.shipments.get("0" * 32))
