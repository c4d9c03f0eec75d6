"""The variables by which the functions find their deployment, as infra/stacks/journeys.py wires them."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal
from unittest import mock

from homing.adapters.segment.keys import hashed
from homing.settings import secret_name
from moto.core.models import DEFAULT_ACCOUNT_ID

from infra.constructs.specs import SPECS
from local.neighbours import PAGES_SECRET, WEBHOOK_SECRET, WRITE_KEY

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

ACCOUNT_ID = DEFAULT_ACCOUNT_ID
REGION: Literal["eu-west-1"] = "eu-west-1"
STAGE = "rehearsal"
BUCKETS = ("overflow", "feedback", "exports", "figures")
CONFIG: Any = {"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}}
"""Lets moto run state machines, and call functions without Docker."""


@contextmanager
def wired(wiring: Mapping[str, str]) -> Iterator[None]:
    """Tell every function what it asks for; each settings class reads its own.

    Raises:
        KeyError: a function asks for what nobody wires.
    """
    fields = {field for spec in SPECS.values() for field in spec.settings.model_fields}
    told = {field.upper(): wiring[field] for field in sorted(fields)}
    told |= {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with mock.patch.dict(os.environ, told):
        yield


def put_secrets(client: "SSMClient", seed: int) -> None:
    """Set what `homing secret set` asks an owner for; another seed gives other ids."""
    secrets = {
        "shopify": WEBHOOK_SECRET,
        "pages": PAGES_SECRET,
        "ids": f"rehearsal-{seed}",
        "segment": hashed(WRITE_KEY),
    }
    for name, value in secrets.items():
        client.put_parameter(Name=secret_name(STAGE, name), Value=value, Type="SecureString")
