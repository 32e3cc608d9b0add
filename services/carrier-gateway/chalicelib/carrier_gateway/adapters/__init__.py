"""Where the gateway meets partners, the bus and the tables."""
