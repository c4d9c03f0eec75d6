"""API Gateway's HTTP API on a laptop: a request as it reaches a function."""

import base64
from collections.abc import Mapping
from typing import Any


def http_request(method: str, path: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """A request as API Gateway's HTTP API hands it on (payload format 2.0)."""
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": dict(headers),
        "requestContext": {"http": {"method": method, "path": path}, "stage": "$default"},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }
