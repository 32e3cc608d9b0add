"""What a carrier is told of an order after its confirmation."""

from typing import Any

from chalicelib.carrier_gateway.domain.shipping.dealing import Dealing
from eventing.envelope import instant


def view(order_id: str, dealing: Dealing) -> dict[str, Any]:
    """Return what is known of the carrier's parcel: JSON values, absent where nothing is known."""
    shipped, delivered = dealing.shipped, dealing.delivered
    answer = {
        "order_id": order_id,
        "state": "delivered" if delivered else "shipped",
        "shipped_at": shipped and instant(shipped.shipped_at),
        "tracking_number": shipped and shipped.tracking_number,
        "delivered_at": delivered and instant(delivered.delivered_at),
    }
    return {name: value for name, value in answer.items() if value is not None}
