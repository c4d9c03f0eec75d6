"""Writes docs/workflows.md and docs/schemas from the models, so that they cannot differ."""
