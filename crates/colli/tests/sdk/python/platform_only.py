"""Pickups, managed accounts, registration, sign-in: what DHL eCommerce merchants do not use is refused in words."""

from datetime import datetime, timedelta, timezone

from shippo.models import components as c
from shippo.models import errors
from shippo.models import operations as o

from harness import expect, refused
from inputs import MISSION

CLEAR = (400, 403, 404, 405, 422, 501)


def run(d):
    with d.check("pickups: refused in words, or made"):
        place = c.Location(address=c.AddressCompleteCreateRequest(**MISSION), building_location_type=c.BuildingLocationType.FRONT_DOOR)
        start = datetime.now(timezone.utc) + timedelta(days=1)
        request = c.PickupBase(
            carrier_account=d.kept.account,
            location=place,
            requested_start_time=start,
            requested_end_time=start + timedelta(hours=4),
            transactions=[d.kept.label.object_id],
        )
        refused(CLEAR, lambda: d.sdk.pickups.create(request))
    with d.check("managed accounts: refused in words, or made"):
        request = c.ShippoAccountUpdateRequest(email="h@example.com", first_name="H", last_name="I", company_name="J")
        for call in [
            lambda: d.sdk.shippo_accounts.create(request),
            lambda: d.sdk.shippo_accounts.list(),
            lambda: d.sdk.shippo_accounts.get("0" * 32),
            lambda: d.sdk.shippo_accounts.update("0" * 32, request),
        ]:
            answered_or_refused(call)
    with d.check("registration of carriers: refused in words"):
        parameters = c.CarrierAccountDHLExpressCreateRequestParameters(user_accepted_terms_and_conditions=True)
        request = c.CarrierAccountDHLExpressCreateRequest(carrier="dhl_express", parameters=parameters)
        answered_or_refused(lambda: d.sdk.carrier_accounts.register(request))
        answered_or_refused(lambda: d.sdk.carrier_accounts.get_registration_status(o.Carrier.USPS))
    with d.check("sign-in at carriers: refused with title and detail"):
        try:
            answer = d.sdk.carrier_accounts.initiate_oauth2_signin(d.kept.account, "https://example.com/back", "state")
        except errors.SDKError as error:
            expect(error.status_code in CLEAR, f"{error.status_code} {error.body[:200]}")
        except Exception as error:  # one of the typed errors
            expect(getattr(error, "title", None) and getattr(error, "detail", None), f"{type(error).__name__}: {error}")
        else:
            expect(False, f"was accepted: {answer}")


def answered_or_refused(call):
    """An answer the SDK can read, or a refusal in words."""
    try:
        call()
    except errors.SDKError:
        refused(CLEAR, call)
