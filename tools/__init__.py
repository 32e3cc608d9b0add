"""What builds, checks and operates Waybill; each module is a command: python -m tools.<name>."""
