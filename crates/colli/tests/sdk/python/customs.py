"""Customs items and declarations."""

from shippo.models import components as c

from harness import body_of, equal, expect, refused
from inputs import BERLIN, LIGHT, MISSION, customs_item, declaration, plain_shipment, shipment


def run(d):
    items(d)
    declarations(d)
    refusals(d)


def items(d):
    with d.check("customs items: create, get, list"):
        made = d.sdk.customs_items.create(customs_item(metadata="m", sku_code="s1", eccn_ear99="EAR99"))
        equal((made.description, made.quantity, made.origin_country, made.metadata), ("T-Shirt", 2, "US", "m"))
        equal((made.object_state.value, made.test), ("VALID", True))
        equal(d.sdk.customs_items.get(made.object_id).object_id, made.object_id)
        equal(d.sdk.customs_items.get(made.object_id, page=1).object_id, made.object_id)
        listed = d.sdk.customs_items.list()
        expect(made.object_id in [one.object_id for one in listed.results], "not listed")
        d.kept.item = made.object_id


def declarations(d):
    with d.check("customs declarations: create from objects, get, list"):
        importer = c.AddressImporter(name="Hans Hippo", street1="Invalidenstrasse 116", city="Berlin", zip="10115", country="DE")
        made = d.sdk.customs_declarations.create(declaration(address_importer=importer, metadata="m", commercial_invoice=True))
        expect(len(made.items) == 1 and isinstance(made.items[0], str), f"items are ids: {made.items}")
        expect(isinstance(made.address_importer, str), f"address_importer is an id: {made.address_importer}")
        equal((made.object_state.value, made.contents_type, made.eel_pfc), ("VALID", "MERCHANDISE", "NOEEI_30_37_a"))
        equal(d.sdk.customs_declarations.get(made.object_id).items, made.items)
        listed = d.sdk.customs_declarations.list(page=1, results=5)
        expect(made.object_id in [one.object_id for one in listed.results], "not listed")
        d.kept.declaration = made.object_id
    with d.check("customs declarations: all that may be said"):
        payor = c.DutiesPayor(
            account="1", type=c.CustomsDeclarationCreateRequestType.THIRD_PARTY, address=c.CustomsDeclarationCreateRequestAddress(country="DE", zip="1")
        )
        tax = c.CustomsTaxIdentification(number="123456789", type=c.CustomsTaxIdentificationType.EIN)
        made = d.sdk.customs_declarations.create(
            declaration(
                contents_type=c.CustomsDeclarationContentsTypeEnum.OTHER,
                contents_explanation="parts of a hippo",
                duties_payor=payor,
                exporter_identification=c.CustomsExporterIdentification(eori_number="PL1234567890", tax_id=tax),
                b13a_filing_option=c.CustomsDeclarationB13AFilingOptionEnum.NOT_REQUIRED,
                b13a_number="1",
                exporter_reference="e1",
                importer_reference="i1",
                invoice="#1",
                license="l",
                certificate="c",
                disclaimer="d",
                notes="n",
                is_vat_collected=True,
            )
        )
        equal((made.contents_explanation, made.invoice, made.duties_payor.account), ("parts of a hippo", "#1", "1"))
        equal(made.exporter_identification.tax_id.number, "123456789")
    with d.check("customs declarations: items by id"):
        body = {"certify": True, "certify_signer": "x", "contents_type": "GIFT", "non_delivery_option": "ABANDON", "items": [d.kept.item]}
        equal(d.made("/customs/declarations/", body)["items"], [d.kept.item])
    with d.check("customs declarations: expanded in a shipment"):
        made = d.sdk.shipments.create(shipment([d.kept.account], MISSION, BERLIN, [LIGHT], customs_declaration=d.kept.declaration))
        equal(made.customs_declaration.object_id, d.kept.declaration)
        inline = d.sdk.shipments.create(shipment([d.kept.account], MISSION, BERLIN, [LIGHT], customs_declaration=declaration()))
        expect(inline.customs_declaration.items, "no items")
        equal(d.sdk.shipments.get(inline.object_id).customs_declaration.items, inline.customs_declaration.items)


def refusals(d):
    with d.check("customs: refusals name the field"):
        item = {"description": "x", "quantity": 0, "net_weight": "1", "mass_unit": "lb", "value_amount": "1", "value_currency": "USD"}
        said = body_of(d.raw("POST", "/customs/items", item), 400)
        expect("quantity" in said and "origin_country" in said, str(said))
        refused(400, lambda: d.sdk.customs_declarations.create(declaration(contents_type=c.CustomsDeclarationContentsTypeEnum.OTHER)))
        refused(400, lambda: d.sdk.customs_declarations.create(declaration(items=[])))
        refused(400, lambda: d.sdk.customs_declarations.create(declaration(eel_pfc=c.CustomsDeclarationEelPfcEnum.AES_ITN)))
        refused(404, lambda: d.sdk.customs_items.get("0" * 32))
        refused(404, lambda: d.sdk.customs_declarations.get("0" * 32))
        body = {**plain_shipment([d.kept.account]), "customs_declaration": "0" * 32}
        expect("customs_declaration" in body_of(d.raw("POST", "/shipments", body), 400), "not named")
