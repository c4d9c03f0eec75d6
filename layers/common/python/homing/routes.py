"""The public routes: who comes in by which path, with what, how large and how often.

The one table: API Gateway is made from it (infra/constructs/door.py), and the functions keep to its limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from homing.domain.pages import Page

KB = 1024
LARGEST_BATCH = 500 * KB
"""Segment's own limit of a batch, which its libraries keep to."""
LARGEST_FORM = 64 * KB
PAGE_METHODS = ("GET", "HEAD", "POST")


class Proof(StrEnum):
    """What a caller shows before anything is changed."""

    SHOP_SIGNATURE = "shop signature"
    WRITE_KEY = "write key"
    FORM_TOKEN = "form token"
    SIGNED_LINK = "signed link"


class Media(StrEnum):
    """How a body may be written."""

    JSON = "application/json"
    TEXT = "text/plain"  # how a browser's script sends JSON without asking first
    FORM = "application/x-www-form-urlencoded"
    MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One path; its last part, in braces, is what differs from call to call."""

    path: str
    function: str
    """By its name in infra/constructs/specs.py."""
    proof: Proof
    methods: tuple[str, ...]
    takes: tuple[Media, ...] = ()
    largest: int | None = None
    """Bytes of a body, judged before anything of it is read; None: signed bytes are never too many."""
    share: int
    """Percent of the requests a second that a stage lets in: whoever hammers here keeps nobody else out."""
    shared_with_scripts: bool = False
    """Whether a page of the shop may read the answer (CORS)."""

    @property
    def answers_any_method(self) -> bool:
        """Whether the function itself tells which methods there are: a reader's browser shows its answer."""
        return self.proof is Proof.SIGNED_LINK and "POST" in self.methods

    @property
    def prefix(self) -> str:
        """The path before what differs."""
        return self.path.partition("{")[0]

    def rest(self, path: str) -> str:
        """What differs."""
        return path.removeprefix(self.prefix).strip("/")


WEBHOOKS = Route(
    path="/webhooks/shopify/{topic+}",
    function="webhook",
    proof=Proof.SHOP_SIGNATURE,
    methods=("POST",),
    takes=(Media.JSON,),
    share=100,
)
CALLS = Route(
    path="/v1/{call}",
    function="track",
    proof=Proof.WRITE_KEY,
    methods=("POST",),
    takes=(Media.JSON, Media.TEXT),
    largest=LARGEST_BATCH,
    share=100,
    shared_with_scripts=True,
)
FORMS = Route(
    path="/v1/forms/{form}",
    function="forms",
    proof=Proof.FORM_TOKEN,
    methods=("POST",),
    takes=(Media.FORM, Media.MULTIPART, Media.JSON),
    largest=LARGEST_FORM,
    share=10,  # anybody may copy a form's token out of the page, and each form is somebody to write to
    shared_with_scripts=True,
)
MAGNET = Route(
    path="/v1/magnet/{token}",
    function="pages",
    proof=Proof.SIGNED_LINK,
    methods=("GET",),
    share=20,
)


SHARES: Mapping[str, int] = {"unsubscribe": 50, "confirm": 10}
"""Mail programs and scanners look at the links of every mail of a campaign; other pages are for people."""


def page_route(page: Page) -> Route:
    """The route of a page that mails lead to."""
    return Route(
        path=f"/{page}/{{token}}",
        function="pages",
        proof=Proof.SIGNED_LINK,
        methods=PAGE_METHODS,
        takes=(Media.FORM, Media.MULTIPART),
        largest=LARGEST_FORM,
        share=SHARES.get(page, 20),
    )


PAGES = {page: page_route(page) for page in Page}
ROUTES = (WEBHOOKS, CALLS, FORMS, MAGNET, *PAGES.values())
