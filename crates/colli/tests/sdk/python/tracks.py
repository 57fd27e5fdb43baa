"""Tracking: documented numbers, own labels, numbers nobody knows."""

from harness import body_of, equal, expect, refused

MOCKS = ["PRE_TRANSIT", "TRANSIT", "DELIVERED", "RETURNED", "FAILURE", "UNKNOWN"]


def run(d):
    for name in MOCKS:
        with d.check(f"tracks: SHIPPO_{name}"):
            got = d.sdk.tracking_status.get(f"SHIPPO_{name}", "shippo")
            equal((got.carrier, got.tracking_number), ("shippo", f"SHIPPO_{name}"))
            equal(got.tracking_status.status.value, name)
            expect(name == "UNKNOWN" or got.tracking_history, "no history")
            registered = d.sdk.tracking_status.create("shippo", f"SHIPPO_{name}", metadata="order 1")
            equal((registered.tracking_status.status.value, registered.metadata), (name, "order 1"))
    own(d)
    others(d)


def own(d):
    with d.check("tracks: a label is tracked without registration"):
        number = d.kept.manifested.tracking_number
        got = d.sdk.tracking_status.get(number, "dhl_ecommerce")
        equal((got.carrier, got.tracking_number), ("dhl_ecommerce", number))
        equal(got.transaction, d.kept.manifested.object_id)
        equal((got.address_to.zip, got.address_from.zip), ("94598", "94103"))
        equal(got.servicelevel.token, "dhl_ecommerce_parcels_ground")
        times = [event.status_date for event in got.tracking_history]
        equal(times, sorted(times), "oldest first")
    with d.check("tracks: registered twice, one history, the last metadata"):
        number = d.kept.manifested.tracking_number
        first = d.sdk.tracking_status.create("dhl_ecommerce", number, metadata="one")
        second = d.sdk.tracking_status.create("dhl_ecommerce", number, metadata="two")
        equal(len(second.tracking_history), len(first.tracking_history))
        equal(second.metadata, "two")
        equal(d.sdk.tracking_status.get(number, "dhl_ecommerce").metadata, "two")
    with d.check("tracks: registered by a form"):
        number = d.kept.manifested.tracking_number
        answer = d.raw("POST", "/tracks/", data={"carrier": "dhl_ecommerce", "tracking_number": number, "metadata": "form"})
        equal(body_of(answer, 200)["metadata"], "form")


def others(d):
    with d.check("tracks: a number nobody knows"):
        got = d.sdk.tracking_status.get("9261290000000000000000", "dhl_ecommerce")
        expect(got.tracking_status is None or got.tracking_status.status.value == "UNKNOWN", str(got.tracking_status))
        equal(got.tracking_history, [])
        registered = d.sdk.tracking_status.create("dhl_ecommerce", "9261290000000000000000")
        expect(registered.tracking_status is None or registered.tracking_status.status.value == "UNKNOWN")
    with d.check("tracks: strange numbers"):
        got = d.sdk.tracking_status.get("A B C", "dhl_ecommerce")
        equal(got.tracking_number, "A B C")
        equal(d.got("/tracks/dhl_ecommerce/A%2FB%20C")["tracking_number"], "A/B C")
    with d.check("tracks: unknown carriers, nothing to track"):
        refused((400, 404), lambda: d.sdk.tracking_status.get("1", "pigeon_post"))
        refused((400, 404), lambda: d.sdk.tracking_status.create("pigeon_post", "1"))
        equal(d.raw("POST", "/tracks", {"carrier": "dhl_ecommerce"}).status_code, 400)
