"""Drives every resource of Shippo's API with its official Python SDK.

    drive.py BASE TEST_KEY LIVE_KEY OTHER_KEY SAMPLES RECORD [PART...]

Parts are the modules below, all but `life` when none is named: that one moves the clock of the test environment. SAMPLES holds the carrier guide's bodies; what the server answers is written to RECORD for walk.py. Prints `ok NAME` or
`FAIL NAME: why` for each check, totals last; ends with 1 if one failed.
"""

import sys
import time
from types import SimpleNamespace

import addresses
import batches
import benelux
import checkout
import customs
import guide
import life
import live
import manifests
import orders
import platform_only
import poison
import reread
import rules
import shipments
import tracks
import transactions
import transport
import webhooks
from harness import Drive

PARTS = [guide, addresses, rules, shipments, transactions, manifests, tracks, customs, orders, batches, checkout]
PARTS += [webhooks, benelux, platform_only, live, transport, poison, reread]


def main():
    base, test, live_key, other, samples, record = sys.argv[1:7]
    drive = Drive(base, SimpleNamespace(test=test, live=live_key, other=other), samples, record)
    started = time.monotonic()
    named = {part.__name__: part for part in [*PARTS, life]}
    for part in [named[word] for word in sys.argv[7:]] or PARTS:
        part.run(drive)
    drive.log.close()
    print(f"{drive.passed} ok, {drive.failed} failed, {time.monotonic() - started:.1f} s")
    return 1 if drive.failed else 0


if __name__ == "__main__":
    sys.exit(main())
