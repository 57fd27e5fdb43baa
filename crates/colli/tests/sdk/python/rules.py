"""What DHL eCommerce takes and refuses: dangerous goods, territories, military post, countries, references, returns."""

from shippo.models import components as c

from harness import equal, expect
from inputs import APO, BERLIN, FPO, GROUND, LIGHT, MISSION, PARCEL, SAN_JUAN, ST_THOMAS, account, plain_shipment, shipment


def refusal(shipment_or_label, *words):
    """A refusal is an answer: no rates, and a message that says why."""
    found = " ".join(one.text or "" for one in shipment_or_label.messages)
    expect(found, "no message")
    expect(all(one.source for one in shipment_or_label.messages), "a message without its source")
    expect(any(word in found.lower() for word in words), f"none of {words} in: {found}")


def run(d):
    dangerous_goods(d)
    territories(d)
    military(d)
    other(d)


def goods(d, code, weight, unit="lb", **more):
    box = {**LIGHT, "weight": weight, "mass_unit": unit}
    extra = c.ShipmentExtra(dangerous_goods_code=c.DangerousGoodsCode(code))
    return d.sdk.shipments.create(shipment([d.kept.account], parcels=[box], extra=extra, **more))


def dangerous_goods(d):
    for code, limit in [("01", "11"), ("02", "11"), ("03", "5"), ("04", "11"), ("05", "11"), ("06", "5"), ("08", "25"), ("09", "25")]:
        with d.check(f"dangerous goods {code}: {limit} lb and no more"):
            fits = goods(d, code, limit)
            expect(fits.rates, f"no rate at the limit: {fits.messages}")
            equal(fits.extra.dangerous_goods_code.value, code)
            over = goods(d, code, f"{limit}.01")
            equal((over.status.value, over.rates), ("SUCCESS", []))
            refusal(over, "lb", "dangerous")
    with d.check("dangerous goods: limits in other units"):
        for weight, unit, fits in [("2267", "g", True), ("2269", "g", False), ("80", "oz", True), ("80.1", "oz", False), ("2.267", "kg", True)]:
            equal(bool(goods(d, "03", weight, unit).rates), fits, f"{weight} {unit}")
    with d.check("dangerous goods: 07 is not offered"):
        answer = goods(d, "07", "1")
        equal(answer.rates, [])
        refusal(answer, "07", "dangerous")
    with d.check("dangerous goods: an instant label of 26 lb is an error, not an exception"):
        extra = c.ShipmentExtra(dangerous_goods_code=c.DangerousGoodsCode("08"))
        request = shipment(None, parcels=[{**PARCEL, "weight": "26"}], extra=extra)
        label = d.sdk.transactions.create(
            c.InstantTransactionCreateRequest(carrier_account=d.kept.account, servicelevel_token=GROUND, shipment=request)
        )
        equal(label.status.value, "ERROR")
        refusal(label, "lb", "dangerous")
        expect(not label.label_url and not label.tracking_number, "a label after all")
        d.kept.error_label = label.object_id


def lane(d, sender, receiver):
    return d.sdk.shipments.create(shipment([d.kept.open_account], sender, receiver, [LIGHT]))


def territories(d):
    with d.check("territories: an account without a pinned origin"):
        d.kept.open_account = d.sdk.carrier_accounts.create(account(account_id="open")).object_id
    with d.check("territories: from and to the states"):
        for sender, receiver in [(MISSION, SAN_JUAN), (SAN_JUAN, MISSION), (MISSION, {**SAN_JUAN, "state": "", "country": "PR"})]:
            answer = lane(d, sender, receiver)
            expect(answer.rates, f"{sender['state']} to {receiver['state'] or receiver['country']}: {answer.messages}")
    with d.check("territories: not from one to another"):
        for receiver in [ST_THOMAS, {**ST_THOMAS, "state": "", "country": "VI"}]:
            answer = lane(d, SAN_JUAN, receiver)
            equal((answer.status.value, answer.rates), ("SUCCESS", []))
            refusal(answer, "territor")


def military(d):
    with d.check("APO and FPO: neither to, from nor between"):
        for sender, receiver in [(MISSION, APO), (MISSION, FPO), (APO, MISSION), (APO, FPO)]:
            answer = lane(d, sender, receiver)
            equal((answer.status.value, answer.rates), ("SUCCESS", []), f"{sender['city']} to {receiver['city']}")
            refusal(answer, "apo", "fpo", "military")
    with d.check("APO: an instant label is an error"):
        label = d.sdk.transactions.create(
            c.InstantTransactionCreateRequest(
                carrier_account=d.kept.open_account, servicelevel_token=GROUND, shipment=shipment(None, MISSION, APO, [LIGHT])
            )
        )
        equal(label.status.value, "ERROR")
        refusal(label, "apo", "fpo", "military")


def other(d):
    with d.check("test mode: no international rate, and it says so"):
        answer = lane(d, MISSION, BERLIN)
        equal((answer.status.value, answer.rates), ("SUCCESS", []))
        refusal(answer, "test")
    with d.check("references: 30 characters, reference_2 with reference_1"):
        fits = d.sdk.shipments.create(shipment([d.kept.account], extra=c.ShipmentExtra(reference_1="r" * 30, reference_2="b" * 30)))
        expect(fits.rates, str(fits.messages))
        alone = d.sdk.shipments.create(shipment([d.kept.account], extra=c.ShipmentExtra(reference_2="bill")))
        equal(alone.rates, [], "reference_2 alone")
        refusal(alone, "reference_1")
        answer = d.raw("POST", "/shipments", plain_shipment([d.kept.account], extra={"reference_1": "r" * 31}))
        expect(answer.status_code == 400 or answer.json()["rates"] == [], "31 characters were taken")
    with d.check("insurance, COD, signature, return: echoed and read"):
        extra = c.ShipmentExtra(
            insurance=c.Insurance(amount="100", currency="USD", content="shirts"),
            signature_confirmation=c.SignatureConfirmation.ADULT,
            ancillary_endorsement=c.AncillaryEndorsement.RETURN_SERVICE_REQUESTED,
            is_return=False,
        )
        answer = d.sdk.shipments.create(shipment([d.kept.account], extra=extra))
        equal(answer.extra.signature_confirmation, c.SignatureConfirmation.ADULT)
        equal((answer.extra.insurance.amount, answer.extra.insurance.currency), ("100", "USD"))
        cod = c.ShipmentExtra(cod=c.Cod(amount="10", currency="USD", payment_method=c.PaymentMethod.CASH))
        equal(d.sdk.shipments.create(shipment([d.kept.account], extra=cod)).extra.cod.payment_method, c.PaymentMethod.CASH)
        d.sdk.shipments.create(shipment([d.kept.account], extra=c.ShipmentExtra(is_return=True)))
    with d.check("too heavy for any service: no rates, one reason"):
        answer = d.sdk.shipments.create(shipment([d.kept.account], parcels=[{**PARCEL, "weight": "900"}]))
        equal(answer.rates, [])
        expect(answer.messages, "no reason")
