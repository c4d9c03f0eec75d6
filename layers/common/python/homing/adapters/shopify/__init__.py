"""Shopify's webhooks, read into events; what Shopify calls things stops here."""

from homing.adapters.shopify.topics import TOPICS, normalise

__all__ = ["TOPICS", "normalise"]
