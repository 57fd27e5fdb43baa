"""Addresses and parcels."""

from shippo.models import components as c

from harness import body_of, equal, expect, pages, refused
from inputs import BERLIN, FILBERT, MISSION, PARCEL, address, parcel


def run(d):
    addresses(d)
    validation(d)
    parcels(d)
    parcel_refusals(d)


def addresses(d):
    with d.check("addresses: create and get"):
        made = d.sdk.addresses.create(c.AddressCreateRequest(**MISSION, is_residential=False, metadata="hq"))
        equal((made.zip, made.country, made.is_complete, made.is_residential, made.metadata), ("94103", "US", True, False, "hq"))
        equal((made.test, made.street3, made.street_no), (True, "", ""))
        expect(made.object_created and made.object_owner and "@" in made.object_owner, f"object_owner {made.object_owner}")
        again = d.sdk.addresses.get(made.object_id)
        equal((again.object_id, again.street1), (made.object_id, MISSION["street1"]))
        d.kept.from_id, d.kept.to_id = made.object_id, d.sdk.addresses.create(address(FILBERT)).object_id
    with d.check("addresses: an incomplete one is kept, and says so"):
        equal(d.sdk.addresses.create(c.AddressCreateRequest(country="US", zip="94103")).is_complete, False)
    with d.check("addresses: the list in pages, forth and back, and beyond its end"):
        for number in range(7):
            d.sdk.addresses.create(c.AddressCreateRequest(**{**MISSION, "street2": f"Suite {number}"}))
        first = d.sdk.addresses.list(page=1, results=5)
        equal((len(first.results), first.previous), (5, None))
        equal(first.results[0].street2, "Suite 6", "newest first")
        expect(first.next and first.next.startswith(d.base), f"next is {first.next}")
        second = d.sdk.addresses.list(page=2, results=5)
        expect(second.previous and second.results[0].object_id != first.results[0].object_id, "the second page is the first")
        beyond = d.sdk.addresses.list(page=900, results=5)
        equal((beyond.results, beyond.next), ([], None), "beyond the end")
    with d.check("addresses: next leads to each address once"):
        seen = pages(d.got("/addresses"), lambda url: d.got(url))
        equal(len(seen[0]), 5, "the server's own page size")
        ids = [one["object_id"] for page in seen for one in page]
        equal(len(ids), len(set(ids)), "doubles")
        back = d.got(d.got("/addresses?page=2&results=3")["previous"])
        equal([one["object_id"] for one in back["results"]], ids[:3], "previous")
    with d.check("addresses: refusals name the field"):
        expect("country" in d.raw("POST", "/addresses", {"name": "x"}).json(), "country is not named")
        equal(d.raw("POST", "/addresses", {"name": "x"}).status_code, 400)
        refused(400, lambda: d.sdk.addresses.create(c.AddressCreateRequest(country="Narnia")))
        refused(404, lambda: d.sdk.addresses.get("0" * 32))
        refused(404, lambda: d.sdk.addresses.get("not an id"))


def validation(d):
    with d.check("addresses: validated on creation"):
        made = d.sdk.addresses.create(c.AddressCreateRequest(**MISSION, validate=True))
        equal(made.validation_results.is_valid, True, str(made.validation_results))
        unvalidated = d.got(f"/addresses/{d.kept.from_id}")
        equal(unvalidated["validation_results"], {}, "before validation")
    with d.check("addresses: validation makes a new address"):
        clean = d.sdk.addresses.validate(d.kept.from_id)
        expect(clean.object_id != d.kept.from_id, "the same object")
        equal(clean.validation_results.is_valid, True, str(clean.validation_results))
        equal(d.sdk.addresses.get(clean.object_id).zip[:5], "94103")
    with d.check("addresses: what cannot be is invalid, with a reason"):
        wrong = d.sdk.addresses.create(c.AddressCreateRequest(**{**MISSION, "state": "NY", "validate": True}))
        equal(wrong.validation_results.is_valid, False)
        expect(wrong.validation_results.messages and wrong.validation_results.messages[0].text, "no message")
    with d.check("addresses: test mode passes foreign ones"):
        made = d.sdk.addresses.create(c.AddressCreateRequest(**BERLIN, validate=True))
        expect(made.validation_results is None or made.validation_results.is_valid is not False, str(made.validation_results))
    with d.check("addresses: validation in its second version"):
        query = {"address_line_1": "965 Mission Street", "city_locality": "San Francisco", "state_province": "CA", "postal_code": "94103"}
        answer = d.raw("GET", "/v2/addresses/validate", params={**query, "country_code": "US"})
        body = body_of(answer, 200)
        for key in ("original_address", "recommended_address", "analysis"):
            expect(key in body, f"{key} is missing")
        expect(body["analysis"]["validation_result"]["value"] in ("valid", "invalid", "partially_valid"), str(body["analysis"]))
        expect(body["analysis"]["address_type"] in ("residential", "commercial", "unknown"), str(body["analysis"]))


def parcels(d):
    with d.check("parcels: create, get, sorted sides, four decimals"):
        made = d.sdk.parcels.create(c.ParcelCreateRequest(**{**vars(parcel(PARCEL)), "metadata": "box", "extra": c.ParcelExtra(reference_1="r1")}))
        equal((made.length, made.width, made.height, made.weight), ("9.0000", "8.0000", "3.0000", "8.0000"))
        equal((made.metadata, made.extra.reference_1, made.object_state.value), ("box", "r1", "VALID"))
        equal(d.sdk.parcels.get(made.object_id).object_id, made.object_id)
        d.kept.parcel_id = made.object_id
    with d.check("parcels: from a template"):
        made = d.sdk.parcels.create(
            c.ParcelCreateFromTemplateRequest(
                mass_unit=c.WeightUnitEnum.LB, weight="2", template=c.ParcelTemplateDHLeCommerceEnum.DH_LE_C_SM_FLATS
            )
        )
        equal(made.template, "DHLeC_SM_Flats")
        expect(float(made.length) > 0 and made.distance_unit, "a template parcel has sides")
    with d.check("parcels: every unit"):
        for distance in c.DistanceUnitEnum:
            for mass in c.WeightUnitEnum:
                made = d.sdk.parcels.create(parcel({**PARCEL, "distance_unit": distance.value, "mass_unit": mass.value}))
                equal((made.distance_unit, made.mass_unit), (distance, mass))
    with d.check("parcels: list"):
        listed = d.sdk.parcels.list(page=1, results=3)
        equal(len(listed.results), 3)
        expect(listed.next, "no second page")


def parcel_refusals(d):
    with d.check("parcels: without a unit, a side, or sense"):
        for wrong, field in [
            ({**PARCEL, "mass_unit": None}, "mass_unit"),
            ({**PARCEL, "distance_unit": None}, "distance_unit"),
            ({**PARCEL, "weight": "-1"}, "weight"),
            ({**PARCEL, "weight": "much"}, "weight"),
            ({**PARCEL, "length": "0"}, "length"),
            ({**PARCEL, "mass_unit": "stone"}, "mass_unit"),
            ({**PARCEL, "height": None}, "height"),
            ({"weight": "1", "mass_unit": "lb", "template": "Nobodys_Box"}, "template"),
        ]:
            body = {key: value for key, value in wrong.items() if value is not None}
            said = body_of(d.raw("POST", "/parcels", body), 400)
            expect(field in said, f"{field} is not named: {said}")
