"""Where orders meet HTTP, the bus and the table."""
