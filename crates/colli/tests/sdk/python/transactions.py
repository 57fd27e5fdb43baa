"""Labels and refunds."""

from shippo.models import components as c
from shippo.models import operations as o

from harness import equal, expect, refused, until
from inputs import GROUND, LIGHT, plain_shipment, shipment

MAGIC = {"PNG": b"\x89PNG", "ZPLII": b"^XA"}


def rate_of(d, token=GROUND, **more):
    """A fresh rate of one service."""
    made = d.sdk.shipments.create(shipment([d.kept.account], parcels=[LIGHT], **more))
    return next(one.object_id for one in made.rates if one.servicelevel.token == token)


def label_of(d, **more):
    """A bought label."""
    bought = d.sdk.transactions.create(c.TransactionCreateRequest(rate=rate_of(d), async_=False, **more))
    expect(bought.status == c.TransactionStatusEnum.SUCCESS, str(bought.messages))
    return bought


def run(d):
    by_rate(d)
    formats(d)
    instant(d)
    lists(d)
    refusals(d)
    refunds(d)


def by_rate(d):
    with d.check("labels: by rate, and got again"):
        bought = label_of(d, metadata="label 1")
        equal((bought.metadata, bought.test, bought.label_file_type), ("label 1", True, c.LabelFileTypeEnum.PDF_4X6))
        got = d.sdk.transactions.get(bought.object_id)
        equal((got.object_id, got.rate, got.tracking_number), (bought.object_id, bought.rate, bought.tracking_number))
        d.kept.label = bought
    with d.check("labels: the SDK's default is asynchronous, polled to its end"):
        made = d.sdk.transactions.create(c.TransactionCreateRequest(rate=rate_of(d)))
        expect(made.status.value in ("QUEUED", "WAITING", "SUCCESS"), made.status)
        done = until(lambda: d.sdk.transactions.get(made.object_id), lambda one: one.status.value not in ("QUEUED", "WAITING"))
        equal(done.status.value, "SUCCESS", str(done.messages))
        expect(done.label_url and done.tracking_number, "no label")
    with d.check("labels: a rate bought twice is one label"):
        rate = rate_of(d)
        first = d.sdk.transactions.create(c.TransactionCreateRequest(rate=rate, async_=False))
        second = d.sdk.transactions.create(c.TransactionCreateRequest(rate=rate, async_=False))
        equal((second.object_id, second.tracking_number), (first.object_id, first.tracking_number))
    with d.check("labels: every current domestic service can be bought"):
        made = d.sdk.shipments.create(shipment([d.kept.account], parcels=[LIGHT]))
        expect(len(made.rates) >= 3, f"{len(made.rates)} rates")
        for rate in made.rates:
            bought = d.sdk.transactions.create(c.TransactionCreateRequest(rate=rate.object_id, async_=False))
            equal(bought.status.value, "SUCCESS", f"{rate.servicelevel.token}: {bought.messages}")


def formats(d):
    for kind in c.LabelFileTypeEnum:
        with d.check(f"labels: {kind.value}"):
            bought = label_of(d, label_file_type=kind)
            expect(bought.label_file_type is not None, "no label_file_type")
            file = d.file(bought.label_url)
            start = MAGIC.get(bought.label_file_type.value.split("_")[0], b"%PDF-")
            expect(file.startswith(start), f"{bought.label_file_type.value} starts with {file[:8]!r}")
    with d.check("labels: an unknown file type is refused"):
        answer = d.raw("POST", "/transactions", {"rate": rate_of(d), "async": False, "label_file_type": "PDF_A0"})
        expect(answer.status_code == 400 and "label_file_type" in answer.json(), f"{answer.status_code} {answer.text[:200]}")


def instant(d):
    with d.check("labels: instant, in one call"):
        request = c.InstantTransactionCreateRequest(
            carrier_account=d.kept.account,
            servicelevel_token=GROUND,
            shipment=shipment(None),
            label_file_type=c.LabelFileType.PDF_A4,
            metadata="instant",
        )
        bought = d.sdk.transactions.create(request)
        equal((bought.status.value, bought.metadata), ("SUCCESS", "instant"), str(bought.messages))
        expect(isinstance(bought.rate, c.CoreRate), f"rate of an instant label is an object: {bought.rate}")
        equal((bought.rate.servicelevel_token, bought.rate.carrier_account), (GROUND, d.kept.account))
        expect(isinstance(d.sdk.transactions.get(bought.object_id).rate, (str, c.CoreRate)), "rate when got again")
    with d.check("labels: instant, asynchronous"):
        request = c.InstantTransactionCreateRequest(
            carrier_account=d.kept.account, servicelevel_token=GROUND, shipment=shipment(None, parcels=[LIGHT]), async_=True
        )
        made = d.sdk.transactions.create(request)
        done = until(lambda: d.sdk.transactions.get(made.object_id), lambda one: one.status.value not in ("QUEUED", "WAITING"))
        equal(done.status.value, "SUCCESS", str(done.messages))
    with d.check("labels: instant, of an account that is not there"):
        body = {"shipment": plain_shipment(None), "carrier_account": "0" * 32, "servicelevel_token": GROUND}
        answer = d.raw("POST", "/transactions", body)
        equal(answer.status_code, 400)
        equal(answer.json(), {"carrier_account": [f"Account with object_id {'0' * 32} was not found."]})


def lists(d):
    with d.check("labels: list with its filters"):
        list_ = d.sdk.transactions.list
        equal(len(list_(o.ListTransactionsRequest(results=2)).results), 2)
        found = list_(o.ListTransactionsRequest(rate=d.kept.label.rate))
        equal([one.object_id for one in found.results], [d.kept.label.object_id], "rate")
        good = list_(o.ListTransactionsRequest(object_status=c.TransactionStatusEnum.SUCCESS, results=100))
        expect(good.results and all(one.status.value == "SUCCESS" for one in good.results), "object_status")
        bad = list_(o.ListTransactionsRequest(object_status=c.TransactionStatusEnum.ERROR, results=100))
        expect(d.kept.error_label in [one.object_id for one in bad.results], "the refused label is not listed")
        equal(list_(o.ListTransactionsRequest(tracking_status=c.TrackingStatusEnum.DELIVERED)).results, [])
        equal(list_(o.ListTransactionsRequest(page=700)).results, [])


def refusals(d):
    with d.check("labels: unknown rates and labels, nothing at all"):
        refused((400, 404), lambda: d.sdk.transactions.create(c.TransactionCreateRequest(rate="0" * 32, async_=False)))
        refused(404, lambda: d.sdk.transactions.get("0" * 32))
        equal(d.raw("POST", "/transactions", {}).status_code, 400)
    with d.check("labels: a service that is none is an error with its reason"):
        body = {"shipment": plain_shipment(None), "carrier_account": d.kept.account, "servicelevel_token": "dhl_ecommerce_teleport"}
        answer = d.raw("POST", "/transactions", body)
        expect(answer.status_code == 400 or answer.json()["status"] == "ERROR", answer.text[:200])


def refunds(d):
    with d.check("refunds: a label is voided before its manifest"):
        label = label_of(d)
        refund = d.sdk.refunds.create(transaction=label.object_id, async_=False)
        equal(refund.transaction, label.object_id)
        expect(refund.status.value in ("QUEUED", "PENDING", "SUCCESS"), refund.status)
        done = until(lambda: d.sdk.refunds.get(refund.object_id), lambda one: one.status.value == "SUCCESS")
        equal(done.object_id, refund.object_id)
        equal(d.sdk.transactions.get(label.object_id).status.value, "REFUNDED")
        listed = d.sdk.refunds.list()
        expect(refund.object_id in [one.object_id for one in listed.results], "not listed")
        d.kept.refunded = label.object_id
    with d.check("refunds: asynchronous"):
        refund = d.sdk.refunds.create(transaction=label_of(d).object_id)
        until(lambda: d.sdk.refunds.get(refund.object_id), lambda one: one.status.value == "SUCCESS")
    with d.check("refunds: not twice, not of an error, not of nothing"):
        refused(400, lambda: d.sdk.refunds.create(transaction=d.kept.refunded))
        refused(400, lambda: d.sdk.refunds.create(transaction=d.kept.error_label))
        refused((400, 404), lambda: d.sdk.refunds.create(transaction="0" * 32))
        refused(404, lambda: d.sdk.refunds.get("0" * 32))
