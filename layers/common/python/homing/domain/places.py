"""Keys that fit: DynamoDB takes 1 KB of a sort key, and anybody may tell us a long property."""

import hashlib

LONGEST = 300


def fitting(key: str) -> str:
    """The key itself, or what stands for it if it is long; the same for the same key."""
    if len(key.encode()) <= LONGEST:
        return key
    return f"{key[:40]}~{hashlib.sha256(key.encode()).hexdigest()}"
