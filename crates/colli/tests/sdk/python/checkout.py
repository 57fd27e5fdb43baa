"""Parcel templates, service groups, rates at checkout."""

from shippo.models import components as c
from shippo.models import operations as o

from harness import equal, expect, refused
from inputs import FILBERT, GROUND, MISSION


def run(d):
    carrier_templates(d)
    user_templates(d)
    default_template(d)
    groups(d)
    live_rates(d)


def carrier_templates(d):
    with d.check("carrier templates: list and get"):
        listed = d.sdk.carrier_parcel_templates.list(include=o.Include.ALL, carrier="dhl_ecommerce")
        tokens = {one.token for one in listed.results}
        expect({"DHLeC_Irregular", "DHLeC_SM_Flats"} <= tokens, str(tokens))
        got = d.sdk.carrier_parcel_templates.get("DHLeC_Irregular")
        equal((got.token, got.carrier.lower().replace(" ", "_")), ("DHLeC_Irregular", "dhl_ecommerce"))
        for include in o.Include:
            expect(isinstance(d.sdk.carrier_parcel_templates.list(include=include).results, list), include.value)
        refused(404, lambda: d.sdk.carrier_parcel_templates.get("Nobodys_Box"))


def user_templates(d):
    with d.check("user templates: create, get, list, update, delete"):
        sides = {"name": "My box", "length": "10", "width": "8", "height": "4", "distance_unit": c.DistanceUnitEnum.IN}
        made = d.sdk.user_parcel_templates.create(
            c.UserParcelTemplateWithoutCarrierTemplateCreateRequest(**sides, weight="12", weight_unit=c.WeightUnitEnum.LB)
        )
        equal((made.name, made.template), ("My box", None))
        equal(d.sdk.user_parcel_templates.get(made.object_id).object_id, made.object_id)
        expect(made.object_id in [one.object_id for one in d.sdk.user_parcel_templates.list().results], "not listed")
        changed = d.sdk.user_parcel_templates.update(made.object_id, c.UserParcelTemplateUpdateRequest(**{**sides, "name": "Other box"}))
        equal((changed.object_id, changed.name), (made.object_id, "Other box"))
        d.sdk.user_parcel_templates.delete(made.object_id)
        refused(404, lambda: d.sdk.user_parcel_templates.get(made.object_id))
        refused(404, lambda: d.sdk.user_parcel_templates.delete(made.object_id))
    with d.check("user templates: of a carrier's box"):
        request = c.UserParcelTemplateWithCarrierTemplateCreateRequest(template="DHLeC_SM_Flats", weight="1", weight_unit=c.WeightUnitEnum.LB)
        made = d.sdk.user_parcel_templates.create(request)
        equal(made.template.token, "DHLeC_SM_Flats")


def default_template(d):
    with d.check("default template: set, read, cleared"):
        sides = {"name": "Default", "length": "10", "width": "8", "height": "4", "distance_unit": c.DistanceUnitEnum.IN}
        made = d.sdk.user_parcel_templates.create(
            c.UserParcelTemplateWithoutCarrierTemplateCreateRequest(**sides, weight="2", weight_unit=c.WeightUnitEnum.LB)
        )
        equal(d.sdk.rates_at_checkout.update_default_parcel_template(object_id=made.object_id).result.object_id, made.object_id)
        equal(d.sdk.rates_at_checkout.get_default_parcel_template().result.object_id, made.object_id)
        d.sdk.rates_at_checkout.delete_default_parcel_template()
        equal(d.sdk.rates_at_checkout.get_default_parcel_template().result, None)
        refused((400, 404), lambda: d.sdk.rates_at_checkout.update_default_parcel_template(object_id="0" * 32))
        d.kept.template = made.object_id


def group(d, **more):
    level = c.ServiceGroupAccountAndServiceLevel(account_object_id=d.kept.account, service_level_token=GROUND)
    request = {"name": "Economy", "description": "cheap", "type": c.ServiceGroupTypeEnum.LIVE_RATE, "service_levels": [level]}
    return {**request, **more}


def groups(d):
    with d.check("service groups: create, list, update, delete"):
        made = d.sdk.service_groups.create(c.ServiceGroupCreateRequest(**group(d, rate_adjustment=10)))
        equal((made.name, made.type.value, made.rate_adjustment, made.is_active), ("Economy", "LIVE_RATE", 10, True))
        expect(made.object_id in [one.object_id for one in d.sdk.service_groups.list()], "not listed")
        request = c.ServiceGroupUpdateRequest(**group(d, object_id=made.object_id, is_active=True, name="Slow", rate_adjustment=-5))
        changed = d.sdk.service_groups.update(request)
        equal((changed.object_id, changed.name, changed.rate_adjustment), (made.object_id, "Slow", -5))
        short = d.sdk.service_groups.create(c.ServiceGroupCreateRequest(**group(d, name="Short-lived")))
        d.sdk.service_groups.delete(short.object_id)
        expect(short.object_id not in [one.object_id for one in d.sdk.service_groups.list()], "still listed")
        refused(404, lambda: d.sdk.service_groups.delete(short.object_id))
    with d.check("service groups: flat rate and free shipping"):
        flat = group(d, name="Flat", type=c.ServiceGroupTypeEnum.FLAT_RATE, flat_rate="5.00", flat_rate_currency="USD")
        equal(d.sdk.service_groups.create(c.ServiceGroupCreateRequest(**flat)).flat_rate, "5.00")
        free = group(d, name="Free", type=c.ServiceGroupTypeEnum.FREE_SHIPPING, free_shipping_threshold_min="15", free_shipping_threshold_currency="USD")
        equal(d.sdk.service_groups.create(c.ServiceGroupCreateRequest(**free)).type.value, "FREE_SHIPPING")
    with d.check("service groups: refusals"):
        equal(d.raw("POST", "/service-groups", {"name": "x", "type": "GIVE_AWAY"}).status_code, 400)


def live_rates(d):
    with d.check("rates at checkout: one a group"):
        item = c.LineItem(title="Shirt", quantity=1, total_price="20.00", currency="USD", weight="1", weight_unit=c.WeightUnitEnum.LB)
        answer = d.sdk.rates_at_checkout.create(
            c.LiveRateCreateRequest(
                address_from=c.AddressCompleteCreateRequest(**MISSION),
                address_to=c.AddressCompleteCreateRequest(**FILBERT),
                line_items=[item],
                parcel=d.kept.template,
            )
        )
        by_title = {one.title: one for one in answer.results}
        expect({"Slow", "Flat", "Free"} <= set(by_title), str(sorted(by_title)))
        equal(float(by_title["Flat"].amount), 5.0)
        equal(float(by_title["Free"].amount), 0.0)
        expect(float(by_title["Slow"].amount) > 0 and by_title["Slow"].currency == "USD", str(by_title["Slow"]))
    with d.check("rates at checkout: an address by id, what is missing"):
        item = {"title": "Shirt", "quantity": 1, "total_price": "20.00", "currency": "USD", "weight": "1", "weight_unit": "lb"}
        body = {"address_from": d.kept.from_id, "address_to": d.kept.to_id, "line_items": [item], "parcel": d.kept.template}
        answer = d.made("/live-rates", body, status=200)
        equal(answer["count"], len(answer["results"]))
        equal(d.raw("POST", "/live-rates", {"line_items": []}).status_code, 400)
