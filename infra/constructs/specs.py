"""What each function is: its package, its settings, its size and its time."""

from collections.abc import Mapping
from dataclasses import dataclass

from homing import settings
from homing.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A function as its package and its settings describe it."""

    package: str
    module: str
    settings: type[Settings]
    purpose: str
    memory: int = 512  # a third of a processor, enough to start in a second
    timeout_seconds: int


SPECS: Mapping[str, Spec] = {
    "webhook": Spec(
        package="trigger",
        module="webhook",
        settings=settings.WebhookSettings,
        purpose="Takes webhooks in: checks the signature and queues the bytes",
        timeout_seconds=5,  # as long as Shopify waits
    ),
    "track": Spec(
        package="trigger",
        module="track",
        settings=settings.TrackSettings,
        purpose="Takes tracking calls in: checks the write key and queues them",
        timeout_seconds=10,  # libraries wait 15; a batch is up to a hundred messages
    ),
    "forms": Spec(
        package="trigger",
        module="forms",
        settings=settings.FormsSettings,
        purpose="Takes the forms of the shop's pages in and queues them",
        timeout_seconds=10,
    ),
    "events": Spec(
        package="trigger",
        module="events",
        settings=settings.EventsSettings,
        purpose="Works on events: contacts, exits, goals, enrollments",
        timeout_seconds=60,
    ),
    "feedback": Spec(
        package="trigger",
        module="feedback",
        settings=settings.FeedbackSettings,
        purpose="Works on what SES says became of a mail",
        memory=256,  # it waits for tables most of its time, and nobody waits for it
        timeout_seconds=60,
    ),
    "sweep": Spec(
        package="trigger",
        module="sweep",
        settings=settings.SweepSettings,
        purpose="Looks every minute at what is due",
        timeout_seconds=55,
    ),
    "reconcile": Spec(
        package="trigger",
        module="reconcile",
        settings=settings.ReconcileSettings,
        purpose="Looks every hour for enrollments that stand still",
        timeout_seconds=295,  # its own limit of four minutes, and a last batch
    ),
    "privacy": Spec(
        package="trigger",
        module="privacy",
        settings=settings.PrivacySettings,
        purpose="Hands out and erases what people asked for about themselves",
        timeout_seconds=900,  # an archive of thirty days is read through
    ),
    "pages": Spec(
        package="trigger",
        module="pages",
        settings=settings.PagesSettings,
        purpose="Shows the pages that mails lead to, and takes what is answered there",
        timeout_seconds=10,
    ),
    "step": Spec(
        package="step",
        module="handler",
        settings=settings.StepSettings,
        purpose="Decides inside a workflow, and recovers what was lost",
        timeout_seconds=30,
    ),
    "send": Spec(
        package="send",
        module="handler",
        settings=settings.SendSettings,
        purpose="Sends the mails of every workflow",
        memory=256,  # it waits for SES most of its time
        timeout_seconds=60,
    ),
    "report": Spec(
        package="report",
        module="handler",
        settings=settings.ReportSettings,
        purpose="Answers the dashboard and writes the daily digest",
        timeout_seconds=60,
    ),
}
