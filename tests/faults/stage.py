"""The deployment that a story is played on: as deployed, on moto, made once for all plays of a process."""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import boto3
from homing import bootstrap
from homing.adapters import templates
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.workflow_files import load
from homing.domain.contact import Contact
from homing.settings import machine_name

from local import lines, play
from local.executions import Execution
from local.moto_engine.account import MotoAccount
from local.moto_engine.environment import ACCOUNT_ID, REGION, STAGE
from local.ses import SentEmail, ses_event
from tests.builders import DAY, at
from tests.faults.rows import enrollments
from tests.faults.work import work_of

ROOT = Path(__file__).parents[2]
START = at("2026-03-02 00:00")
LOCALE = "nb"
OPENED = START - 2 * DAY
"""Earlier lines are history, as in a rehearsal."""

CROSSROADS = """
name: crossroads
title: A branch, an update and an exit, which no workflow of the shop has yet
status: live
stage: before
trigger: {type: event, event: Order Cancelled}
steps:
  - {id: sorry, type: email, hours: any, purpose: transactional}
  - {id: day_1, type: wait, day: 1, at: "10:30"}
  - id: where
    type: branch
    arms:
      - name: norway
        when: {fact: contact.country, is: NO}
        steps:
          - {id: note, type: update, set: {near: true}}
    otherwise:
      - {id: goodbye, type: exit}
  - {id: day_2, type: wait, day: 2}
  - {id: last, type: email, purpose: transactional}
"""


class Stage(MotoAccount):
    """A deployment whose functions may be struck."""

    def __init__(self, **given: Any) -> None:
        self.deaf: set[str] = set()
        """Functions that take what they are given, do nothing with it and say that all went well."""
        self.spared: set[str] = {"reconcile"}
        """Functions that are called only if they would find something: most looks find nothing."""
        self.life = 0
        """Counts the invocations."""
        self.work = ""
        """What the present one was called for: the same text when the same work comes again."""
        self.at_close: Callable[[], object] = lambda: None
        self.seen: list[Mapping[str, Any]] = []
        self.replayed = 0
        super().__init__(**given)

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        if function in self.deaf or (function in self.spared and not self._stands_still()):
            return {}
        self.life += 1
        if function == "events":
            self.seen.append(event)
        self.work = f"{function} {work_of(function, event) or self.clock.now().strftime('%d %H h')}"
        return super().invoke(function, event)

    def close(self) -> None:
        self.at_close()
        super().close()

    def stop(self, execution: Execution) -> None:
        """Stop an execution from outside, without our error."""
        machine = machine_name(STAGE, execution.workflow)
        arn = f"arn:aws:states:{REGION}:{ACCOUNT_ID}:execution:{machine}:{execution.name}"
        client = boto3.client("stepfunctions", region_name=REGION)
        client.stop_execution(executionArn=arn, error="Stopped", cause="by hand")

    def hear(self, mail: SentEmail, kind: str) -> None:
        """Let the feedback function work an event of SES off at once."""
        told = ses_event(mail, kind, self.clock.now(), {})
        record = {"messageId": "told", "body": json.dumps(told), "attributes": {}}
        self.invoke("feedback", {"Records": [{**record, "eventSource": "aws:sqs"}]})

    def poison(self, queue: str, body: str, at: datetime) -> None:
        """Put something into a queue that nobody can work off."""
        queues = {"events": self.events, "feedback": self.feedback, "send": self.sends["welcome"]}
        self.agenda.at(at, lambda: queues[queue].send(body))

    def replay_events(self, at: datetime) -> None:
        """Let every record of the events queue come once more."""

        def again() -> None:
            for event in list(self.seen):
                self.replayed += 1
                super(Stage, self).invoke("events", event)

        self.agenda.at(at, again)

    def _stands_still(self) -> bool:
        """Whether any enrollment is on its way without an execution that runs."""
        running = {each.name for each in self.stepper.executions.values() if each.status == "RUNNING"}
        return any(row.running and row.execution_name not in running for row in enrollments())

    def play(self, told: Sequence[str], until: datetime) -> None:
        """Let lines happen at their times."""
        play.schedule(self, lines.parse(told, "story"))
        self.agenda.run(until)

    def _contact(self, contact_id: str) -> Contact | None:
        return None  # the timeline is not looked at, and asking moto for each line takes time


@cache
def stage() -> Stage:
    """A deployment of the demo shop to which nothing has happened yet; play on it in a forked process."""
    folder = Path(tempfile.mkdtemp())
    try:
        shutil.copytree(ROOT / "workflows", folder, dirs_exist_ok=True)
        emails = folder / "crossroads" / "emails"
        emails.mkdir(parents=True)
        (folder / "crossroads" / "workflow.yaml").write_text(CROSSROADS, encoding="utf-8")
        for step in ("sorry", "last"):
            shutil.copy(ROOT / "workflows/welcome/emails/brand_story.mjml", emails / f"{step}.mjml")
        given: dict[str, Any] = {
            "shop": load_shop(ROOT / "shop.yaml"),
            "workflows": load(folder),
            "templates": compile_templates(folder),
        }
    finally:
        shutil.rmtree(folder)
    made = Stage(**given, start=OPENED, live_from=START)
    made.at_close = _compile_mails_once(given["templates"])
    made.spared.clear()
    for function in ("sweep", "reconcile"):
        made.invoke(function, {})  # the first looks back over many days
    made.spared.add("reconcile")
    bootstrap.forget()
    return made


def _compile_mails_once(compiled: templates.CompiledTemplates) -> Callable[[], object]:
    """A function that starts cold makes its renderer anew, which would be half of a short play's time."""
    renderer = templates.JinjaRenderer(compiled, default_locale=LOCALE)
    norwegian = renderer._environments[LOCALE]
    for name in norwegian.list_templates():
        norwegian.get_template(name)
    patch = mock.patch.object(templates, "JinjaRenderer", return_value=renderer)
    patch.start()
    return patch.stop
