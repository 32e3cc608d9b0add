"""The routes that stand apart: those of administrators."""
