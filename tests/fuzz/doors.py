"""Attempts at the doors for machines: webhooks, tracking calls, forms."""

import base64
import json
from typing import Any

from homing.adapters.form_tokens import FormTokens
from homing.adapters.shopify import TOPICS
from homing.adapters.signatures import sign
from homing.routes import CALLS, FORMS, WEBHOOKS
from homing.services.forms import CONSENT, TOKEN, TRAP
from homing.services.tracking import BATCH, KINDS
from hypothesis import strategies as st

from local.neighbours import WEBHOOK_SECRET, WRITE_KEY
from tests.fuzz import payloads
from tests.fuzz.attempts import Attempt, headers, method, some, spoiled, usually
from tests.fuzz.stage import START, Stage

JSON = "application/json"
IDS = ("d-1", "", "\u0000", "a" * 300, "\u00e5\n")
PATHS = (*sorted(TOPICS), "app/uninstalled", "../x", "%00", "a" * 900)
NO_FORMS = ("another", "%00", "demo/demo")
AS_TEXT = tuple(str(each) for each in payloads.NASTY)


@st.composite
def webhooks(draw: st.DrawFn, stage: Stage) -> Attempt:
    """Webhooks, half of which the shop has signed."""
    topic, payload = draw(st.sampled_from(payloads.webhooks()))
    real = json.dumps(draw(payloads.changed(payload))).encode()
    body = usually(draw, real, st.one_of(payloads.broken(real), payloads.JUNK), one_in=2)
    right = sign(body, WEBHOOK_SECRET)
    forged = [sign(body, "another"), sign(body + b" ", WEBHOOK_SECRET), sign(body, "")]
    wrong = ["", "x", right[:-1], right + "=", right.lower(), right * 2, "\u00e5" * 44]
    said = {
        "x-shopify-hmac-sha256": usually(draw, right, st.sampled_from(forged + wrong), one_in=2),
        "x-shopify-webhook-id": draw(st.sampled_from(IDS)),
    }
    path = WEBHOOKS.prefix + usually(draw, topic, st.sampled_from(PATHS), one_in=6)
    return Attempt(method(draw, "POST"), path, draw(headers(JSON)) | said, body)


@st.composite
def calls(draw: st.DrawFn, stage: Stage) -> Attempt:
    """Tracking calls, half of which bring a write key."""
    made = [draw(payloads.changed(each)) for each in draw(some(payloads.calls()))]
    kind = draw(st.sampled_from([*KINDS, *BATCH] * 2 + ["dance", "%2e%2e"]))
    told: Any = {"batch": made, "sentAt": draw(st.sampled_from(payloads.NASTY))} if kind in BATCH else made[0]
    key = usually(draw, WRITE_KEY, st.sampled_from(["", "x", WRITE_KEY[:-1], WRITE_KEY.upper()]))
    right = f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"
    bare = f"basic {base64.b64encode(key.encode()).decode()}"
    wrong = st.sampled_from([bare, f"Bearer {key}", "Basic ====", "Basic \u00e5", "Basic", ""])
    if draw(st.booleans()) and isinstance(told, dict):
        told = told | {"writeKey": draw(st.sampled_from([key, None, 1, [], {"a": key}]))}
    real = json.dumps(told).encode()
    body = usually(draw, real, st.one_of(payloads.broken(real), payloads.JUNK), one_in=2)
    given = draw(headers(JSON)) | {"authorization": usually(draw, right, wrong)}
    return Attempt(method(draw, "POST"), CALLS.prefix + kind, given, body)


@st.composite
def forms(draw: st.DrawFn, stage: Stage) -> Attempt:
    """Forms, half of which hold a token that is theirs."""
    ours = [*stage.account.shop.forms]
    name = usually(draw, draw(st.sampled_from(ours)), st.sampled_from(NO_FORMS), one_in=8)
    right = stage.links.get(name, stage.links[ours[0]])
    of_others = FormTokens(lambda: ["another secret"]).make(name, START.replace(year=2030))
    over = stage.account.neighbours.form_tokens.make(name, START.replace(year=2020))
    wrong = st.sampled_from(
        [of_others, over, stage.links["unsubscribe"], *(stage.links[each] for each in ours), ""]
    )
    addresses = ("person1@example.com", "\u00e5@b.no", "a@b", "", "a@b.example\r\nBcc: c@d.example")
    fields = {
        TOKEN: usually(draw, right, st.one_of(spoiled(right), wrong), one_in=2),
        "email": usually(draw, "ada@example.com", st.sampled_from(addresses)),
        "first_name": draw(st.sampled_from(["Ada", *AS_TEXT])),
        CONSENT: draw(st.sampled_from(["on", "off", "1", ""])),
        TRAP: usually(draw, "", st.just("https://spam.example"), one_in=8),
        "locale": draw(st.sampled_from(["nb", "de", "xx-YY", "../.."])),
        "timezone": draw(st.sampled_from(["Europe/Oslo", "Mars/Olympus", "/etc/localtime"])),
        "birthday": draw(st.sampled_from(["--02-29", "1980-02-30", "0001-01-01"])),
        "company": draw(st.sampled_from(AS_TEXT)),
    }
    body, kind = draw(payloads.form_body(fields))
    sent = usually(draw, body, st.one_of(payloads.broken(body), payloads.JUNK))
    return Attempt(method(draw, "POST"), FORMS.prefix + name, draw(headers(kind)), sent)
