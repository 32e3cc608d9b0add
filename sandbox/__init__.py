"""Simulated partners: a carrier, a tax-document and an enrichment provider, made to be scripted."""
