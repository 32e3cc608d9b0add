"""The kit every service stands on: event streams, publication, consumption, an HTTP edge."""
