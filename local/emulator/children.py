"""Commands that run to their end, or end with us: Ctrl-C leaves none of what they started."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


def run(
    command: Sequence[str], *, where: Path, variables: Mapping[str, str], log: Path, typed: str = ""
) -> int:
    """The exit code; what was said is appended to the log.

    The command gets a session of its own, so that one asking for a secret reads what we type, not a terminal.
    """
    with log.open("ab") as said:
        process = subprocess.Popen(
            command,
            cwd=where,
            env=dict(variables),
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.communicate(typed.encode())
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
    return process.returncode


def end_of(log: Path, lines: int = 25) -> str:
    """What a log says last."""
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:])
