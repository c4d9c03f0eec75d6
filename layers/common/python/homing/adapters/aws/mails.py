"""What a mail needs on its way out, and what is known of those that left."""

from functools import cached_property
from typing import TYPE_CHECKING

from homing.adapters.aws.tables import TableNeighbours

if TYPE_CHECKING:
    from homing.adapters.dynamodb.code_pool import CodePool
    from homing.adapters.feedback_backlog import SendEvents
    from homing.adapters.ses_quota import SendQuota
    from homing.services import ports
    from homing.services.ports.reports import ReportFiles

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


class OwnBacklog:
    """ports.FeedbackBacklog for the consumer of the feedback itself, which is told of no queue."""

    def __init__(self, send_events: "SendEvents") -> None:
        self.last_send_event_at = send_events.last_send_event_at
        self.note_send_event = send_events.note_send_event

    def is_empty(self) -> bool:
        """Never: it has a message of that queue in its hands."""
        return False


class MailNeighbours(TableNeighbours):
    """SES, its pace and its feedback; templates, codes and links."""

    @cached_property
    def mailer(self) -> "ports.Mailer":
        """SES."""
        from homing.adapters.aws import clients
        from homing.adapters.ses import SesMailer

        return SesMailer(clients.sesv2(), self.setting("configuration_set"))

    @cached_property
    def report_files(self) -> "ReportFiles":
        """Where figures are put down."""
        from homing.adapters.aws import clients
        from homing.adapters.bucket_reports import BucketReports

        return BucketReports(clients.s3(), self.setting("figures_bucket"))

    @cached_property
    def account_list(self) -> "ports.AccountList":
        """SES's own list of addresses that it does not try."""
        from homing.adapters.aws import clients
        from homing.adapters.ses_account_list import SesAccountList

        return SesAccountList(clients.sesv2())

    @cached_property
    def list_reading(self) -> "ports.ListReading":
        """How far that list was read."""
        from homing.adapters.dynamodb.list_reading import ListReading

        return ListReading(contacts=self.table("contacts"))

    @cached_property
    def pace(self) -> "ports.Pace":
        """The account's send rate; SES is asked for it when the first slot is reserved."""
        from homing.adapters.dynamodb.pace import Pace

        return Pace(figures=self.table("figures"), rate=self._rate)

    @cached_property
    def backlog(self) -> "ports.FeedbackBacklog":
        """Whether SES events are still on their way."""
        from homing.adapters.aws import clients
        from homing.adapters.dynamodb.last_send_event import LastSendEvent
        from homing.adapters.feedback_backlog import SqsFeedbackBacklog
        from homing.settings import FeedbackSettings

        send_events = LastSendEvent(enrollments=self.table("enrollments"))
        if isinstance(self.settings, FeedbackSettings):
            return OwnBacklog(send_events)
        return SqsFeedbackBacklog(
            clients.sqs(),
            self.setting("feedback_queue_url"),
            self.setting("feedback_dead_letter_queue_url"),
            send_events,
        )

    @cached_property
    def texts(self) -> "ports.TextMessages":
        """AWS End User Messaging."""
        from homing.adapters.aws import clients
        from homing.adapters.text_messages import EndUserMessaging

        rules = self.shop.sms
        return EndUserMessaging(clients.sms, rules.origination if rules is not None else "")

    @cached_property
    def notices(self) -> "ports.Notices":
        """The topic of words to colleagues."""
        from homing.adapters.aws import clients
        from homing.adapters.notices import SnsNotices

        return SnsNotices(clients.sns, self.setting("notices_topic_arn"))

    @cached_property
    def phones(self) -> "ports.Phones":
        """Numbers that may be texted."""
        from homing.adapters.phones import PhoneNumbers

        rules = self.shop.sms
        return PhoneNumbers(rules.countries if rules is not None else ())

    @cached_property
    def webhooks(self) -> "ports.Webhooks":
        """Other people's servers."""
        from homing.adapters.https_webhooks import HttpsWebhooks

        return HttpsWebhooks(self.clock, self.secrets.webhooks)

    @cached_property
    def renderer(self) -> "ports.Renderer":
        """Templates and catalogues."""
        from homing.adapters.templates import JinjaRenderer

        return JinjaRenderer(self.templates, default_locale=self.shop.default_locale)

    @property
    def discounts(self) -> "ports.Discounts":
        """Codes for mails."""
        return self._pool

    @property
    def codes(self) -> "ports.CodePool":
        """The same codes, for who makes and ends them."""
        return self._pool

    @cached_property
    def _pool(self) -> "CodePool":
        from homing.adapters.dynamodb.code_pool import CodePool

        return CodePool(enrollments=self.table("enrollments"), schedule=self.table("schedule"))

    @cached_property
    def links(self) -> "ports.Links":
        """Links to our pages; the pages themselves read them and write none."""
        from homing.adapters.links import SignedLinks
        from homing.settings import PagesSettings

        reads_only = isinstance(self.settings, PagesSettings)
        return SignedLinks("" if reads_only else self.setting("pages_url"), self.secrets.pages)

    @cached_property
    def resource_links(self) -> "ports.ResourceLinks":
        """Links to what the shop gives away."""
        from homing.adapters.resource_links import SignedResources
        from homing.settings import PagesSettings

        reads_only = isinstance(self.settings, PagesSettings)
        return SignedResources("" if reads_only else self.setting("pages_url"), self.secrets.pages)

    def _rate(self) -> float:
        """Mails a second: what SES allows, or less if the shop says so."""
        return min(self._quota.read().max_send_rate, self.shop.send_rate or float("inf"))

    @cached_property
    def _quota(self) -> "SendQuota":
        from homing.adapters.aws import clients
        from homing.adapters.ses_quota import SendQuota
        from homing.alarm_metrics import AlarmMetric, measure

        return SendQuota(
            clients.sesv2(), self.clock, lambda quota: measure(AlarmMetric.SEND_QUOTA_USED, quota.used)
        )
