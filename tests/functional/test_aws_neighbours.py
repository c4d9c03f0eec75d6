"""What each function has around it in AWS: all it needs, nothing it was not told of, nothing loaded idly."""

import gc
import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import homing
import pytest
from botocore.stub import Stubber
from homing import bootstrap, settings
from homing.adapters.aws import AwsNeighbours, around, clients
from homing.adapters.aws.around import SettingMissing
from homing.adapters.discounts import code_prefix
from homing.adapters.dynamodb.schema import TABLES
from homing.adapters.signatures import sign
from homing.domain.errors import InvalidSignature, ServiceUnavailable
from homing.domain.message import MessageId
from homing.domain.pages import Page
from moto import mock_aws

from infra.layer_contents import write_compiled

REGION = "eu-west-1"
ACCOUNT = "123456789012"
QUEUES = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}"
ENVIRONMENT = {
    "STAGE": "test",
    "AWS_REGION": REGION,
    "ACCOUNT_ID": ACCOUNT,
    **{f"{table.name.upper()}_TABLE": f"homing-test-{table.name}" for table in TABLES},
    "EVENTS_QUEUE_URL": f"{QUEUES}/events",
    "FEEDBACK_QUEUE_URL": f"{QUEUES}/feedback",
    "FEEDBACK_DEAD_LETTER_QUEUE_URL": f"{QUEUES}/feedback-dead",
    "OVERFLOW_BUCKET": "overflow",
    "FEEDBACK_BUCKET": "feedback",
    "EXPORTS_BUCKET": "exports",
    "FIGURES_BUCKET": "figures",
    "CONFIGURATION_SET": "homing-test",
    "NOTICES_TOPIC_ARN": f"arn:aws:sns:{REGION}:{ACCOUNT}:notices",
    "PAGES_URL": "https://pages.example.com",
}
CREDENTIALS = {
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_EC2_METADATA_DISABLED": "true",
}
USE_CASES: dict[Callable[[], Any], type[settings.Settings]] = {
    bootstrap.door: settings.WebhookSettings,
    bootstrap.tracking: settings.TrackSettings,
    bootstrap.giveaways: settings.PagesSettings,
    bootstrap.forms: settings.FormsSettings,
    bootstrap.records: settings.EventsSettings,
    bootstrap.intake: settings.EventsSettings,
    bootstrap.listen: settings.FeedbackSettings,
    bootstrap.replies: settings.FeedbackSettings,
    bootstrap.sweep: settings.SweepSettings,
    bootstrap.reconcile: settings.ReconcileSettings,
    bootstrap.fill_codes: settings.ReconcileSettings,
    bootstrap.compare_lists: settings.ReconcileSettings,
    bootstrap.serve_requests: settings.PrivacySettings,
    bootstrap.leave: settings.PagesSettings,
    bootstrap.answers: settings.PagesSettings,
    bootstrap.confirm: settings.PagesSettings,
    bootstrap.preferences: settings.PagesSettings,
    bootstrap.pages: settings.PagesSettings,
    bootstrap.advance: settings.StepSettings,
    bootstrap.deliver: settings.SendSettings,
    bootstrap.visibility: settings.SendSettings,
    bootstrap.summarize: settings.ReportSettings,
    bootstrap.report_shop: settings.ReportSettings,
    bootstrap.export_figures: settings.ReportSettings,
    bootstrap.tell_the_week: settings.ReportSettings,
}
SHARED = {"boto3", "jinja2", "babel", "homing.adapters.ses", "homing.adapters.templates"}


@pytest.fixture(scope="session")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layer's `homing` folder, with what a build compiles into it."""
    folder = tmp_path_factory.mktemp("layer")
    write_compiled(folder / "compiled", "test")
    return folder


@pytest.fixture
def account(layer: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """An AWS account with the stage's secrets and tables, and a process without any variable of ours."""
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(around, "files", lambda _: layer)
    bootstrap.install(None)
    clients.forget()
    with mock_aws() as aws:
        aws.reset()  # other tests of this process may have one open
        for secret in ("shopify", "pages", "ids", "segment"):
            name = settings.secret_name("test", secret)
            clients.ssm().put_parameter(Name=name, Value=f"{secret}-secret", Type="SecureString")
        yield monkeypatch
    bootstrap.install(None)
    clients.forget()


def told(monkeypatch: pytest.MonkeyPatch, settings_class: type[settings.Settings]) -> None:
    """Give the process the variables of one function, as infra does, and no other."""
    for field in settings_class.model_fields:
        monkeypatch.setenv(field.upper(), ENVIRONMENT[field.upper()])


def around_of(account: pytest.MonkeyPatch, settings_class: type[settings.Settings]) -> AwsNeighbours:
    told(account, settings_class)
    return AwsNeighbours(settings_class.read())


@pytest.mark.parametrize("use_case", USE_CASES, ids=lambda each: each.__wrapped__.__name__)
def test_a_functions_own_settings_suffice_for_its_use_case(
    use_case: Callable[[], Any], account: pytest.MonkeyPatch
) -> None:
    told(account, USE_CASES[use_case])

    assert use_case()


def test_every_use_case_of_bootstrap_is_made_here() -> None:
    made = {each.__wrapped__.__name__ for each in USE_CASES}  # type: ignore[attr-defined]

    assert made == set(bootstrap.__all__) - {"at_start", "forget", "install", "install_each", "lent"}


def test_only_these_functions_need_the_key_of_the_ids_to_start(account: pytest.MonkeyPatch) -> None:
    clients.ssm().delete_parameter(Name=settings.secret_name("test", "ids"))
    refused = set()
    for use_case, settings_class in USE_CASES.items():
        told(account, settings_class)
        try:
            use_case()
        except ServiceUnavailable:
            refused.add(settings_class)

    assert refused == {
        settings.EventsSettings,
        settings.FeedbackSettings,
        settings.SweepSettings,
        settings.PagesSettings,
        settings.PrivacySettings,
        settings.ReconcileSettings,
        settings.SendSettings,
        settings.StepSettings,
    }


@pytest.mark.parametrize(
    ("settings_class", "neighbour", "lacking"),
    [
        (settings.WebhookSettings, "contacts", "contacts_table"),
        (settings.WebhookSettings, "executions", "state_machine_arn"),
        (settings.WebhookSettings, "links", "pages_url"),
        (settings.EventsSettings, "event_queue", "events_queue_url"),
        (settings.EventsSettings, "mailer", "configuration_set"),
        (settings.SweepSettings, "backlog", "feedback_queue_url"),
        (settings.PagesSettings, "catalogue", "catalogue_table"),
        (settings.SendSettings, "seen", "events_table"),
        (settings.ReportSettings, "messages", "enrollments_table"),
    ],
)
def test_what_a_function_is_not_told_of_is_refused_by_name(
    settings_class: type[settings.Settings], neighbour: str, lacking: str, account: pytest.MonkeyPatch
) -> None:
    around_it = around_of(account, settings_class)

    with pytest.raises(SettingMissing, match=f"{settings_class.__name__} has no {lacking}"):
        getattr(around_it, neighbour)


def test_the_ports_over_tables_speak_to_the_tables_of_the_settings(account: pytest.MonkeyPatch) -> None:
    client = clients.dynamodb()
    for table in TABLES:
        keys = [name for name in (table.partition_key, table.sort_key) if name]
        client.create_table(
            TableName=f"homing-test-{table.name}",
            KeySchema=[
                {"AttributeName": name, "KeyType": "RANGE" if name == table.sort_key else "HASH"}
                for name in keys
            ],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
            BillingMode="PAY_PER_REQUEST",
        )
    around_it = around_of(account, settings.EventsSettings)

    assert around_it.contacts.get("c") is None
    assert around_it.enrollments.get("welcome-a") is None
    assert around_it.orders.get("1") is None
    assert around_it.seen.done(["e"]) == frozenset()
    assert around_it.catalogue.get(["1"]) == {}
    assert list(around_it.due.until(around_it.clock.now())) == []
    assert around_it.carts.get("cart#1") is None


@pytest.mark.parametrize(("of_the_shop", "mails_a_second"), [(None, 14.0), (0.5, 0.5), (50.0, 14.0)])
def test_the_pace_is_what_ses_allows_and_the_shop_may_only_slow_it(
    of_the_shop: float | None, mails_a_second: float, account: pytest.MonkeyPatch
) -> None:
    quota = {"MaxSendRate": 14.0, "Max24HourSend": 50000.0, "SentLast24Hours": 0.0}
    around_it = around_of(account, settings.SendSettings)
    around_it.shop = around_it.shop.model_copy(update={"send_rate": of_the_shop})
    with Stubber(clients.sesv2()) as ses:
        ses.add_response("get_account", {"SendQuota": quota})

        assert around_it._rate() == mails_a_second


def test_webhooks_are_checked_with_the_secret_of_the_stage(account: pytest.MonkeyPatch) -> None:
    around_it = around_of(account, settings.WebhookSettings)

    around_it.check_signature(b"{}", sign(b"{}", "shopify-secret"))
    with pytest.raises(InvalidSignature):
        around_it.check_signature(b"{}", sign(b"{}", "another"))


def test_the_feedback_consumer_never_believes_that_no_feedback_is_left(account: pytest.MonkeyPatch) -> None:
    assert around_of(account, settings.FeedbackSettings).backlog.is_empty() is False


def test_a_link_of_a_mail_is_read_by_the_pages(account: pytest.MonkeyPatch) -> None:
    message = MessageId(enrollment="welcome-a", step="welcome", number=0)
    link = around_of(account, settings.SendSettings).links.page(Page.UNSUBSCRIBE, message, "c-1")

    read = around_of(account, settings.PagesSettings).links.read(link.rpartition("/")[2], Page.UNSUBSCRIBE)

    assert link.startswith("https://pages.example.com/unsubscribe/")
    assert read is not None
    assert (read.message, read.contact_id) == (message, "c-1")


def test_two_use_cases_of_one_process_share_their_clients(account: pytest.MonkeyPatch) -> None:
    one, other = (around_of(account, settings.SendSettings) for _ in range(2))

    assert one.table("contacts").client is other.table("contacts").client


def test_codes_begin_with_the_shops_name_as_anybody_can_type_it() -> None:
    shops = {
        "Fjord & Fell": "FJORD",
        "Ålesund Ull": "ALESUND",
        "& Other Stories": "OTHER",
        "無印良品": "CODE",
    }

    assert {name: code_prefix(name) for name in shops} == shops


def loaded(code: str, layer: Path, settings_class: type[settings.Settings] | None = None) -> set[str]:
    """Which of the heavy modules a fresh process has loaded after `code`."""
    script = (
        "import sys, pathlib\n"
        "def with_layer():\n"
        "    from homing.adapters.aws import around\n"
        f"    around.files = lambda _: pathlib.Path({str(layer)!r})\n"
        f"{code}\n"
        f"print(*sorted({SHARED!r} & set(sys.modules)), sep=',')"
    )
    fields = settings_class.model_fields if settings_class else ()
    told_of = {field.upper(): ENVIRONMENT[field.upper()] for field in fields}
    told_of |= CREDENTIALS | {"PYTHONPATH": str(Path(settings.__file__).parents[1])}
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], env=told_of, capture_output=True, text=True, check=True
    )
    return set(run.stdout.strip().split(",")) - {""}


def test_a_function_is_put_together_while_lambda_starts_it(account: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    bootstrap.at_start(lambda: made.append("on a laptop"))
    account.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
    bootstrap.at_start(lambda: made.append("in Lambda"))

    assert made == ["in Lambda"]


def test_no_garbage_is_looked_for_until_a_function_has_started(account: pytest.MonkeyPatch) -> None:
    account.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
    looked: list[bool] = []
    try:
        importlib.reload(homing)
        bootstrap.at_start(lambda: looked.append(gc.isenabled()))

        assert looked == [False]
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.enable()


def test_what_a_function_lacks_at_its_start_is_told_by_its_first_call(account: pytest.MonkeyPatch) -> None:
    account.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
    clients.ssm().delete_parameter(Name=settings.secret_name("test", "ids"))
    told(account, settings.SweepSettings)

    bootstrap.at_start(bootstrap.sweep)

    with pytest.raises(ServiceUnavailable, match="homing secret set ids"):
        bootstrap.sweep()


def test_to_import_bootstrap_loads_no_sdk_and_no_templates(layer: Path) -> None:
    assert loaded("import homing.bootstrap", layer) == set()


def test_the_door_loads_the_sdk_but_no_templates_and_no_mailer(layer: Path) -> None:
    code = "from homing import bootstrap; with_layer(); bootstrap.door()"

    assert loaded(code, layer, settings.WebhookSettings) == {"boto3"}


def test_a_function_that_never_mails_loads_no_mailer_and_no_templates(layer: Path) -> None:
    code = "from homing import bootstrap; with_layer(); bootstrap.reconcile()"

    assert loaded(code, layer, settings.ReconcileSettings) == {"boto3"}


def test_to_draw_a_page_needs_no_sdk(layer: Path) -> None:
    code = "from homing import bootstrap; with_layer(); bootstrap.pages()"

    assert loaded(code, layer, settings.PagesSettings) == {"babel", "homing.adapters.templates", "jinja2"}
