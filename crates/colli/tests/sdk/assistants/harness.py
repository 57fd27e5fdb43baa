"""Checks, counted and printed: a line for each."""

import contextlib
import traceback


@contextlib.contextmanager
def check(what):
    try:
        yield
        print(f"ok {what}", flush=True)
    except BaseException as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {error}".replace("\n", " ")
        print(f"FAIL {what}: {said} (line {where.lineno})", flush=True)
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise


def equal(found, expected, about=""):
    if found != expected:
        raise AssertionError(f"{about} {found!r} instead of {expected!r}")


def expect(holds, about):
    if not holds:
        raise AssertionError(about)
