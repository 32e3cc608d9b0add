"""Structured logs: JSON lines that hold ids and codes, never what a customer told us."""

import os

from aws_lambda_powertools.logging import Logger

logger = Logger(service=os.environ.get("SERVICE"))
