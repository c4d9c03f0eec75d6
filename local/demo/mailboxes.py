"""The recipients' side: every mail that leaves is opened, clicked, answered with an order, or resented."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from html import unescape

from homing.domain.message import MessageId

from local import play
from local.account import Account
from local.demo import answers, baskets, calls, noise, shopping
from local.demo.baskets import Basket, Fate
from local.demo.draws import drawn
from local.demo.people import MailApp, Person
from local.demo.reactions import react
from local.ses import SentEmail

APPLE_PRIVACY = "Mozilla/5.0"
GOOGLE_PROXY = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
SCANNER = "Mozilla/5.0 (compatible; MailScanner/9.2)"
READER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.2"
ANSWERED_AFTER = timedelta(seconds=6)
"""Bounces and automatic answers come once the mail has been taken in."""

_HREF = re.compile(r'href="(https?://[^"]+)"')


class Mailboxes:
    """Listens to the account's mailer and puts what recipients do on its agenda."""

    def __init__(
        self, account: Account, seed: int, people: Sequence[Person], filled: Sequence[Basket]
    ) -> None:
        self.bought_by_mail: dict[str, datetime] = {}  # when the order of a cart reaches the shop's door
        self._account = account
        self._seed = seed
        self._people: Mapping[str, Person] = {each.email: each for each in people}
        self._baskets: Mapping[str, Basket] = {each.key: each for each in filled}
        account.mailer.on_sent.append(self)

    def __call__(self, sent: SentEmail) -> None:
        """Decide at once what becomes of a mail, and let it happen in its time."""
        person = self._people.get(sent.email.recipient)
        if person is None:
            return
        if person.silent and not person.dead_address:
            return
        basket = self._basket(sent)
        mail = "/".join((sent.tag("workflow"), sent.tag("step"), basket.number if basket else ""))
        named = basket is not None and any(each.product.title in sent.email.subject for each in basket.items)
        reaction = react(person, self._seed, mail, sent.at, of_cart=basket is not None, named=named)
        if reaction.bounces is not None:
            self._tell(sent.at + ANSWERED_AFTER, sent, "Bounce", **_bounce(reaction.bounces))
        if sent.email.track_opens:
            self._tell(reaction.machine_opens, sent, "Open", userAgent=APPLE_PRIVACY)
            self._tell(reaction.opens, sent, "Open", userAgent=_agent(person))
        if reaction.scans or reaction.clicks:
            link = self._link(sent, drawn(self._seed, "link", person.number, mail).random())
            self._tell(reaction.scans, sent, "Click", userAgent=SCANNER, link=link, isBotEvent="Likely")
            self._tell(reaction.clicks, sent, "Click", userAgent=READER, link=link, isBotEvent="Unlikely")
        self._tell(reaction.complains, sent, "Complaint")
        self._answer(person, sent, mail)
        if reaction.leaves is not None:
            self._account.agenda.at(reaction.leaves, lambda: self._leave(sent))
        if reaction.buys is not None:
            buying = basket or self._first_order(person, mail, reaction.buys)
            self._account.agenda.at(reaction.buys, lambda: self._buy(buying, new=basket is None))

    def _basket(self, sent: SentEmail) -> Basket | None:
        """The cart that a mail is about."""
        message = MessageId.parse(sent.tag("message"))
        enrollment = self._account.tables.enrollments.get(message.enrollment) if message else None
        return self._baskets.get(enrollment.key) if enrollment else None

    def _tell(self, at: datetime | None, sent: SentEmail, kind: str, **detail: object) -> None:
        if at is not None:
            self._account.agenda.at(at, lambda: self._account.mailer.tell(sent, kind, **detail))

    def _answer(self, person: Person, sent: SentEmail, mail: str) -> None:
        """What a reader says on our pages, and tells the shop elsewhere."""
        chance = drawn(self._seed, "answer", person.number, mail, sent.at)
        for answer in answers.on_pages(sent, chance):
            said = partial(self._account.answer, sent, answer.page, answer.form)
            self._account.agenda.at(sent.at + answer.after, said)
        play.schedule(self._account, calls.lines(answers.elsewhere(sent, person, chance), self._seed))

    def _leave(self, sent: SentEmail) -> None:
        self._account.one_click(sent)

    def _first_order(self, person: Person, mail: str, at: datetime) -> Basket:
        """Who was sent to the shop by a mail fills a cart there and then."""
        chance = drawn(self._seed, "first order", person.number, mail)
        begun = at - timedelta(minutes=chance.randint(2, 4))
        filled = baskets.fill(person, chance, begun, mail)
        return baskets.known_at(filled, begun + timedelta(minutes=1))

    def _buy(self, basket: Basket, *, new: bool) -> None:
        """Buy a cart that nobody has bought or emptied meanwhile."""
        settled = basket.fate is not Fate.LEFT and not new
        if settled or basket.key in self.bought_by_mail:
            return
        now = self._account.clock.now()
        bought = baskets.bought(basket, now)
        told = [*([shopping.started(bought)] if new else []), *shopping.bought(bought, now, self._seed)]
        lines = [line for happening in told for line in noise.delivered(happening, self._seed)]
        play.schedule(self._account, lines)
        orders = [line.at for line in lines if line.content["topic"] == "orders/create"]
        self.bought_by_mail[basket.key] = min(orders)

    def _link(self, sent: SentEmail, chance: float) -> str:
        """The link that is followed: most often the first of the mail's own."""
        pages = f"https://{self._account.shop.links_domain}"
        found = [unescape(each) for each in _HREF.findall(sent.email.html)]
        links = [each for each in found if not each.startswith(pages)] or [self._account.shop.url]
        return links[0] if chance < 0.6 else links[int(chance * 1000) % len(links)]


def _agent(person: Person) -> str:
    return GOOGLE_PROXY if person.mail_app is MailApp.GOOGLE else READER


def _bounce(kind: str) -> dict[str, object]:
    return {"bounceType": kind, "bounceSubType": "General"}
