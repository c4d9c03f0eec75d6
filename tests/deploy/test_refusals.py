"""What `make emulator` says when it cannot work, what it keeps from its commands, what it leaves behind."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from homing.domain.errors import EmulatorFailed

from local.emulator.cdk import Cdk
from local.emulator.ministack import MiniStack, free_port
from local.emulator.surroundings import surroundings
from tests.deploy.outside import until

pytestmark = pytest.mark.xdist_group("deploy")

ROOT = Path(__file__).parents[2]

START = """
import sys
from pathlib import Path
from local.emulator.ministack import MiniStack
MiniStack(Path(sys.argv[1]), port=int(sys.argv[2])).start()
print("up", flush=True)
sys.stdin.read()
"""


def test_a_taken_port_is_named_with_what_to_do_next(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "local.emulator",
            "--port",
            str(port),
            "--folder",
            str(tmp_path / "x"),
        ]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 2
    assert ended.stderr.startswith(f"Port {port} cannot be used: ")
    assert ended.stderr.endswith(f"Name another: make emulator PORT={port + 1}\n")


def test_a_missing_command_line_is_named_with_what_to_do_next(tmp_path: Path) -> None:
    cdk = Cdk(tmp_path, MiniStack(tmp_path, port=free_port()), "sandbox")

    with pytest.raises(EmulatorFailed, match=r"There is no .*cdk\. Run make setup"):
        cdk.deploy()


def test_a_missing_node_is_named_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(EmulatorFailed, match=r"There is no node\. Run make setup"):
        Cdk(ROOT, MiniStack(tmp_path, port=free_port()), "sandbox").deploy()


def test_no_command_is_led_to_an_account_of_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_SSM", "CDK_DEFAULT_ACCOUNT"):
        monkeypatch.setenv(name, "mine")
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", "the machine's")

    given = surroundings()

    assert "mine" not in given.values()
    assert given["AWS_CONFIG_FILE"] == given["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert given["NODE_EXTRA_CA_CERTS"] == "the machine's"


def test_an_emulator_does_not_outlive_a_starter_that_was_killed(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", START, str(tmp_path), str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"up\n"

        starter.kill()

    def is_free() -> bool:
        with socket.socket() as caller:
            return caller.connect_ex(("127.0.0.1", port)) != 0

    assert until(is_free, "the emulator to end")
