"""What a letter is and what may happen to it: pure."""
