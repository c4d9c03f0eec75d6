"""A webhook as Shopify sends it, and the same as a command for a terminal."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homing.adapters.signatures import sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopify:
    """A shop whose app knows its client secret, and the address that its webhooks go to."""

    shop_domain: str
    client_secret: str
    host: str

    def headers(self, topic: str, body: bytes, delivery: str) -> Mapping[str, str]:
        """What Shopify says with a body; `delivery` is the same when it says it again."""
        return {
            "Content-Type": "application/json",
            "X-Shopify-Topic": topic,
            "X-Shopify-Shop-Domain": self.shop_domain,
            "X-Shopify-Webhook-Id": delivery,
            "X-Shopify-Hmac-Sha256": sign(body, self.client_secret),
        }

    def curl(self, topic: str, payload: Mapping[str, Any], *, folder: Path, port: int) -> str:
        """The command that sends it; the body is written to a file of the folder."""
        body = json.dumps(payload, ensure_ascii=False, indent=1).encode()
        file = folder / f"{topic.replace('/', '-')}.json"
        file.write_bytes(body)
        headers = {"Host": self.host} | dict(self.headers(topic, body, delivery=f"emulator-{file.stem}"))
        told = " ".join(f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers.items())
        url = f"http://127.0.0.1:{port}/webhooks/shopify/{topic}"
        return f"curl -sS {url} {told} --data-binary @{shlex.quote(str(file))}"
