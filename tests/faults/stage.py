"""The deployment that a story is played on: as deployed, on moto, made once for all plays of a process."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from homing.adapters import templates
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.workflow_files import load
from homing.domain.contact import Contact

from local import lines, play
from local.moto_engine.account import MotoAccount
from tests.builders import DAY, at
from tests.faults.work import work_of

ROOT = Path(__file__).parents[2]
START = at("2026-03-02 00:00")
OPENED = START - 60 * DAY
"""Earlier lines are history, as in a rehearsal."""

CROSSROADS = """
name: crossroads
title: A branch, an update and an exit, which no workflow of the shop has yet
status: live
stage: before
trigger: {type: event, event: Unsubscribed}
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
        self.life = 0
        """Counts the invocations."""
        self.work = ""
        """What the present one was called for: the same text when the same work comes again."""
        super().__init__(**given)

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        if function in self.deaf:
            return {}
        self.life += 1
        self.work = f"{function} {work_of(function, event) or self.clock.now().strftime('%d %H h')}"
        return super().invoke(function, event)

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
        given = {
            "shop": load_shop(ROOT / "shop.yaml"),
            "workflows": load(folder),
            "templates": compile_templates(folder),
        }
    finally:
        shutil.rmtree(folder)
    _compile_mails_once()
    return Stage(**given, start=OPENED, live_from=START)


def _compile_mails_once() -> None:
    """A function that starts cold makes its renderer anew, which would be half of a short play's time."""
    renderers: dict[str, templates.JinjaRenderer] = {}
    make = templates.JinjaRenderer

    def renderer(compiled: templates.CompiledTemplates, *, default_locale: str) -> templates.JinjaRenderer:
        if default_locale not in renderers:
            renderers[default_locale] = make(compiled, default_locale=default_locale)
        return renderers[default_locale]

    mock.patch.object(templates, "JinjaRenderer", renderer).start()
