"""API Gateway's HTTP API on a laptop: a request as it reaches a function."""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

VISITOR = "192.0.2.17"
"""Where requests come from; an address of documentation (RFC 5737)."""


def http_request(
    method: str, path: str, headers: Mapping[str, str], body: bytes, source_ip: str = VISITOR
) -> dict[str, Any]:
    """A request as API Gateway's HTTP API hands it on (payload format 2.0)."""
    parts = urlsplit(path)
    query = dict(parse_qsl(parts.query))
    return {
        "version": "2.0",
        "rawPath": parts.path,
        "rawQueryString": parts.query,
        **({"queryStringParameters": query} if query else {}),
        "headers": dict(headers),
        "requestContext": {
            "http": {"method": method, "path": parts.path, "sourceIp": source_ip},
            "stage": "$default",
        },
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }
