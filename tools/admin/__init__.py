"""What an administrator does by hand: keys of clients, and partners with their keys and secrets."""
