"""The notifications service: one letter to the customer for each fact, and never twice."""
