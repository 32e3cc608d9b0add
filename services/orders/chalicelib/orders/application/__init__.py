"""The use cases of orders and the ports they need."""
