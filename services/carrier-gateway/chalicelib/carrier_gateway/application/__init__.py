"""The use cases of the gateway and the ports they need."""
