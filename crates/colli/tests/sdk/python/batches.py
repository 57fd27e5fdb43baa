"""Batches: many labels with one order."""

from shippo.models import components as c

from harness import body_of, equal, expect, refused, until
from inputs import APO, GROUND, LIGHT, MISSION, shipment


def member(receiver=None, **more):
    request = shipment(None, parcels=[LIGHT]) if receiver is None else shipment(None, MISSION, receiver, [LIGHT])
    return c.BatchShipmentCreateRequest(shipment=request, **more)


def batch(d, members, **more):
    return d.sdk.batches.create(
        c.BatchCreateRequest(
            default_carrier_account=d.kept.account, default_servicelevel_token=GROUND, batch_shipments=members, metadata="batch", **more
        )
    )


def validated(d, made):
    return until(lambda: d.sdk.batches.get(made.object_id), lambda one: one.status.value not in ("VALIDATING", "PURCHASING"))


def run(d):
    life(d)
    members(d)
    refusals(d)


def life(d):
    with d.check("batches: created, validated, polled"):
        made = batch(d, [member(metadata=f"m{number}") for number in range(3)], label_filetype=c.LabelFileTypeEnum.PDF_4X6)
        expect(made.status.value in ("VALIDATING", "VALID"), made.status)
        equal((made.label_url, made.metadata), ([], "batch"))
        done = validated(d, made)
        equal(done.status.value, "VALID", str(done.object_results))
        equal((done.object_results.creation_succeeded, done.object_results.creation_failed), (3, 0))
        equal([one.metadata for one in done.batch_shipments.results], ["m0", "m1", "m2"], "in the order of the request")
        d.kept.batch = made.object_id
    with d.check("batches: shipments added and removed"):
        more = d.sdk.batches.add_shipments(d.kept.batch, [member(metadata="added")])
        expect(more.object_id == d.kept.batch, "another batch")
        done = validated(d, more)
        equal(len(done.batch_shipments.results), 4)
        less = d.sdk.batches.remove_shipments(d.kept.batch, [done.batch_shipments.results[0].object_id])
        equal([one.metadata for one in validated(d, less).batch_shipments.results], ["m1", "m2", "added"])
    with d.check("batches: pages of members"):
        got = d.sdk.batches.get(d.kept.batch, page=2, results=2)
        equal([one.metadata for one in got.batch_shipments.results], ["added"])
        expect(got.batch_shipments.previous and got.batch_shipments.next is None, str(got.batch_shipments)[:200])
    with d.check("batches: purchased, polled, one file"):
        bought = d.sdk.batches.purchase(d.kept.batch)
        expect(bought.status.value in ("PURCHASING", "PURCHASED"), bought.status)
        done = until(lambda: d.sdk.batches.get(d.kept.batch), lambda one: one.status.value == "PURCHASED")
        equal((done.object_results.purchase_succeeded, done.object_results.purchase_failed), (3, 0))
        equal(len(done.label_url), 1)
        expect(d.file(done.label_url[0]).startswith(b"%PDF-"), "no PDF")
        first = done.batch_shipments.results[0]
        equal(d.sdk.transactions.get(first.transaction).status.value, "SUCCESS")
        expect(d.sdk.shipments.get(first.shipment).object_id == first.shipment, "the shipment")


def members(d):
    with d.check("batches: one bad member among good ones"):
        made = batch(d, [member(), member(APO), member(servicelevel_token="dhl_ecommerce_parcels_expedited", carrier_account=d.kept.guide_account)])
        done = validated(d, made)
        expect(done.status.value in ("INVALID", "VALID"), done.status)
        good = [one.status.value for one in done.batch_shipments.results]
        equal(good[0], "VALID")
        expect(good[1] in ("INVALID", "VALID"), good[1])
        if good[1] == "INVALID":
            expect(done.batch_shipments.results[1].messages, "no reason")
            failed = d.got(f"/batches/{made.object_id}?object_results=creation_failed")["batch_shipments"]["results"]
            equal(len(failed), 1)


def refusals(d):
    with d.check("batches: a purchased one is closed"):
        refused((400, 409, 422), lambda: d.sdk.batches.purchase(d.kept.batch))
        refused((400, 409, 422), lambda: d.sdk.batches.add_shipments(d.kept.batch, [member()]))
        refused((400, 409, 422), lambda: d.sdk.batches.remove_shipments(d.kept.batch, ["0" * 32]))
    with d.check("batches: unknown ones, missing fields"):
        refused(404, lambda: d.sdk.batches.get("0" * 32))
        refused(404, lambda: d.sdk.batches.purchase("0" * 32))
        said = body_of(d.raw("POST", "/batches", {"batch_shipments": []}), 400)
        expect("default_carrier_account" in said and "default_servicelevel_token" in said, str(said))
