"""The deployment that is fuzzed: real handlers over the engine in memory, with people whose mails came."""

import io
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from logging import StreamHandler
from typing import Any, cast
from urllib.parse import urlencode

from homing import bootstrap, observability
from homing.adapters import segment_files
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.templates import CompiledTemplates
from homing.adapters.workflow_files import load
from homing.domain.pages import Page
from homing.domain.segment import Segment
from homing.domain.shop import Shop
from homing.domain.statement import ConsentSource
from homing.domain.workflow import Workflow
from homing.routes import FORMS
from homing.services.forms import CONSENT, TOKEN

from local.account import Account
from local.api import http_request
from tests.builders import DAY, at, checkout, subscriber
from tests.conventions.tree import ROOT

START = at("2026-03-02 10:00")
PEOPLE = (1, 2, 3)
ASKED = "person4@example.com"


@cache
def _files() -> tuple[Shop, tuple[Workflow, ...], tuple[Segment, ...], CompiledTemplates]:
    folder = ROOT / "workflows"
    shop = load_shop(ROOT / "shop.yaml")
    asking = shop.consent.double_opt_in.model_copy(update={"sources": (ConsentSource.FORM,)})
    consent = shop.consent.model_copy(update={"double_opt_in": asking})
    return (
        shop.model_copy(update={"consent": consent}),
        tuple(load(folder)),
        tuple(segment_files.load(segment_files.beside(folder))),
        compile_templates(folder),
    )


class Stage:
    """One deployment. Its log is kept, so that what goes into it can be looked at."""

    def __init__(self) -> None:
        shop, workflows, segments, templates = _files()
        self.log = io.StringIO()
        self._handler: StreamHandler[Any] = cast("Any", observability.logger.registered_handler)
        self._stream = self._handler.setStream(self.log)
        self.account = Account(
            shop=shop,
            workflows=workflows,
            segments=segments,
            templates=templates,
            start=START,
            live_from=START,
        )
        for number in PEOPLE:
            self.account.webhook("customers/create", _body(subscriber(number, at=START)))
        self.account.webhook("checkouts/create", _body(checkout("t1", 1, at=START)))
        self._sign_up("wool_guide")
        self.pass_time(timedelta(hours=3))
        self._seen, self._calls = "", 0
        self.has_changed()
        self.links = self._links()
        """What the link to each page holds for somebody who got a mail, and what each form holds."""

    def close(self) -> None:
        """Take it out of AWS's place."""
        self._handler.setStream(self._stream)
        self.account.close()

    @property
    def now(self) -> datetime:
        return self.account.clock.now()

    def pass_time(self, time: timedelta) -> None:
        """Let everything happen that is due until then."""
        self.account.agenda.run(self.now + time)

    def has_changed(self) -> bool:
        """Whether anything that is kept, queued or sent is other than at the last look.

        Where no port was called in between, nothing can be.
        """
        account, before, calls = self.account, self._seen, self.account.tally.calls.total()
        if calls == self._calls:
            return False
        self._calls = calls
        left = (len(account.events), len(account.feedback), len(account.mailer.sent), len(account.texts))
        self._seen = repr((account.tables, left, len(account.timeline.lines)))
        return self._seen != before

    def _sign_up(self, form: str) -> None:
        """Let somebody ask for mails, who is asked by mail whether it was them."""
        token = self.account.neighbours.form_tokens.make(form, self.now + DAY)
        filled = {TOKEN: token, "email": ASKED, CONSENT: "on"}
        request = http_request("POST", f"{FORMS.prefix}{form}", {}, urlencode(filled).encode())
        self.account.invoke(FORMS.function, request)

    def _links(self) -> Mapping[str, str]:
        message, contact = next((m, each.contact_id) for m, each in self.account.tables.messages.items())
        links, near = self.account.neighbours.links, self.now + 7 * DAY
        made = {page.value: links.page(page, message, contact).rpartition("/")[2] for page in Page}
        mails = (each.pages.get(Page.CONFIRM) for each in self.account.mailer.sent)
        made[Page.CONFIRM] = next(each for each in mails if each).rpartition("/")[2]
        made["magnet"] = self.account.neighbours.resource_links.make("wool_guide", near).rpartition("/")[2]
        tokens = self.account.neighbours.form_tokens
        return made | {form: tokens.make(form, near) for form in self.account.shop.forms}


def fresh(old: Stage | None = None) -> Stage:
    """A deployment in which nothing was fuzzed yet, in another's place."""
    if old is not None:
        old.close()
    bootstrap.forget()
    return Stage()


def _body(payload: Mapping[str, Any]) -> bytes:
    return json.dumps(payload).encode()
