"""The calls of Segment's libraries, read into events; what Segment calls things stops here."""

from homing.adapters.segment.calls import normalise

__all__ = ["normalise"]
