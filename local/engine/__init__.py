"""MiniStack, and what the product needs of AWS that it lacks; runs in an environment of its own."""
