"""Walks recorded answers against what the models of both SDKs demand.

    walk.py BASE NPM_MODELS RECORD...

NPM_MODELS is the output of npm/models.mjs. Prints FAIL lines, totals last; ends with 1 if one failed. Also fails where an SDK
did not get an answer of an operation at all.
"""

import json
import re
import sys
from collections import Counter
from urllib.parse import urlsplit

from models import models
from operations import TABLE, operation

# What webhooks carry. Batches are left out: the SDKs declare their data as a string, the documentation as an object.
HOOKS = {
    "track_updated": "WebhookPayloadTrack",
    "transaction_created": "WebhookPayloadTransaction",
    "transaction_updated": "WebhookPayloadTransaction",
}
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
SCALARS = {"string": str, "int": int, "bool": bool}


class Walk:
    """What one SDK demands. Plain clients get `extra` back as it was sent. The JavaScript SDK takes null for an absent value in
    answers, which it strips, but not in webhooks (`has_nulls` says which)."""

    def __init__(self, known, strict, has_nulls):
        self.known, self.strict, self.has_nulls = known, strict, has_nulls

    def faults(self, value, kind, place):
        """What is wrong with a value, each as a sentence."""
        if isinstance(kind, str):
            return self.scalar(value, kind, place)
        if "model" in kind:
            return self.model(value, self.known[kind["model"]], place)
        if "fields" in kind:
            return self.model(value, kind["fields"], place)
        if "union" in kind:
            tries = [self.faults(value, one, place) for one in kind["union"]]
            return min(tries, key=len)
        if "enum" in kind:
            return [] if value in kind["enum"] else [f"{place} is {value!r}, not one of {kind['enum']}"]
        return self.members(value, kind, place)

    def scalar(self, value, kind, place):
        if kind == "any":
            return []
        if kind == "date":
            fits = isinstance(value, str) and DATE.fullmatch(value)
        elif kind == "number":
            fits = isinstance(value, (int, float)) and not isinstance(value, bool)
        else:
            fits = type(value) is SCALARS[kind]
        return [] if fits else [f"{place} is {value!r}, not a {kind}"]

    def members(self, value, kind, place):
        if "map" in kind:
            return [] if isinstance(value, dict) else [f"{place} is no object: {str(value)[:60]}"]
        if not isinstance(value, list):
            return [f"{place} is no array: {str(value)[:60]}"]
        found = []
        for at, one in enumerate(value):
            found += [f"{place}[{at}] is null"] if one is None else self.faults(one, kind["array"], f"{place}[{at}]")
        return found

    def model(self, value, fields, place):
        if not isinstance(value, dict):
            return [f"{place} is no object: {str(value)[:60]}"]
        found = []
        for name, field in fields.items():
            here = f"{place}.{name}"
            if name == "extra" and not self.strict:
                continue
            if name not in value:
                found += [f"{here} is missing"] if field["needs"] != "nothing" else []
            elif value[name] is None:
                found += [f"{here} is null"] if field["needs"] == "value" or not self.has_nulls else []
            else:
                found += self.faults(value[name], field["type"], here)
        return found


def kind_of(model):
    return {"array": {"model": model[0]}} if isinstance(model, list) else {"model": model}


def row_of(method, url, mount):
    """The row of the table a line belongs to, none for what is in no SDK."""
    if method == "HOOK":
        return (method, url, 200, HOOKS[url]) if url in HOOKS else None
    path = urlsplit(url).path
    return operation(method, path[len(mount) :]) if path.startswith(mount) else None


def lines(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            yield from map(json.loads, file)


def main():
    base, npm_models, *records = sys.argv[1:]
    mount = urlsplit(base).path.rstrip("/")
    with open(npm_models, encoding="utf-8") as file:
        known = {"python": models(), "npm": json.load(file)}
    answered, found, walked = Counter(), Counter(), 0
    for client, method, url, status, kind, body in lines(records):
        row = row_of(method, url, mount)
        if row is None or not 200 <= status < 400:
            continue
        name = f"{client}: {method} {row[1]}"
        if status != row[2]:
            found[f"{name}: {status} instead of {row[2]}"] += 1
            continue
        answered[client, method, row[1]] += 1
        if row[3] is None:
            continue
        if not kind.startswith("application/json"):
            found[f"{name}: {kind!r} instead of JSON"] += 1
            continue
        for sdk, its in known.items():
            walked += 1
            for said in Walk(its, client != "plain", (client, sdk) != ("hook", "npm")).faults(json.loads(body), kind_of(row[3]), row[1]):
                # One line a fault, however many members of a list have it.
                found[re.sub(r"\[\d+\]", "[]", f"{name}, model of {sdk}: {said}")] += 1
    for client in ("python", "npm"):
        for method, path, *_ in TABLE:
            if not answered[client, method, path]:
                found[f"{client}: {method} {path} was never answered as it should"] += 1
    for said, times in sorted(found.items()):
        print(f"FAIL {said} ({times} times)")
    print(f"{walked} answers walked, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
