"""Every operation of the API: its method, path, one status that the SDKs accept, and the model of its answer."""

import re

LIST = "PaginatedList"
TABLE = [
    ("POST", "/addresses", 201, "Address"),
    ("GET", "/addresses", 200, "Address" + LIST),
    ("GET", "/addresses/{}", 200, "Address"),
    ("GET", "/addresses/{}/validate", 200, "Address"),
    ("POST", "/parcels", 201, "Parcel"),
    ("GET", "/parcels", 200, "Parcel" + LIST),
    ("GET", "/parcels/{}", 200, "Parcel"),
    ("POST", "/shipments", 201, "Shipment"),
    ("GET", "/shipments", 200, "Shipment" + LIST),
    ("GET", "/shipments/{}", 200, "Shipment"),
    ("GET", "/shipments/{}/rates", 200, "Rate" + LIST),
    ("GET", "/shipments/{}/rates/{}", 200, "Rate" + LIST),
    ("GET", "/rates/{}", 200, "Rate"),
    ("POST", "/transactions", 201, "Transaction"),
    ("GET", "/transactions", 200, "Transaction" + LIST),
    ("GET", "/transactions/{}", 200, "Transaction"),
    ("POST", "/refunds", 201, "Refund"),
    ("GET", "/refunds", 200, "Refund" + LIST),
    ("GET", "/refunds/{}", 200, "Refund"),
    ("POST", "/manifests", 201, "Manifest"),
    ("GET", "/manifests", 200, "Manifest" + LIST),
    ("GET", "/manifests/{}", 200, "Manifest"),
    ("POST", "/customs/items", 201, "CustomsItem"),
    ("GET", "/customs/items", 200, "CustomsItem" + LIST),
    ("GET", "/customs/items/{}", 200, "CustomsItem"),
    ("POST", "/customs/declarations", 201, "CustomsDeclaration"),
    ("GET", "/customs/declarations", 200, "CustomsDeclaration" + LIST),
    ("GET", "/customs/declarations/{}", 200, "CustomsDeclaration"),
    ("POST", "/carrier_accounts", 201, "CarrierAccount"),
    ("GET", "/carrier_accounts", 200, "CarrierAccount" + LIST),
    ("GET", "/carrier_accounts/{}", 200, "CarrierAccount"),
    ("PUT", "/carrier_accounts/{}", 200, "CarrierAccount"),
    ("GET", "/tracks/{}/{}", 200, "Track"),
    ("POST", "/tracks", 200, "Track"),
    ("POST", "/batches", 201, "Batch"),
    ("GET", "/batches/{}", 200, "Batch"),
    ("POST", "/batches/{}/add_shipments", 200, "Batch"),
    ("POST", "/batches/{}/remove_shipments", 200, "Batch"),
    ("POST", "/batches/{}/purchase", 202, "Batch"),
    ("POST", "/orders", 201, "Order"),
    ("GET", "/orders", 200, "Order" + LIST),
    ("GET", "/orders/{}", 200, "Order"),
    ("POST", "/webhooks", 201, "Webhook"),
    ("GET", "/webhooks", 200, "Webhook" + LIST),
    ("GET", "/webhooks/{}", 200, "Webhook"),
    ("PUT", "/webhooks/{}", 200, "Webhook"),
    ("DELETE", "/webhooks/{}", 204, None),
    ("GET", "/parcel-templates", 200, "CarrierParcelTemplateList"),
    ("GET", "/parcel-templates/{}", 200, "CarrierParcelTemplate"),
    ("POST", "/user-parcel-templates", 200, "UserParcelTemplate"),
    ("GET", "/user-parcel-templates", 200, "UserParcelTemplateList"),
    ("GET", "/user-parcel-templates/{}", 200, "UserParcelTemplate"),
    ("PUT", "/user-parcel-templates/{}", 200, "UserParcelTemplate"),
    ("DELETE", "/user-parcel-templates/{}", 204, None),
    ("POST", "/live-rates", 200, "LiveRate" + LIST),
    ("GET", "/live-rates/settings/parcel-template", 200, "DefaultParcelTemplate"),
    ("PUT", "/live-rates/settings/parcel-template", 200, "DefaultParcelTemplate"),
    ("DELETE", "/live-rates/settings/parcel-template", 204, None),
    ("POST", "/service-groups", 201, "ServiceGroup"),
    ("GET", "/service-groups", 200, ["ServiceGroup"]),
    ("PUT", "/service-groups", 200, "ServiceGroup"),
    ("DELETE", "/service-groups/{}", 204, None),
]
# Platforms only: answered or refused in words, so no success is demanded.
OPTIONAL = [
    ("POST", "/carrier_accounts/register/new", 201, "CarrierAccount"),
    ("GET", "/carrier_accounts/reg-status", 200, "CarrierAccountRegistrationStatus"),
    ("GET", "/carrier_accounts/{}/signin/initiate", 302, None),
    ("POST", "/pickups", 201, "Pickup"),
    ("POST", "/shippo-accounts", 201, "ShippoAccount"),
    ("GET", "/shippo-accounts", 200, "ShippoAccount" + LIST),
    ("GET", "/shippo-accounts/{}", 200, "ShippoAccount"),
    ("PUT", "/shippo-accounts/{}", 200, "ShippoAccount"),
]


def pattern(path):
    return re.compile(re.escape(path).replace(r"\{\}", "[^/]+") + "/?$")


def specific(row):
    """Fixed paths before those with a variable part."""
    return row[1].count("{}")


PATTERNS = [(row, pattern(row[1])) for row in sorted(OPTIONAL + TABLE, key=specific)]


def operation(method, path):
    """The row of a request, none for paths that are in no SDK."""
    return next((row for row, found in PATTERNS if row[0] == method and found.match(path)), None)
