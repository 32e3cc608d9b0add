"""Take back what a partner took, and tell a person what could not be."""

from collections.abc import Iterator

from sandbox.check.examination import Examination
from sandbox.check.orders import Order


def tidied(examination: Examination) -> Iterator[str]:
    """Cancel what is left, and tell line by line how that goes."""
    orders = examination.orders
    if not orders.taken and not orders.doubted:
        yield "No test order was taken."
        return
    taken = f"Test orders taken: {len(orders.taken)}, all marked WAYBILL-TEST"
    if not examination.kind.cancels:
        yield f"{taken}."
        return
    doubted = f"; perhaps taken: {len(orders.doubted)}" if orders.doubted else ""
    yield f"{taken}{doubted}."
    left = [line for order in orders.left() if (line := _left(examination, order))]
    if left:
        yield "Not cancelled, see to them by hand:"
        yield from left
    else:
        yield "None of them is left."


def _left(examination: Examination, order: Order) -> str:
    """Cancel an order, and say why that is not done; empty: it is, or there is no such order."""
    seen = examination.cancel(order)
    never_taken = seen.status == 404 and order["order_id"] in examination.orders.doubted
    if seen.ok or never_taken:
        return ""
    return f"  {order['external_id']}  {order['order_id']}  {seen}"
