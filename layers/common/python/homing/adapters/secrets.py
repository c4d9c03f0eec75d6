"""The deployment's secrets: SSM SecureStrings that `homing secret set` writes, remembered for five minutes.

A secret with several values in force holds one a line, the newest first; a JSON list is read as well.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NoReturn

from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError, SetParameterError
from aws_lambda_powertools.utilities.parameters.ssm import SSMProvider
from botocore.exceptions import BotoCoreError, ClientError

from homing.adapters import aws_errors
from homing.adapters.aws_errors import code_of
from homing.domain.errors import ServiceUnavailable
from homing.settings import secret_name

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

SecretName = Literal["shopify", "pages", "ids", "segment", "webhooks", "shopify-admin"]

OPTIONAL: frozenset[SecretName] = frozenset({"segment", "webhooks", "shopify-admin"})
"""Secrets of doors that a shop may leave shut, and of steps that it may not have."""

_FIVE_MINUTES = 300


class SsmSecrets:
    """What is signed and derived with, by stage."""

    def __init__(self, client: "SSMClient", stage: str) -> None:
        self._provider = SSMProvider(boto3_client=client)
        self._stage = stage

    def shopify(self) -> Sequence[str]:
        """Shopify's client secrets in force: the current one, and the one before it while it is kept."""
        return self._required("shopify")

    def pages(self) -> Sequence[str]:
        """The keys of our own links, the newest first; old mails need the old ones."""
        return self._required("pages")

    def segment(self) -> Sequence[str]:
        """Hashes of the write keys in force."""
        return self._required("segment")

    def webhooks(self) -> Sequence[str]:
        """The keys that our own webhooks are signed with."""
        return self._required("webhooks")

    def shopify_admin(self) -> str:
        """The access token of the shop's Admin API."""
        return self._required("shopify-admin")[0]

    def ids(self) -> bytes:
        """The key from which contact and enrollment ids follow."""
        return self._required("ids")[0].encode()

    def current(self, name: SecretName) -> Sequence[str]:
        """Every value as SSM has it now, none if it was never set."""
        try:
            return self._values(name, fresh=True)
        except GetParameterError as error:
            if _is_missing(error):
                return ()
            translate(error)

    def put(self, name: SecretName, values: Sequence[str]) -> None:
        """Replace a secret's values."""
        try:
            self._provider.set(
                secret_name(self._stage, name),
                "\n".join(values),
                overwrite=True,
                parameter_type="SecureString",
                kms_key_id="alias/aws/ssm",
            )
        except SetParameterError as error:
            translate(error)

    def _required(self, name: SecretName) -> Sequence[str]:
        try:
            values = self._values(name)
        except GetParameterError as error:
            if not _is_missing(error):
                translate(error)
            values = ()
        if not values:
            # Set, it works at the next try: Shopify and the queues bring the event again.
            raise ServiceUnavailable(f"no secret; run: homing secret set {name} --stage {self._stage}")
        return values

    def _values(self, name: SecretName, *, fresh: bool = False) -> Sequence[str]:
        parameter = secret_name(self._stage, name)
        text = self._provider.get(parameter, decrypt=True, max_age=_FIVE_MINUTES, force_fetch=fresh)
        return _parse(str(text))


def translate(error: GetParameterError | SetParameterError) -> NoReturn:
    """Raise what the SDK's error inside Powertools' own means."""
    inner = error.__context__
    if isinstance(inner, ClientError | BotoCoreError):
        aws_errors.translate(inner)
    raise error


def _is_missing(error: GetParameterError) -> bool:
    inner = error.__context__
    return isinstance(inner, ClientError) and code_of(inner) == "ParameterNotFound"


def _parse(text: str) -> Sequence[str]:
    lines = json.loads(text) if text.lstrip().startswith("[") else text.splitlines()
    return tuple(stripped for line in lines if (stripped := str(line).strip()))
