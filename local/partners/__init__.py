"""Simulated carriers: real HTTP servers that take shipments and confirm them after a while."""
