"""What is said between an order and its carrier: pure."""
