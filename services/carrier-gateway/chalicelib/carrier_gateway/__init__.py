"""The carrier context: partners that know only HTTP, and the conversations with them."""
