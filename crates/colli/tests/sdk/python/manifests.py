"""Manifests: what the carrier needs to see before it moves a label."""

from shippo.models import components as c
from shippo.models.errors import SDKError

from harness import equal, expect, refused, until
from inputs import FILBERT, GROUND, LIGHT, MISSION, account, now, shipment
from transactions import label_of


def closing(account_id, sender, transactions=None, async_=False):
    return c.ManifestCreateRequest(
        carrier_account=account_id,
        shipment_date=now(),
        address_from=sender if isinstance(sender, str) else c.AddressCreateRequest(**sender),
        transactions=transactions,
        async_=async_,
    )


def bad(d, request):
    """A manifest of unsuitable labels: 404 with the four conditions, or an object that says ERROR."""
    try:
        made = d.sdk.manifests.create(request)
    except SDKError as error:
        expect(error.status_code in (400, 404), f"{error.status_code} {error.body[:200]}")
        expect("ransaction" in error.body, error.body[:200])
        return
    if made.status.value == "QUEUED":
        made = until(lambda: d.sdk.manifests.get(made.object_id), lambda one: one.status.value != "QUEUED")
    equal(made.status.value, "ERROR", str(made))


def run(d):
    making(d)
    wrong(d)


def making(d):
    with d.check("manifests: of named labels, at once"):
        label = label_of(d)
        made = d.sdk.manifests.create(closing(d.kept.account, MISSION, [label.object_id]))
        equal((made.status.value, made.transactions), ("SUCCESS", [label.object_id]))
        expect(made.documents, "no document")
        expect(d.file(made.documents[0]).startswith(b"%PDF-"), "no PDF")
        d.kept.manifest, d.kept.manifested = made, label
    with d.check("manifests: get and list"):
        got = d.sdk.manifests.get(d.kept.manifest.object_id)
        equal((got.object_id, got.address_from), (d.kept.manifest.object_id, d.kept.manifest.address_from))
        listed = d.sdk.manifests.list(page=1, results=1)
        equal(len(listed.results), 1)
        expect(d.sdk.manifests.list(results=100).results, "nothing listed")
        equal(d.sdk.manifests.list(page=300, results=5).results, [])
    with d.check("manifests: all open labels of an account, asynchronous"):
        own = d.sdk.carrier_accounts.create(account(account_id="open labels")).object_id
        bought = []
        for _ in range(3):
            rated = d.sdk.shipments.create(shipment([own], d.kept.from_id, parcels=[LIGHT]))
            rate = next(one.object_id for one in rated.rates if one.servicelevel.token == GROUND)
            bought.append(d.sdk.transactions.create(c.TransactionCreateRequest(rate=rate, async_=False)).object_id)
        d.sdk.refunds.create(transaction=bought[2], async_=False)
        made = d.sdk.manifests.create(closing(own, d.kept.from_id, async_=True))
        done = until(lambda: d.sdk.manifests.get(made.object_id), lambda one: one.status.value != "QUEUED")
        equal(done.status.value, "SUCCESS", str(done))
        equal(sorted(done.transactions), sorted(bought[:2]), "the refunded one is not in it")


def wrong(d):
    with d.check("manifests: no label twice"):
        bad(d, closing(d.kept.account, MISSION, [d.kept.manifested.object_id]))
    with d.check("manifests: no label of another address, account, or none"):
        label = label_of(d).object_id
        bad(d, closing(d.kept.account, FILBERT, [label]))
        bad(d, closing(d.kept.guide_account, MISSION, [label]))
        bad(d, closing(d.kept.account, MISSION, ["0" * 32]))
        bad(d, closing(d.kept.account, MISSION, [d.kept.refunded]))
        bad(d, closing(d.kept.account, MISSION, [d.kept.error_label]))
        d.kept.unmanifested = label
    with d.check("manifests: bad ones among good ones are reported and left out"):
        wrong_ones = [d.kept.refunded, d.kept.error_label, d.kept.manifested.object_id]
        made = d.sdk.manifests.create(closing(d.kept.account, MISSION, [d.kept.unmanifested, *wrong_ones]))
        equal((made.status.value, made.transactions), ("SUCCESS", [d.kept.unmanifested]))
        equal(len(made.errors), 3)
        expect(all(one in " ".join(made.errors) for one in wrong_ones), str(made.errors))
    with d.check("manifests: unknown ones, unknown accounts, missing fields"):
        refused(404, lambda: d.sdk.manifests.get("0" * 32))
        refused((400, 404), lambda: d.sdk.manifests.create(closing("0" * 32, MISSION)))
        answer = d.raw("POST", "/manifests", {"carrier_account": d.kept.account})
        equal(answer.status_code, 400)
        expect("address_from" in answer.json() and "shipment_date" in answer.json(), answer.text[:200])
