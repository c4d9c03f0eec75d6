"""What happens on an emulator while somebody tries it: mails as files, executions as they begin and end."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from homing.settings import machine_name

from local.emulator.ministack import MiniStack
from local.emulator.session import EmulatorSession
from local.emulator.surroundings import ACCOUNT, REGION


class Watch:
    """Tells each new thing once."""

    def __init__(
        self,
        emulator: MiniStack,
        *,
        stage: str,
        workflows: Sequence[str],
        folder: Path,
        tell: Callable[[str], None],
    ) -> None:
        self._emulator = emulator
        self._executions: Any = EmulatorSession(emulator).client("stepfunctions")
        self._machines = [
            f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{machine_name(stage, each)}"
            for each in workflows
        ]
        self._folder = folder
        self._tell = tell
        self._mails = 0
        self._known: dict[str, str] = {}

    def look(self) -> None:
        """Tell what is new since the last look."""
        for mail in self._emulator.mails()[self._mails :]:
            self._mails += 1
            file = self._folder / f"{self._mails:03d}.html"
            file.write_text(mail["BodyHtml"], encoding="utf-8")
            self._tell(f"mail to {', '.join(mail['To'])}: {mail['Subject']} ({file})")
        for machine in self._machines:
            for each in self._executions.list_executions(stateMachineArn=machine)["executions"]:
                if self._known.get(each["name"]) != each["status"]:
                    self._known[each["name"]] = each["status"]
                    self._tell(f"execution {each['name']}: {each['status'].lower()}")
