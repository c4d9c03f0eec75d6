"""Where a contact's own items are, and what a write to them asks."""

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.table import Key

STAYED = Attr("moved_to").not_exists()
"""The contact did not prove to be another; whoever writes to one who did reads again."""


def profile_key(contact_id: str) -> Key:
    """Where a contact is."""
    return Key(f"contact#{contact_id}", "PROFILE")


def ledger_key(contact_id: str) -> Key:
    """Where what a contact was sent is."""
    return Key(f"contact#{contact_id}", "LEDGER")
