"""Whatever is sent to orders, the answer is a clear refusal, and nothing comes of it."""

import pytest

from tests.functional.orders.conftest import ORDERS
from tests.support import bad_input


class TestOrders(bad_input.BadInput):
    @pytest.fixture
    def edge(self, api, order):
        order_id = api.post("/orders", order).body["order_id"]
        return bad_input.Edge("orders", ORDERS.app, {"/": "ours"}, {"order_id": order_id})
