"""Plays input lines on an account: each at its time, through the door it would come by."""

import json
from collections.abc import Iterable
from typing import Any

from homing.adapters.shopify import TOPICS
from homing.domain.contact import normal_email
from homing.domain.pages import Page
from homing.domain.timeline import Kind, Line
from homing.services.tracking import KINDS

from local import form_posts, privacy_rounds
from local.deployment import Deployment
from local.lines import InputLine
from local.ses import SentEmail

LEAVE = "unsubscribe"
ANSWER = "answer"
CONFIRM = "confirm"
FEEDBACK = {"open": "Open", "click": "Click", "complain": "Complaint", "bounce": "Bounce"}


def schedule(account: Deployment, lines: Iterable[InputLine]) -> None:
    """Put every line on the account's agenda."""
    for line in lines:
        account.agenda.at(line.at, lambda line=line: play(account, line))  # type: ignore[misc]


def play(account: Deployment, line: InputLine) -> None:
    """Let one line happen now."""
    match line.source:
        case "shopify":
            _shopify(account, line)
        case "segment":
            _segment(account, line)
        case "form":
            _form(account, line)
        case "ses":
            account.feedback.send(json.dumps(line.content.get("body")))
        case "recipient":
            _recipient(account, line)
        case _:
            _ignore(account, str(line.content.get("topic") or line.source))


def _shopify(account: Deployment, line: InputLine) -> None:
    topic = line.content.get("topic")
    body = json.dumps(line.content.get("body"), ensure_ascii=False).encode("utf-8", "surrogatepass")
    if not isinstance(topic, str) or topic not in TOPICS:
        _ignore(account, str(topic))
        return
    account.deliver(topic, body, line.delivery_id)
    privacy_rounds.arrange(account.agenda, topic, lambda: account.invoke("privacy", {}))


def _segment(account: Deployment, line: InputLine) -> None:
    body = line.content.get("body")
    told = body if isinstance(body, dict) else {}
    kind = "batch" if "batch" in told else str(told.get("type"))
    if kind not in (*KINDS, "batch"):
        _ignore(account, f"segment {kind}")
        return
    if not account.track(kind, json.dumps(told).encode()):
        _ignore(account, f"segment {kind}")


def _form(account: Deployment, line: InputLine) -> None:
    name = line.content.get("form")
    if name not in account.shop.forms:
        _ignore(account, f"form {name}")
        return
    form_posts.post(account, line.content)


def _recipient(account: Deployment, line: InputLine) -> None:
    told = line.content
    email = normal_email(told.get("email"))
    action = told.get("action")
    sent = account.mailer.latest(email, told.get("workflow"), told.get("step")) if email else None
    if sent is None or not isinstance(action, str) or action not in (LEAVE, ANSWER, CONFIRM, *FEEDBACK):
        _ignore(account, f"{action}")
        return
    if action == "open" and not sent.email.track_opens:
        _ignore(account, "open of a mail without a pixel")
        return
    if action == LEAVE:
        account.leave(sent)
        return
    if action in (ANSWER, CONFIRM):
        _answer(account, sent, {"page": Page.CONFIRM.value, "answer": {}, **told})
        return
    account.mailer.tell(sent, FEEDBACK[action], **_detail(account, told, action))


def _answer(account: Deployment, sent: SentEmail, told: Any) -> None:
    page, answer = told.get("page"), told.get("answer")
    if page not in sent.pages or not isinstance(answer, dict):
        _ignore(account, f"{ANSWER} {page}")
        return
    account.answer(sent, page, {str(name): str(value) for name, value in answer.items()})


def _detail(account: Deployment, told: Any, action: str) -> dict[str, Any]:
    detail: dict[str, Any] = {}
    if told.get("user_agent") and action in ("open", "click"):
        detail["userAgent"] = told["user_agent"]
    if action == "click":
        detail["link"] = told.get("link") or account.shop.url
    return detail


def _ignore(account: Deployment, what: str) -> None:
    now = account.clock.now()
    account.timeline.write(Line(at=now, kind=Kind.RECEIVED, event=what, reason="ignored"))
