"""Shopify's webhooks, read into events; what Shopify calls things stops here."""

from homing.adapters.shopify.topics import TOPICS, heard, normalise

__all__ = ["TOPICS", "heard", "normalise"]
