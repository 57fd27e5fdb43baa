"""What every part of the drive uses: counted checks, clients that record what they get, requests without the SDK."""

import json
import re
import threading
import time
from contextlib import contextmanager

import requests
import shippo
from shippo.models import errors

# Longer than any promise, in seconds: an answer that takes longer is a hang.
HANG = 20
PLAIN_AGENT = "curl/8.5.0"


class Log:
    """A file of JSON lines. Receivers write to it from threads of their own, which Python's text files do not bear."""

    def __init__(self, path):
        self.name = path
        self.file, self.lock = open(path, "w", encoding="utf-8"), threading.Lock()

    def line(self, entries):
        with self.lock:
            # A notification may come after the last check.
            if not self.file.closed:
                self.file.write(json.dumps(entries) + "\n")

    def flush(self):
        with self.lock:
            self.file.flush()

    def close(self):
        with self.lock:
            self.file.close()


class Recorder(requests.Session):
    """A session that writes down each answer as a line of JSON."""

    def __init__(self, log, client):
        super().__init__()
        self.trust_env = False
        self.log, self.client = log, client

    def send(self, request, **options):
        options["timeout"] = HANG
        answer = super().send(request, **options)
        kind = answer.headers.get("Content-Type", "")
        if not request.url.split("?")[0].endswith((".pdf", ".png", ".zpl", ".PDF", ".PNG", ".ZPLII")):
            body = answer.text if "json" in kind else None
            line = [self.client, request.method, request.url, answer.status_code, kind, body]
            self.log.line(line)
        return answer


class Kept:
    """What one check made and a later one needs."""

    def __getattr__(self, name):
        raise LookupError(f"no {name}: an earlier check failed to make it")


class Drive:
    """One run against one server."""

    def __init__(self, base, keys, samples, record):
        self.base, self.keys, self.samples = base.rstrip("/"), keys, samples
        self.log = Log(record)
        self.passed, self.failed = 0, 0
        self.kept = Kept()
        self.plain = Recorder(self.log, "plain")
        self.sdk = self.client(keys.test)

    def client(self, key):
        """The official SDK, as a merchant sets it up."""
        return shippo.Shippo(
            api_key_header=key,
            server_url=self.base,
            shippo_api_version="2018-02-08",
            client=Recorder(self.log, "python"),
        )

    @contextmanager
    def check(self, name):
        """Counts and prints; one failing check does not stop the others."""
        try:
            yield
        except Exception as error:  # whatever the SDK raises is the finding
            self.failed += 1
            print(f"FAIL {name}: {said(error)}", flush=True)
        else:
            self.passed += 1
            print(f"ok {name}", flush=True)

    def raw(self, method, path, body=None, *, key="", **options):
        """A request without the SDK. `key` None sends none; `body` is JSON unless `data` is given."""
        headers = {"User-Agent": PLAIN_AGENT, **options.pop("headers", {})}
        key = self.keys.test if key == "" else key
        if key is not None:
            headers["Authorization"] = f"ShippoToken {key}"
        url = path if path.startswith("http") else self.base + path
        if body is not None:
            options["json"] = body
        return self.plain.request(method, url, headers=headers, allow_redirects=False, **options)

    def made(self, path, body, status=201, **options):
        """The JSON of a POST without the SDK that must succeed."""
        return body_of(self.raw("POST", path, body, **options), status)

    def got(self, path, status=200, **options):
        """The JSON of a GET without the SDK."""
        return body_of(self.raw("GET", path, **options), status)

    def file(self, url):
        """A document behind a signed URL, which needs no key and stands in its query."""
        answer = self.raw("GET", url, key=None)
        equal(answer.status_code, 200, f"GET {url}: {answer.text[:200]}")
        bare = self.raw("GET", url.split("?")[0], key=None)
        expect(bare.status_code in (401, 403, 404), f"without its signature: {bare.status_code}")
        return answer.content

    def sample(self, name):
        """A body of the carrier guide."""
        with open(f"{self.samples}/{name}.json", encoding="utf-8") as file:
            return json.load(file)


def body_of(answer, status):
    """The JSON of an answer, which must have this status."""
    expect(answer.status_code == status, f"{answer.status_code} instead of {status}: {answer.text[:300]}")
    expect(answer.headers.get("Content-Type", "").startswith("application/json"), answer.headers.get("Content-Type"))
    return answer.json()


def said(error):
    """An error on one line."""
    if isinstance(error, errors.SDKError):
        text = f"SDKError {error.status_code} {error.message}: {error.body}"
    else:
        text = f"{type(error).__name__}: {error}"
    text = re.sub(r"\s+", " ", text)
    # The SDK quotes the whole answer first and says what is wrong with it last.
    return text if len(text) <= 600 else f"{text[:350]} … {text[-240:]}"


def expect(holds, why="does not hold"):
    if not holds:
        raise AssertionError(why)


def equal(got, want, about=""):
    expect(got == want, f"{about}{': ' if about else ''}{got!r} instead of {want!r}")


def refused(statuses, call):
    """The call must raise the SDK's error with one of these statuses. Returns the error's JSON."""
    statuses = statuses if isinstance(statuses, tuple) else (statuses,)
    try:
        answer = call()
    except errors.SDKError as error:
        expect(error.status_code in statuses, f"{error.status_code} instead of {statuses}: {error.body[:300]}")
        body = json.loads(error.body)
        expect(isinstance(body, dict) and body, f"an error body without a word: {error.body}")
        return body
    raise AssertionError(f"was accepted: {str(answer)[:200]}")


def until(call, holds, seconds=HANG):
    """Asks until the answer is as wished."""
    end = time.monotonic() + seconds
    while True:
        answer = call()
        if holds(answer):
            return answer
        expect(time.monotonic() < end, f"still {getattr(answer, 'status', answer)} after {seconds} s")
        time.sleep(0.05)


def pages(first, follow):
    """Every page of a list, by the addresses that the list itself gives."""
    page, seen = first, []
    while True:
        seen.append(page["results"])
        if page["next"] is None:
            return seen
        expect(len(seen) < 50, "the list has no end")
        page = follow(page["next"])
