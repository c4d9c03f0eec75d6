"""What the README asks of an owner beside the deployment, done with the same commands."""

import secrets
from pathlib import Path

from homing.domain.errors import EmulatorFailed

from local.emulator import children
from local.emulator.ministack import MiniStack


def set_secrets(checkout: Path, emulator: MiniStack, stage: str) -> str:
    """Run `homing secret set` for each secret; returns the client secret that Shopify would have made."""
    log = emulator.folder / "secrets.log"
    shopify = secrets.token_hex(16)
    for name, typed in (("shopify", shopify), ("pages", ""), ("ids", "")):
        code = children.run(
            [".venv/bin/homing", "secret", "set", name, "--stage", stage],
            where=checkout,
            variables=emulator.variables(),
            log=log,
            typed=f"{typed}\n",
        )
        if code:
            raise EmulatorFailed(f"homing secret set {name} failed. It said:\n{children.end_of(log)}")
    return shopify
