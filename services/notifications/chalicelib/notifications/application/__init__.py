"""The use cases of letters and the ports they need."""
