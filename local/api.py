"""API Gateway's HTTP API on a laptop: a request as it reaches a function."""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit


def http_request(method: str, path: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """A request as API Gateway's HTTP API hands it on (payload format 2.0)."""
    parts = urlsplit(path)
    query = dict(parse_qsl(parts.query))
    return {
        "version": "2.0",
        "rawPath": parts.path,
        "rawQueryString": parts.query,
        **({"queryStringParameters": query} if query else {}),
        "headers": dict(headers),
        "requestContext": {"http": {"method": method, "path": parts.path}, "stage": "$default"},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }
