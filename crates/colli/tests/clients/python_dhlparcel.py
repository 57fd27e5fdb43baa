"""The job of a shop, done by the public client python-dhlparcel-api as it is, against the server at argv[1].

Only the client's addresses are set, which it keeps in variables for that. Prints what it got as one JSON object.
"""

import base64
import json
import sys
import uuid
from pathlib import Path

import dhlparcel
from dhlparcel import config
from dhlparcel.api import DHLParcel_API

base, user, key, account = sys.argv[1:5]
config.BASE_URL = base
config.AUTH_URL = f"{base}/authenticate/api-key"
config.REFRESH_TOKEN_URL = f"{base}/authenticate/refresh-token"

# The client keeps tokens in a file between runs; those of another server are of no use here.
Path(next(iter(dhlparcel.__path__)), "cache", f"{user}.txt").unlink(missing_ok=True)


def fine(answer):
    """The answer, when the client calls it good."""
    if answer.has_error:
        sys.exit(f"{answer.error.status}: {answer.error.returned_content}")
    return answer


api = DHLParcel_API(user, key, account)

# Authentication happens with the first call.
capabilities = fine(api.capabilities.get("business", "NL", "NL", False, option=["DOOR"], toPostalCode="1012 JS")).items()
parcel_types = fine(api.parcel_types.list("business", "NL", "NL")).items()
options = fine(api.shipments.get_options("business", "NL", accountNumber=account)).items()
products = fine(api.products.list(fromCountry="NL", toCountry="BE")).items()

sender = {
    "name": {"companyName": "Webshop B.V."},
    "address": {"countryCode": "NL", "postalCode": "3542AD", "city": "Utrecht", "street": "Reactorweg", "number": "25", "isBusiness": True},
}
receiver = {
    "name": {"firstName": "Anna", "lastName": "Jansen", "companyName": None},
    "address": {"countryCode": "NL", "postalCode": "1012 js", "city": "Amsterdam", "street": "Damrak", "number": 1, "addition": "", "isBusiness": False},
    "phoneNumber": None,
}
made = fine(
    api.shipments.create(
        shipmentId=str(uuid.uuid4()),
        pieces=[{"parcelType": "SMALL", "quantity": 1, "weight": 1.5}],
        receiver=receiver,
        shipper=sender,
        options=[{"key": "DOOR"}, {"key": "REFERENCE", "input": "order 1"}],
        orderReference="order 1",
    )
)
piece = made.pieces[0]

# A return: the client sends the flag as the string "true".
returned = fine(
    api.shipments.create(
        shipmentId=str(uuid.uuid4()),
        pieces=[{"parcelType": "SMALL", "quantity": "1", "weight": "1.5"}],
        receiver=sender,
        shipper=receiver,
        options=[{"key": "DOOR"}],
        returnLabel=True,
    )
)

pdf = api.labels.get(piece["labelId"])
details = fine(api.labels.get(piece["labelId"], data_format="json"))
unknown = api.labels.get(str(uuid.uuid4()), data_format="json")

# The client has no method of its own for these; its request method takes any path.
status, _, shops = api.get("parcel-shop-locations/NL", {"postalCode": "1012JS", "limit": 3, "showUnavailable": False})
_, _, shop = api.get(f"parcel-shop-locations/NL/{shops[0]['id']}")
_, _, trace = api.get("track-trace", {"key": f"{piece['trackerCode']}+1012JS"})
lost_status, _, lost = api.get("track-trace", {"key": "JVGL00000000000000000000"})

print(
    json.dumps(
        {
            "capabilities": len(capabilities),
            "parcelTypes": len(parcel_types),
            "options": len(options),
            "products": len(products),
            "piece": sorted(piece),
            "trackerCode": piece["trackerCode"],
            "returnProduct": returned.product,
            "pdf": pdf[:5].decode("ascii"),
            "pdfInJson": base64.b64decode(details.pdf) == pdf,
            "labelTrackerCode": details.trackerCode,
            "unknownLabel": unknown.error.status,
            "shops": [entry["address"]["postalCode"] for entry in shops],
            "shop": shop["id"] == shops[0]["id"],
            "trace": [entry["barcode"] for entry in trace],
            "receiverShown": "Jansen" in json.dumps(trace),
            "lost": [lost_status, lost.decode("ascii")],
        }
    )
)
