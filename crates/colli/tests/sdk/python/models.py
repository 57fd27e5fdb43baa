"""What the Python SDK demands of each answer, read from its own classes: model, field, need, type.

Run alone it prints that as JSON. npm/models.mjs yields the same of the JavaScript SDK.
"""

import dataclasses
import enum
import json
import typing
from datetime import date, datetime

from shippo.models import components

SCALARS = {str: "string", int: "int", float: "number", bool: "bool", datetime: "date", date: "date", typing.Any: "any"}


def of_type(hint):
    """A type: a word for a scalar, an object for what holds others."""
    if hint in SCALARS:
        return SCALARS[hint]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Union:
        kinds = [of_type(one) for one in arguments if one is not type(None)]
        return kinds[0] if len(kinds) == 1 else {"union": kinds}
    if origin is list:
        return {"array": of_type(arguments[0])}
    if origin is dict:
        return {"map": of_type(arguments[1])}
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return {"enum": [one.value for one in hint]}
    if dataclasses.is_dataclass(hint):
        return {"model": hint.__name__}
    raise TypeError(f"a field of type {hint}")


def need(field):
    """`value`: the key and not null. `key`: the key, null will do. `nothing`: neither."""
    if field.default is dataclasses.MISSING:
        return "value"
    return "nothing" if field.default is None or not isinstance(field.default, str) or "UNSET" not in field.default else "key"


def of_class(model):
    hints = typing.get_type_hints(model)
    fields = {}
    for field in dataclasses.fields(model):
        name = field.metadata["dataclasses_json"]["letter_case"](field.name)
        fields[name] = {"needs": need(field), "type": of_type(hints[field.name])}
    return fields


def models():
    """Every model of the SDK by its name, requests included."""
    found = [getattr(components, name) for name in dir(components)]
    return {one.__name__: of_class(one) for one in found if dataclasses.is_dataclass(one) and "security" not in one.__module__}


if __name__ == "__main__":
    print(json.dumps(models()))
