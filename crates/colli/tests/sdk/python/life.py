"""A label's life on the clock of the test environment: held until its manifest, followed to the door, told by webhooks."""

import json

from shippo import utils
from shippo.models import components as c

from harness import equal, expect, refused, until
from inputs import MISSION, PARAMETERS, account
from manifests import closing
from receiver import Receiver
from transactions import label_of, rate_of

SUBSTATUS = {
    "PRE_TRANSIT": "information_received",
    "TRANSIT": "address_issue contact_carrier delayed delivery_attempted delivery_rescheduled delivery_scheduled "
    "location_inaccessible notice_left out_for_delivery package_accepted package_arrived package_damaged package_departed "
    "package_forwarded package_held package_processed package_processing pickup_available reschedule_delivery",
    "DELIVERED": "delivered",
    "RETURNED": "return_to_sender package_unclaimed",
    "FAILURE": "package_undeliverable package_disposed package_lost",
    "UNKNOWN": "other",
}
ACTION = "address_issue contact_carrier delivery_attempted location_inaccessible notice_left package_damaged pickup_available "
ACTION += "reschedule_delivery package_unclaimed package_undeliverable package_lost"


def advance(d, by):
    """Moves the clock of the demo's test environment on, through Colli's own API."""
    url = f"{d.base.removesuffix('/shippo')}/api/v1/clock/advance"
    answer = d.plain.request("POST", url, json={"by": by}, headers={"Authorization": "Bearer colli_demo_admin"})
    expect(answer.status_code == 200, f"{answer.status_code} {answer.text[:200]}")


def run(d):
    receiver = Receiver(d.log)
    start(d, receiver)
    life(d, receiver)
    receiver.shutdown()


def start(d, receiver):
    with d.check("life: two labels, one on a manifest, an old rate, a webhook"):
        d.kept.account = d.sdk.carrier_accounts.create(account(account_id="life", parameters=dict(PARAMETERS))).object_id
        request = c.WebhookUpdateRequest(event=c.WebhookEventTypeEnum.ALL, url=receiver.url, active=True, is_test=True)
        d.kept.hook = d.sdk.webhooks.create_webhook(request).object_id
        d.kept.held, d.kept.moving = label_of(d), label_of(d)
        made = d.sdk.manifests.create(closing(d.kept.account, MISSION, [d.kept.moving.object_id]))
        equal(made.status.value, "SUCCESS", str(made))
        d.kept.old_rate = rate_of(d)
        advance(d, "P21D")


def life(d, receiver):
    with d.check("life: what is on a manifest arrives"):
        number = d.kept.moving.tracking_number

        def track():
            return d.sdk.tracking_status.get(number, "dhl_ecommerce")

        done = until(track, lambda one: one.tracking_status and one.tracking_status.status.value in ("DELIVERED", "RETURNED", "FAILURE"))
        expect(len(done.tracking_history) >= 3, f"{len(done.tracking_history)} events")
        times = [event.status_date for event in done.tracking_history]
        equal(times, sorted(times), "oldest first")
        equal(done.tracking_history[-1].object_id, done.tracking_status.object_id, "tracking_status is the last event")
        for event in done.tracking_history:
            allowed = SUBSTATUS[event.status.value].split()
            expect(event.substatus is None or event.substatus.code in allowed, f"{event.status.value}: {event.substatus}")
            expect(event.substatus is None or event.substatus.action_required == (event.substatus.code in ACTION.split()), event.substatus)
        equal(d.sdk.transactions.get(d.kept.moving.object_id).tracking_status.value, done.tracking_status.status.value)
    with d.check("life: what is on no manifest stays on hold"):
        held = d.sdk.tracking_status.get(d.kept.held.tracking_number, "dhl_ecommerce")
        statuses = {event.status.value for event in held.tracking_history}
        expect(statuses <= {"UNKNOWN", "PRE_TRANSIT"}, str(statuses))
    with d.check("life: track_updated is told and read"):
        path, headers, body = receiver.told("track_updated", lambda data: data["tracking_number"] == d.kept.moving.tracking_number)[0]
        equal((path, body["test"]), ("/hook?token=abc", True))
        read = utils.unmarshal_json(json.dumps(body), c.WebhookPayloadTrack)
        equal((read.event.value, read.data.carrier), ("track_updated", "dhl_ecommerce"))
        expect("shippo-api-version" in headers, "no Shippo-API-Version")
        d.sdk.webhooks.delete_webhook(d.kept.hook)
    with d.check("life: a rate older than 7 days is refused"):
        refused((400, 404, 422), lambda: d.sdk.transactions.create(c.TransactionCreateRequest(rate=d.kept.old_rate, async_=False)))
    with d.check("life: a label that moved is not refunded"):
        answer = d.raw("POST", "/refunds", {"transaction": d.kept.moving.object_id, "async": False})
        expect(answer.status_code == 400 or answer.json()["status"] == "ERROR", f"{answer.status_code} {answer.text[:200]}")
