"""MiniStack as a process on the loopback interface: started, asked, ended."""

import contextlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any

from homing.domain.errors import EmulatorFailed

from local.emulator import certificate
from local.emulator.surroundings import ACCOUNT, REGION, surroundings

HOST = "127.0.0.1"
STARTS_WITHIN = 60.0
ANSWERS_WITHIN = 300.0  # while it works on a deployment it may leave others waiting for a minute


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def require_free(port: int) -> None:
    """Nothing, if the port can be listened on.

    Raises:
        EmulatorFailed: it cannot.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise EmulatorFailed(
                f"Port {port} cannot be used: {error.strerror}. Name another: make emulator PORT={port + 1}"
            ) from None


class MiniStack:
    """One emulator, empty at its start; `folder` takes its log and what its functions are unpacked to.

    With `enforce_roles`, every call is judged by the policies of whoever makes it, and over TLS, as the
    queues', buckets' and topics' own policies ask.
    """

    def __init__(self, folder: Path, *, port: int, enforce_roles: bool = False) -> None:
        self.port = port
        self.folder = folder
        self.log = folder / "ministack.log"
        self._scratch = folder / "scratch"
        self.certificate = certificate.issue(folder) if enforce_roles else None
        self._trusted = (
            ssl.create_default_context(cafile=self.certificate.authority) if self.certificate else None
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        """What stands in AWS_ENDPOINT_URL."""
        return f"{'https' if self.certificate else 'http'}://{HOST}:{self.port}"

    def variables(self) -> dict[str, str]:
        """The environment of a command that takes this emulator for AWS."""
        trusted = {}
        if self.certificate:
            authority = str(self.certificate.authority)
            trusted = {"AWS_CA_BUNDLE": authority, "NODE_EXTRA_CA_CERTS": authority}
        return surroundings(AWS_ENDPOINT_URL=self.endpoint, **trusted)

    def start(self) -> None:
        """Return when it answers.

        Raises:
            EmulatorFailed: its port is taken, or it ended or stayed silent.
        """
        require_free(self.port)
        self._scratch.mkdir()
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local.emulator.server"],
                env=self._own_variables(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is ours to hear; its functions end with it
            )
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise EmulatorFailed(f"MiniStack did not start. The end of its log:\n{self._end_of_log()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End it and every function that it runs; nothing happens if it has ended. It keeps nothing."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def require_running(self) -> None:
        """Nothing, while the process that was started is there.

        Raises:
            EmulatorFailed: it has ended by itself.
        """
        if self._process is None or self._process.poll() is not None:
            raise EmulatorFailed(f"MiniStack has ended. The end of its log:\n{self._end_of_log()}")

    def request(
        self,
        method: str,
        path: str,
        *,
        host: str | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One HTTP request; `host` names the API that it is for, as its URL would."""
        address = (HOST, self.port)
        connection: HTTPConnection = (
            HTTPSConnection(*address, timeout=ANSWERS_WITHIN, context=self._trusted)
            if self._trusted
            else HTTPConnection(*address, timeout=ANSWERS_WITHIN)
        )
        try:
            named = {"Host": host} if host else {}
            connection.request(method, path, body or None, {**(headers or {}), **named})
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, told, response.read())
        finally:
            connection.close()

    def mails(self) -> list[dict[str, Any]]:
        """Every mail that SES took, the oldest first."""
        answer = self.request("GET", "/_ministack/ses/messages")
        messages = json.loads(answer.body)["messages"].get(ACCOUNT, [])
        return sorted(messages, key=lambda each: float(each["Timestamp"]))

    def _own_variables(self) -> dict[str, str]:
        tls = {}
        if self.certificate:
            tls = {
                "AUTH": "true",
                "USE_SSL": "1",
                "MINISTACK_SSL_CERT": str(self.certificate.chain),
                "MINISTACK_SSL_KEY": str(self.certificate.key),
                "AWS_CA_BUNDLE": str(self.certificate.authority),  # for its functions
            }
        return surroundings(
            BIND_HOST=HOST,
            GATEWAY_PORT=str(self.port),
            MINISTACK_HOST="localhost",
            MINISTACK_REGION=REGION,
            MINISTACK_ACCOUNT_ID=ACCOUNT,
            LAMBDA_EXECUTOR="local",
            TMPDIR=str(self._scratch),
            # Neither other doors to the machine nor a look for containers.
            IOT_MTLS_ENABLED="0",
            SFTP_ENABLED="0",
            DOCKER_HOST=f"unix://{self._scratch}/none",
            **tls,
        )

    def _answers(self) -> bool:
        try:
            return self.request("GET", "/_ministack/health").status == 200
        except (OSError, HTTPException):
            return False

    def _end_of_log(self) -> str:
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-15:])
