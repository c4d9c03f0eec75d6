"""An account with a deployment in it: MiniStack, `cdk bootstrap`, `cdk deploy --all`, the secrets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from homing.adapters.shop_file import load_shop

from local.deployed import Deployed
from local.emulator import owner
from local.emulator.cdk import Cdk
from local.emulator.ministack import MiniStack
from local.emulator.session import EmulatorSession
from local.emulator.webhooks import Shopify


@dataclass(frozen=True, slots=True)
class Playground:
    """What came up."""

    emulator: MiniStack
    cdk: Cdk
    deployed: Deployed
    shopify: Shopify


@contextmanager
def playground(
    checkout: Path,
    folder: Path,
    *,
    stage: str,
    port: int,
    enforce_roles: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[Playground]:
    """A deployed stage until the block ends; logs go to the folder.

    Raises:
        EmulatorFailed: something of it did not come up; the message has the end of its log.
    """
    emulator = MiniStack(folder, port=port, enforce_roles=enforce_roles)
    tell(f"MiniStack starts at {emulator.endpoint}")
    emulator.start()
    try:
        cdk = Cdk(checkout, emulator, stage)
        tell("cdk bootstrap")
        cdk.bootstrap()
        tell("cdk deploy --all (half a minute, longer the first time)")
        cdk.deploy()
        tell("homing secret set shopify, pages, ids")
        secret = owner.set_secrets(checkout, emulator, stage)
        deployed = Deployed(stage, EmulatorSession(emulator))
        shopify = Shopify(
            shop_domain=load_shop(checkout / "shop.yaml", stage).shopify_domain,
            client_secret=secret,
            host=urlsplit(deployed.settings.pages_url).netloc,
        )
        yield Playground(emulator, cdk, deployed, shopify)
    finally:
        emulator.stop()
