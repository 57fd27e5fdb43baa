"""What the drive sends: the addresses and parcels of the carrier guide, and some of its own."""

from datetime import datetime, timezone

from shippo.models import components as c

MISSION = {
    "name": "Mr Hippo",
    "street1": "965 Mission Street",
    "street2": "Suite 480",
    "city": "San Francisco",
    "state": "CA",
    "zip": "94103",
    "country": "US",
    "phone": "4151234567",
    "email": "mrhippo@goshippo.com",
}
FILBERT = {**MISSION, "street1": "2967 Filbert Dr", "street2": "APT 3", "city": "Walnut Creek", "zip": "94598"}
BROADWAY = {**MISSION, "street1": "200 Broadway", "street2": "", "city": "New York", "state": "NY", "zip": "10038"}
SAN_JUAN = {**MISSION, "street1": "150 Calle Fortaleza", "street2": "", "city": "San Juan", "state": "PR", "zip": "00901"}
ST_THOMAS = {**MISSION, "street1": "12 Main Street", "street2": "", "city": "St Thomas", "state": "VI", "zip": "00802"}
APO = {**MISSION, "street1": "PSC 3 Box 120", "street2": "", "city": "APO", "state": "AE", "zip": "09021"}
FPO = {**MISSION, "street1": "Unit 100100 Box 4120", "street2": "", "city": "FPO", "state": "AP", "zip": "96691"}
TORONTO = {**MISSION, "street1": "100 King Street W", "street2": "", "city": "Toronto", "state": "ON", "zip": "M5X 1A9", "country": "CA"}
BERLIN = {**MISSION, "street1": "Invalidenstrasse 116", "street2": "", "city": "Berlin", "state": "", "zip": "10115", "country": "DE"}
UTRECHT = {**MISSION, "street1": "Reactorweg 25", "street2": "", "city": "Utrecht", "state": "", "zip": "3542AD", "country": "NL"}
AMSTERDAM = {**MISSION, "street1": "Damrak 1", "street2": "", "city": "Amsterdam", "state": "", "zip": "1012JS", "country": "NL"}

PARCEL = {"weight": "8", "length": "9", "width": "3", "height": "8", "distance_unit": "in", "mass_unit": "lb"}
LIGHT = {**PARCEL, "weight": "1"}
GROUND = "dhl_ecommerce_parcels_ground"
PARAMETERS = {"username": "HipposDontLie!", "password": "shipshippo", "pickup_no": "123123", "facility_code": "23"}


def now():
    """Now, as the API writes it."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def address(of):
    return c.AddressCreateRequest(**of)


def parcel(of):
    return c.ParcelCreateRequest(
        **{**of, "distance_unit": c.DistanceUnitEnum(of["distance_unit"]), "mass_unit": c.WeightUnitEnum(of["mass_unit"])}
    )


def shipment(accounts, sender=MISSION, receiver=FILBERT, parcels=(PARCEL,), **more):
    """A shipment, synchronous unless told otherwise."""
    more.setdefault("async_", False)
    return c.ShipmentCreateRequest(
        address_from=sender if isinstance(sender, str) else address(sender),
        address_to=receiver if isinstance(receiver, str) else address(receiver),
        parcels=[one if isinstance(one, str) else parcel(one) for one in parcels],
        carrier_accounts=accounts,
        **more,
    )


def plain_shipment(accounts, sender=MISSION, receiver=FILBERT, parcels=(PARCEL,), **more):
    """The same as JSON."""
    return {"address_from": sender, "address_to": receiver, "parcels": list(parcels), "carrier_accounts": accounts, "async": False, **more}


def account(**more):
    """A connection of the merchant's own DHL eCommerce account."""
    request = {"account_id": "dhl_ecommerce", "carrier": "dhl_ecommerce", "parameters": dict(PARAMETERS), "active": True, **more}
    return c.ConnectExistingOwnAccountRequest(**request)


def customs_item(**more):
    item = {
        "description": "T-Shirt",
        "quantity": 2,
        "net_weight": "1",
        "mass_unit": c.WeightUnitEnum.LB,
        "value_amount": "20",
        "value_currency": "USD",
        "origin_country": "US",
        "tariff_number": "610910",
    }
    return c.CustomsItemCreateRequest(**{**item, **more})


def declaration(**more):
    request = {
        "certify": True,
        "certify_signer": "Mr Hippo",
        "contents_type": c.CustomsDeclarationContentsTypeEnum.MERCHANDISE,
        "non_delivery_option": c.CustomsDeclarationNonDeliveryOptionEnum.RETURN,
        "items": [customs_item()],
        "eel_pfc": c.CustomsDeclarationEelPfcEnum.NOEEI_30_37_A,
        "incoterm": c.CustomsDeclarationIncotermEnum.DDU,
    }
    return c.CustomsDeclarationCreateRequest(**{**request, **more})
