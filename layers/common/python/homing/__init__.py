"""Homing: what the system knows."""
