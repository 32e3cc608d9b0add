"""The conversation with a carrier about one order's shipment, from the request to the door."""
