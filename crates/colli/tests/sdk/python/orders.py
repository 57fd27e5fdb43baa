"""Orders."""

from shippo.models import components as c
from shippo.models import operations as o

from harness import body_of, equal, expect, refused
from inputs import FILBERT, MISSION, address, now
from transactions import label_of


def order(**more):
    item = c.LineItemBase(
        title="Demo Line Item", sku="SKU", quantity=2, total_price="12.10", currency="USD", weight="0.40", weight_unit=c.WeightUnitEnum.LB
    )
    request = {"placed_at": now(), "to_address": address(FILBERT), "from_address": address(MISSION), "line_items": [item]}
    return c.OrderCreateRequest(**{**request, **more})


def run(d):
    with d.check("orders: create and get"):
        made = d.sdk.orders.create(
            order(
                order_number="#1068",
                order_status=c.OrderStatusEnum.PAID,
                currency="USD",
                total_price="24.93",
                subtotal_price="12.10",
                total_tax="0.00",
                shipping_cost="12.83",
                shipping_cost_currency="USD",
                shipping_method="Ground",
                weight="0.40",
                weight_unit=c.WeightUnitEnum.LB,
                notes="by the door",
            )
        )
        equal((made.order_number, made.order_status.value, made.total_price), ("#1068", "PAID", "24.93"))
        equal((made.to_address.zip, made.from_address.zip, made.line_items[0].quantity), ("94598", "94103", 2))
        equal(d.sdk.orders.get(made.object_id).object_id, made.object_id)
        d.kept.order = made.object_id
    with d.check("orders: list with its filters"):
        d.sdk.orders.create(order(order_number="#2", order_status=c.OrderStatusEnum.CANCELLED))
        list_ = d.sdk.orders.list
        expect(len(list_(o.ListOrdersRequest()).results) >= 2, "not listed")
        paid = list_(o.ListOrdersRequest(order_status=[c.OrderStatusEnum.PAID, c.OrderStatusEnum.SHIPPED]))
        expect(paid.results and all(one.order_status.value in ("PAID", "SHIPPED") for one in paid.results), "order_status")
        equal(list_(o.ListOrdersRequest(shop_app=c.OrderShopAppEnum.SHOPIFY)).results, [])
        expect(list_(o.ListOrdersRequest(start_date="2020-01-01T00:00:00Z")).results, "start_date")
        equal(list_(o.ListOrdersRequest(end_date="2020-01-01T00:00:00Z")).results, [], "end_date")
        equal(list_(o.ListOrdersRequest(page=90)).results, [])
    with d.check("orders: a label links itself"):
        label = label_of(d, order=d.kept.order)
        equal(len(d.sdk.orders.get(d.kept.order).transactions), 1, "the SDK's class of these has no members")
        equal([one["object_id"] for one in d.got(f"/orders/{d.kept.order}")["transactions"]], [label.object_id])
    with d.check("orders: packing slip"):
        answer = body_of(d.raw("GET", f"/orders/{d.kept.order}/packingslip/"), 200)
        link = next(value for value in answer.values() if isinstance(value, str) and value.startswith("http"))
        expect(d.file(link).startswith(b"%PDF-"), "no PDF")
    with d.check("orders: refusals"):
        said = body_of(d.raw("POST", "/orders", {"order_status": "LOST"}), 400)
        expect("placed_at" in said and "to_address" in said, str(said))
        refused(404, lambda: d.sdk.orders.get("0" * 32))
