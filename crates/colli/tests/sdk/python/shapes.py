"""Compares an answer with a documented one: the same keys, the same JSON types. Values differ, that is no matter."""

NAMES = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object", type(None): "null"}

# Keys that newer documentation has and the guide's samples of 2024 have not.
NEWER = {
    "": {"alternate_address_to", "created_by", "label_file_type", "carrier_name", "service_levels", "object_info", "carrier_images"},
    "rates[]": {"included_insurance_price"},
    "rates[].servicelevel": {"extended_token", "parent_servicelevel"},
}

# Lists of the guide that hold something there and need not elsewhere: not every rate is the best of its kind.
MAY_BE_EMPTY = {"rates[].attributes"}


def differences(ours, theirs, place=""):
    """What differs, each as a sentence. What the guide shows as null or as an empty list or object may be anything."""
    if theirs is None:
        return []
    if ours is None or type(ours) is not type(theirs):
        return [f"{place or 'the answer'} is {NAMES[type(ours)]}, the guide has {NAMES[type(theirs)]}"]
    if isinstance(theirs, dict) and theirs:
        return of_objects(ours, theirs, place)
    if isinstance(theirs, list) and theirs:
        return [said for one in ours for said in differences(one, theirs[0], f"{place}[]")] or empty(ours, place)
    return []


def of_objects(ours, theirs, place):
    said = [f"{place}.{key} is missing" for key in theirs if key not in ours]
    known = set(theirs) | NEWER.get(place, set())
    said += [f"{place}.{key} is not in the guide" for key in ours if key not in known]
    for key in theirs:
        if key in ours:
            said += differences(ours[key], theirs[key], f"{place}.{key}" if place else key)
    return said


def empty(ours, place):
    return [] if ours or place in MAY_BE_EMPTY else [f"{place} is empty"]
