"""One emulator for most of these tests: `make emulator` itself, ended as Ctrl-C ends it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.emulator.cdk import Cdk
from local.emulator.ministack import MiniStack
from tests.deploy.checkout import Checkout
from tests.deploy.outside import PATIENCE, Outside, until


class Emulator:
    """`make emulator` in a process of its own."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        self.folder = folder / "account"
        self._said = folder / "said.txt"
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "local.emulator", "--folder", str(self.folder)],
                cwd=checkout,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def words(self) -> str:
        """All that it said until now."""
        return self._said.read_text("utf-8")

    def is_ready(self) -> bool:
        """Whether it has come up.

        Raises:
            AssertionError: it never will.
        """
        assert self.process.poll() is None, self.words
        return "Ready;" in self.words

    def end(self) -> None:
        """Press Ctrl-C; kill what does not listen."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(PATIENCE)  # it deletes what its functions were unpacked to
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """What is deployed."""
    return Checkout(tmp_path_factory.mktemp("checkout") / "homing")


@pytest.fixture(scope="session")
def emulator(checkout: Checkout, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """The command, until the last test is over; it has to end clean."""
    started = Emulator(checkout.folder, tmp_path_factory.mktemp("emulator"))
    try:
        until(started.is_ready, "make emulator", patience=10 * PATIENCE)
        yield started
    finally:
        started.end()
    assert started.process.returncode == 0
    assert started.words.endswith("Ended; nothing is left running.\n")


@pytest.fixture(scope="session")
def shop(emulator: Emulator) -> Outside:
    """The sandbox that it deployed."""
    account = json.loads((emulator.folder / "account.json").read_text("utf-8"))
    port = int(account["endpoint"].rpartition(":")[2])
    return Outside(MiniStack(emulator.folder, port=port), "sandbox", account["shopify_secret"])


@pytest.fixture(scope="session")
def cdk(checkout: Checkout, shop: Outside) -> Cdk:
    """The CDK command line for another deployment of the same stage."""
    return Cdk(checkout.folder, shop.emulator, shop.stage)
