"""Small workflows that no shop ships, with mails borrowed from one that does, and events of any name."""

import hashlib
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from tests.builders import stamp
from tests.journeys.conftest import ROOT


def write_flows(root: Path, *flows: str, segments: str = "") -> Path:
    """A folder of workflows; each flow is the text of its YAML file, without title, status and stage.

    `segments` are conditions by the names of segments, which lie in a folder beside it.
    """
    folder = root / "workflows"
    for name, when in (yaml.safe_load(segments) or {}).items():
        (root / "segments").mkdir(parents=True, exist_ok=True)
        told = {"name": name, "title": name, "when": when}
        (root / "segments" / f"{name}.yaml").write_text(json.dumps(told), encoding="utf-8")
    for part in ("_layout", "_pages", "locales"):
        shutil.copytree(ROOT / "workflows" / part, folder / part, dirs_exist_ok=True)
    for flow in flows:
        told = {"title": "A flow", "status": "draft", "stage": "before"} | yaml.safe_load(flow)
        emails = folder / told["name"] / "emails"
        emails.mkdir(parents=True, exist_ok=True)
        (folder / told["name"] / "workflow.yaml").write_text(json.dumps(told), encoding="utf-8")
        for step in _emails(told["steps"]):
            shutil.copy(ROOT / "workflows/welcome/emails/brand_story.mjml", emails / f"{step}.mjml")
    return folder


def _emails(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for each in value for name in _emails(each)]
    if isinstance(value, dict):
        own = [value["id"]] if value.get("type") == "email" else []
        return own + [name for each in value.values() for name in _emails(each)]
    return []


def tracked(
    event: str, at: datetime, *, told_at: datetime | None = None, who: str = "u1", **said: Any
) -> str:
    """An event that happened at `at`; it arrives at once, or at `told_at`."""
    body: dict[str, Any] = {
        "type": "track",
        "userId": who,
        "event": event,
        "originalTimestamp": stamp(at),
        "timestamp": stamp(at),
        "properties": said,
    }
    body["messageId"] = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    return json.dumps({"at": stamp(told_at or at), "source": "segment", "body": body})


def identified(at: datetime, who: str = "u1", **traits: Any) -> str:
    """A person who says who they are, and that they want mail."""
    told = {"email": f"{who}@example.com", "firstName": "Ada", "timezone": "Europe/Oslo"} | traits
    body = {"type": "identify", "userId": who, "timestamp": stamp(at), "traits": told}
    return json.dumps({"at": stamp(at), "source": "segment", "body": body})


def person(at: datetime, who: str = "u1", **traits: Any) -> list[str]:
    """Somebody who may be mailed from the next second on."""
    return [identified(at, who, **traits), tracked("Subscribed", at + timedelta(seconds=1), who=who)]
