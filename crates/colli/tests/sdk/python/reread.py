"""Reads everything the SDK read once more without the SDK, for walk.py: the answer is not to depend on who asks."""

import json

from harness import expect


def run(d):
    with d.check("every GET of the SDK, repeated by a plain client"):
        d.log.flush()
        with open(d.log.name, encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        asked = {url for client, method, url, status, _, _ in lines if (client, method, status) == ("python", "GET", 200)}
        for url in sorted(asked):
            status = d.raw("GET", url).status_code
            # What the live key and the other merchant read, and what was deleted since.
            expect(status in (200, 403, 404), f"{status} for {url}")
