"""Where letters meet HTTP, the bus, the tables and the mail service."""
