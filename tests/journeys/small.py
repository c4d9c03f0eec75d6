"""Workflows that no shop ships, small enough to be read beside the claim that is made of them."""

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from homing.domain.walk import flatten
from homing.domain.workflow import Workflow

from tests.builders import stamp
from tests.journeys.conftest import ROOT

USUAL = {"title": "Small", "status": "draft", "stage": "after"}


def shop_of(folder: Path, *texts: str) -> Path:
    """A folder of these workflows; every mail says what another says."""
    for part in ("_layout", "_pages", "locales"):
        shutil.copytree(ROOT / "workflows" / part, folder / part)
    for text in texts:
        written = USUAL | yaml.safe_load(text)
        emails = folder / written["name"] / "emails"
        emails.mkdir(parents=True)
        (folder / written["name"] / "workflow.yaml").write_text(
            yaml.safe_dump(written, sort_keys=False), encoding="utf-8"
        )
        for step in flatten(Workflow.model_validate(written).steps):
            if step.type == "email":
                shutil.copy(ROOT / "workflows/welcome/emails/brand_story.mjml", emails / f"{step.id}.mjml")
    return folder


def identify(at: datetime, user: str = "u1", **traits: Any) -> str:
    """Somebody says who they are, in Oslo."""
    who = {"email": f"{user}@example.com", "timezone": "Europe/Oslo"} | traits
    return _line(at, {"type": "identify", "userId": user, "traits": who})


def track(event: str, at: datetime, user: str = "u1", *, arrives: datetime | None = None, **told: Any) -> str:
    """Somebody does something; `arrives` is when we hear of it, if that is later."""
    body = {
        "type": "track",
        "userId": user,
        "event": event,
        "properties": told,
        "timestamp": stamp(at),
        "messageId": f"{user}/{event}/{stamp(at)}/{json.dumps(told)}",
    }
    return _line(arrives or at, body)


def _line(at: datetime, body: dict[str, Any]) -> str:
    return json.dumps({"at": stamp(at), "source": "segment", "body": body})
