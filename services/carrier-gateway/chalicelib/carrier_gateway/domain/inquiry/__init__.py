"""A question to a partner or a person about one order, and its answer."""
