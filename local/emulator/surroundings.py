"""The environment of what runs against an emulator: the machine's own, without any way to a real account."""

import os
from collections.abc import Mapping

REGION = "eu-west-1"
ACCOUNT = "000000000000"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}

# What would lead to an account of the user's, or set MiniStack up otherwise than we do.
_LEFT_OUT = ("AWS_", "BOTO_", "CDK_", "LAMBDA_", "LOCALSTACK_", "MINISTACK_", "S3_", "SFN_")
_LEFT_OUT_NAMES = {"AUTH", "EDGE_PORT", "PERSIST_STATE", "SERVICES", "STAGE", "STATE_DIR", "USE_SSL"}


def surroundings(**more: str) -> dict[str, str]:
    """Variables of a child process; certificates and proxies of the machine stay, its AWS accounts do not."""
    return {
        **{name: value for name, value in os.environ.items() if not _leads_elsewhere(name)},
        **_loopback_without_proxy(os.environ),
        **CREDENTIALS,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        **more,
    }


def _leads_elsewhere(name: str) -> bool:
    return name.startswith(_LEFT_OUT) or name in _LEFT_OUT_NAMES


def _loopback_without_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    spared = environment.get("NO_PROXY") or environment.get("no_proxy") or ""
    hosts = ",".join(filter(None, (spared, "127.0.0.1", "localhost")))
    return {"NO_PROXY": hosts, "no_proxy": hosts}
