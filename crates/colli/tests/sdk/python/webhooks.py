"""Webhooks: their administration, and what arrives at an address of ours, read with the SDK's models."""

import json

from shippo import utils
from shippo.models import components as c

from batches import batch, member, validated
from harness import equal, expect, refused
from receiver import Receiver
from transactions import label_of


def run(d):
    administration(d)
    deliveries(d)


def administration(d):
    with d.check("webhooks: create, get, list, update, delete"):
        event = c.WebhookEventTypeEnum
        made = d.sdk.webhooks.create_webhook(
            c.WebhookUpdateRequest(event=event.TRACK_UPDATED, url="https://example.com/hook?token=abc", active=False, is_test=True)
        )
        equal((made.event, made.url, made.active, made.is_test), ("track_updated", "https://example.com/hook?token=abc", False, True))
        equal(d.sdk.webhooks.get_webhook(made.object_id).object_id, made.object_id)
        listed = d.sdk.webhooks.list_webhooks()
        expect(made.object_id in [one.object_id for one in listed.results], "not listed")
        change = c.WebhookUpdateRequest(event=event.ALL, url="https://example.com/other", active=False, is_test=True)
        changed = d.sdk.webhooks.update_webhook(made.object_id, change)
        equal((changed.object_id, changed.event, changed.url), (made.object_id, "all", "https://example.com/other"))
        expect(isinstance(d.got("/webhooks")["count"], int), "count")
        d.sdk.webhooks.delete_webhook(made.object_id)
        refused(404, lambda: d.sdk.webhooks.get_webhook(made.object_id))
        refused(404, lambda: d.sdk.webhooks.delete_webhook(made.object_id))
    with d.check("webhooks: each event"):
        for event in c.WebhookEventTypeEnum:
            request = c.WebhookUpdateRequest(event=event, url="https://example.com/each", active=False, is_test=True)
            made = d.sdk.webhooks.create_webhook(request)
            equal(made.event, event.value)
            d.sdk.webhooks.delete_webhook(made.object_id)
    with d.check("webhooks: refusals"):
        for body in [
            {"event": "moon_full", "url": "https://example.com"},
            {"event": "all"},
            {"event": "all", "url": "nowhere"},
            {"event": "all", "url": "https://example.com/" + "x" * 200},
        ]:
            equal(d.raw("POST", "/webhooks", body).status_code, 400, str(body)[:60])


def deliveries(d):
    receiver = Receiver(d.log)
    with d.check("webhooks: a bought label is told"):
        request = c.WebhookUpdateRequest(event=c.WebhookEventTypeEnum.ALL, url=receiver.url, active=True, is_test=True)
        hook = d.sdk.webhooks.create_webhook(request).object_id
        label = label_of(d)
        path, headers, body = receiver.told("transaction_created", lambda data: data["object_id"] == label.object_id)[0]
        equal((path, body["test"]), ("/hook?token=abc", True))
        expect("shippo-api-version" in headers, "no Shippo-API-Version")
        read = utils.unmarshal_json(json.dumps(body), c.WebhookPayloadTransaction)
        equal(read.data.tracking_number, label.tracking_number)
        d.sdk.refunds.create(transaction=label.object_id, async_=False)
        receiver.told("transaction_updated", lambda data: data["object_id"] == label.object_id)
    with d.check("webhooks: a batch is told"):
        made = batch(d, [member()])
        validated(d, made)
        receiver.told("batch_created", lambda data: made.object_id in str(data))
        d.sdk.batches.purchase(made.object_id)
        receiver.told("batch_purchased", lambda data: made.object_id in str(data))
        d.sdk.webhooks.delete_webhook(hook)
    receiver.shutdown()
