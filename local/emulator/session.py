"""boto3 against one emulator, whatever the environment of this process says."""

from typing import Any

import boto3
from botocore.config import Config

from local.emulator.ministack import ANSWERS_WITHIN, MiniStack
from local.emulator.surroundings import CREDENTIALS, REGION


class EmulatorSession(boto3.Session):
    """A session whose every client speaks to an emulator; by default as the account's root."""

    def __init__(
        self,
        emulator: MiniStack,
        *,
        key: str = CREDENTIALS["AWS_ACCESS_KEY_ID"],
        secret: str = CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        token: str | None = None,
    ) -> None:
        super().__init__(key, secret, token, region_name=REGION)
        self._emulator = emulator
        self._clients: dict[str, Any] = {}

    def client(self, service_name: str) -> Any:  # type: ignore[override]
        """The service's one client; it tries once, past any proxy."""
        if service_name not in self._clients:
            issued = self._emulator.certificate
            self._clients[service_name] = super().client(  # type: ignore[call-overload]
                service_name,
                endpoint_url=self._emulator.endpoint,
                verify=str(issued.authority) if issued else None,
                config=Config(proxies={}, read_timeout=ANSWERS_WITHIN, retries={"total_max_attempts": 1}),
            )
        return self._clients[service_name]
