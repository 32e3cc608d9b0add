"""The public events of every context, as frozen and tolerant pydantic models."""
