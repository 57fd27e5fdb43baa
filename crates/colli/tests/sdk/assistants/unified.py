"""Public clients of the Unified tracking API, unmodified, follow parcels of two carriers.

Words: the dialect's address, a Benelux number, an American number.
"""

import logging
import sys
import urllib.error

from harness import check, equal, expect

logging.disable(logging.CRITICAL)
BASE, BENELUX, AMERICAN = sys.argv[1:]
UNKNOWN = "JVGL99999999999999999999"


def karrio_gateway(key):
    import karrio.sdk as karrio

    gateway = karrio.gateway["dhl_universal"].create(dict(consumer_key=key, consumer_secret="unused", test_mode=True))
    # What the settings of an installation do: another base URL.
    type(gateway.settings).server_url = property(lambda settings: BASE)
    return karrio, gateway


def karrio_tracks(key, numbers):
    from karrio.core.models import TrackingRequest

    karrio, gateway = karrio_gateway(key)
    fetched = karrio.Tracking.fetch(TrackingRequest(tracking_numbers=numbers)).from_(gateway)
    return fetched.parse()


def karrio():
    with check("karrio: two good numbers and an unknown one in one call"):
        details, messages = karrio_tracks("colli-demo-key", [BENELUX, UNKNOWN, AMERICAN])
        found = {one.tracking_number: one for one in details}
        equal(sorted(found), sorted([BENELUX, AMERICAN]))
        equal([(one.code, one.message != "") for one in messages], [("404", True)])
        equal(messages[0].details["title"], "No result found")
        equal(messages[0].details["instance"], f"/shipment/{UNKNOWN}")
    with check("karrio: the delivered parcel, with its events newest first"):
        details, _ = karrio_tracks("colli-demo-key", [BENELUX])
        one = details[0]
        equal((one.delivered, one.status), (True, "delivered"))
        stamps = [event.timestamp for event in one.events]
        equal(stamps, sorted(stamps, reverse=True))
        expect(len(stamps) > 4 and all(event.code for event in one.events), f"{one.events}")
        equal((one.info.shipment_origin_country, one.info.shipment_destination_country), ("NL", "NL"))
    with check("karrio: the American parcel"):
        details, _ = karrio_tracks("colli-demo-key", [AMERICAN])
        equal(details[0].delivered or details[0].status, "in_transit" if not details[0].delivered else True)
        equal(details[0].info.shipment_destination_country, "US")
    for key, why in [("nothing", "unknown"), ("colli-demo-locations-only", "out of scope")]:
        with check(f"karrio: a key that is {why}"):
            details, messages = karrio_tracks(key, [BENELUX])
            equal((details, [one.code for one in messages]), ([], ["401"]))


def dhltrack():
    from dhltrack import DHL

    client = DHL("colli-demo-key", "unused", f"{BASE}/track/")
    with check("dhltrack: whole answers"):
        answer = client.track(BENELUX, language="nl", service="parcel-nl", limit=1, offset=0)
        shipment = answer["shipments"][0]
        equal((shipment["id"], shipment["service"]), (BENELUX, "parcel-nl"))
        equal(shipment["status"]["timestamp"], shipment["events"][0]["timestamp"])
        equal(shipment["status"]["description"], "Bezorgd")
        expect("receiver" not in shipment["details"], "this client never sends a postal code")
    for number, service, status in [(UNKNOWN, "parcel-nl", 404), (BENELUX, "express", 404), (BENELUX, "pigeon", 400)]:
        with check(f"dhltrack: {service} {status}"):
            try:
                client.track(number, service=service)
            except urllib.error.HTTPError as error:
                equal(error.code, status)
            else:
                raise AssertionError("it was answered")


karrio()
dhltrack()
