"""The orders context: intake, the order aggregate, what is published of it."""
