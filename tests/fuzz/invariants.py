"""What holds after every request, whoever sends it."""

import re
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta

from homing.http_answers import security_headers
from homing.routes import Route

from local.gateway import Answer, Gateway, path_of, route_of
from tests.fuzz.attempts import Attempt
from tests.fuzz.markup import foreign
from tests.fuzz.proof import is_proven
from tests.fuzz.stage import PEOPLE, Stage

TRACE = re.compile(rb"Traceback|\b[A-Z]\w*(?:Error|Exception)\b|File \"|\bhoming\.|/opt/python|\.py\b")
SOMEBODY = re.compile("|".join(f"person{number}@" for number in PEOPLE))
LONGEST = 1.0
CLAIMS = (
    "no answer is a 5xx, and none names an exception or a file of ours",
    "no answer takes a second of a processor",
    "every answer of a function has every security header, and none sets a cookie",
    "no answer leads to an address that is not in shop.yaml",
    "no answer and no line of the log holds the address of a contact",
    "without a valid signature, key or token nothing is written, queued or sent",
    "what was queued is worked off: nothing comes back, and nothing is a dead letter",
    "a day later no function has crashed, and no mail holds markup, a template or a header from outside",
)


def tried(stage: Stage, attempt: Attempt) -> tuple[Answer, list[str]]:
    """Make an attempt; its answer, and what it broke."""
    route = route_of(attempt.method, path_of(attempt.target))
    began = time.process_time()
    answer = Gateway(stage.account.invoke).answer(
        attempt.method, attempt.target, attempt.headers, attempt.body
    )
    took = time.process_time() - began
    broken = list(_of_answer(stage, route, answer))
    if took > LONGEST:
        broken.append(f"the answer took {took:.1f} s of a processor")
    proven = route is not None and is_proven(stage, route, attempt)
    if proven:
        stage.pass_time(timedelta(0))
        broken += _of_work(stage)
        stage.has_changed()
    elif stage.has_changed():
        broken.append("something changed without a valid signature")
    return answer, broken


def _of_answer(stage: Stage, route: Route | None, answer: Answer) -> Iterator[str]:
    if answer.status >= 500:
        yield f"answered {answer.status}: {[repr(each) for each in stage.account.crashes[-1:]]}"
    if found := TRACE.search(answer.body):
        yield f"the answer tells {found[0]!r}"
    if SOMEBODY.search(answer.body.decode("utf-8", "replace") + repr(answer.headers)):
        yield "the answer holds somebody's address"
    if route is not None:
        yield from _of_headers(stage, answer.headers)


def _of_headers(stage: Stage, headers: Mapping[str, str]) -> Iterator[str]:
    if missing := security_headers().keys() - headers.keys():
        yield f"the answer has no {', '.join(sorted(missing))}"
    if "set-cookie" in headers:
        yield "the answer sets a cookie"
    shop = stage.account.shop
    known = {form.redirect for form in shop.forms.values()} | {each.url for each in shop.resources.values()}
    if (location := headers.get("location")) is not None and location not in known:
        yield f"the answer leads to {location}"


def _of_work(stage: Stage) -> Iterator[str]:
    account = stage.account
    if len(account.events):
        yield f"what was queued cannot be worked off: {stage.log.getvalue()[-2000:]}"
    yield from (f"crashed: {each!r}" for each in account.crashes)


def aftermath(stage: Stage) -> Iterator[str]:
    """What a day of everything that was let in has broken."""
    stage.pass_time(timedelta(days=1))
    yield from _of_work(stage)
    yield from (f"dead letter: {each[:300]}" for each in stage.account.dead_letters())
    if found := SOMEBODY.search(stage.log.getvalue()):
        yield f"the log tells {found[0]}"
    for sent in stage.account.mailer.sent:
        mail = sent.email
        heads = [mail.subject, mail.recipient, *(value for _, value in mail.headers)]
        if any(sign in head for head in heads for sign in "\r\n"):
            yield f"a header of a mail has two lines: {heads}"
        yield from (f"a mail holds {each}" for each in foreign(mail.html))
