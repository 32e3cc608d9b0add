"""The whole system on one machine: the engine, its partners, and what starts and stops them."""
