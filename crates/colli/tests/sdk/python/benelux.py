"""The Benelux parcel network under the same roof: rates, label, track from Utrecht."""

from shippo.models import components as c

from harness import equal, expect, refused
from inputs import AMSTERDAM, UTRECHT, shipment

BOX = {"weight": "1.5", "length": "30", "width": "20", "height": "10", "distance_unit": "cm", "mass_unit": "kg"}


def run(d):
    with d.check("benelux: connect, and not without an account number"):
        request = c.ConnectExistingOwnAccountRequest(
            account_id="benelux", carrier="dhl_benelux", parameters={"account_number": "08500001"}
        )
        d.kept.benelux = d.sdk.carrier_accounts.create(request).object_id
        request.parameters = {}
        refused(400, lambda: d.sdk.carrier_accounts.create(request))
    with d.check("benelux: rates"):
        made = d.sdk.shipments.create(shipment([d.kept.benelux], UTRECHT, AMSTERDAM, [BOX]))
        expect(made.rates, str(made.messages))
        expect(all(one.currency == "EUR" and one.servicelevel.token.startswith("dhl_benelux_") for one in made.rates), str(made.rates)[:300])
        d.kept.benelux_rate = made.rates[0].object_id
    with d.check("benelux: label and track"):
        bought = d.sdk.transactions.create(c.TransactionCreateRequest(rate=d.kept.benelux_rate, async_=False))
        equal(bought.status.value, "SUCCESS", str(bought.messages))
        expect(d.file(bought.label_url).startswith(b"%PDF-"), "no PDF")
        track = d.sdk.tracking_status.get(bought.tracking_number, "dhl_benelux")
        equal(track.transaction, bought.object_id)
