"""How a deployed stage stands, read cheaply: kept counts, queue attributes and one metric, without a scan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from homing.adapters.dynamodb.pauses import EVERYTHING
from homing.domain.occupancy import Occupancy, Place
from homing.settings import dead_letter_queue_name, send_queue_name

from local.deployed import Deployed
from local.pausing import KEPT, WARNED, Pausing

MOST_EXECUTIONS = 1000
"""One page of ListExecutions: tells few from many at the price of one call."""

_METRIC_LAG = timedelta(minutes=15)  # SQS tells the age of an oldest message some minutes late
_MOST_QUERIES = 500  # of one GetMetricData
_AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One workflow. What SQS tells of a queue is its own estimate, None where the queue is gone."""

    workflow: str
    places: Mapping[Place, int]
    held: bool
    paused_since: datetime | None
    queued: int | None
    oldest: timedelta | None
    dead: int | None
    executions: int

    @property
    def waiting(self) -> int:
        """How many wait at any of its steps."""
        return sum(self.places.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A stage at an instant."""

    at: datetime
    workflows: Sequence[Standing]
    all_paused_since: datetime | None

    def losing(self) -> Mapping[str, datetime]:
        """The workflows that were paused for a week, and when SQS throws their first mails away."""
        since = {
            each.workflow: each.paused_since or self.all_paused_since for each in self.workflows if each.held
        }
        return {name: at + KEPT for name, at in since.items() if at is not None and self.at - at >= WARNED}


class Stand:
    """Looks at one stage; made once, asked as often as its reader likes."""

    def __init__(self, deployed: Deployed) -> None:
        self._stage = deployed.stage
        self._settings = deployed.settings
        self._pausing = Pausing(deployed)
        self._enrollments = deployed.neighbours().enrollments
        self._queues = deployed.session.client("sqs")
        self._machines = deployed.session.client("stepfunctions")
        self._metrics: Any = deployed.session.client("cloudwatch")

    def __call__(self) -> Report:
        """What an operator asks first."""
        sources = self._pausing.sources()
        since = self._pausing.pauses.since()
        places = _by_workflow(self._enrollments.occupancy())
        ages = self._ages(sources)
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            looks = dict(zip(sources, threads.map(self._look, sources), strict=True))
        standings = (
            Standing(
                workflow=name,
                places=places.get(name, {}),
                held=source is not None and source.held,
                paused_since=since.get(name),
                oldest=ages.get(name),
                **looks[name],
            )
            for name, source in sources.items()
        )
        return Report(
            at=datetime.now(UTC), workflows=tuple(standings), all_paused_since=since.get(EVERYTHING)
        )

    def _look(self, workflow: str) -> dict[str, Any]:
        queue = send_queue_name(self._stage, workflow)
        runs = self._machines.list_executions(
            stateMachineArn=self._settings.state_machine_arn(workflow),
            statusFilter="RUNNING",
            maxResults=MOST_EXECUTIONS,
        )
        return {
            "queued": self._depth(queue),
            "dead": self._depth(dead_letter_queue_name(queue)),
            "executions": len(runs["executions"]),
        }

    def _depth(self, queue: str) -> int | None:
        """How many messages a queue holds, hidden ones too."""
        try:
            url = self._queues.get_queue_url(QueueName=queue)["QueueUrl"]
        except self._queues.exceptions.QueueDoesNotExist:
            return None
        told = self._queues.get_queue_attributes(
            QueueUrl=url,
            AttributeNames=[
                "ApproximateNumberOfMessages",
                "ApproximateNumberOfMessagesNotVisible",
                "ApproximateNumberOfMessagesDelayed",
            ],
        )
        return sum(int(number) for number in told["Attributes"].values())

    def _ages(self, workflows: Sequence[str] | Mapping[str, Any]) -> Mapping[str, timedelta]:
        """The age of each send queue's oldest message, in one call for 500 workflows."""
        now, names = datetime.now(UTC), list(workflows)
        found: dict[str, timedelta] = {}
        for start in range(0, len(names), _MOST_QUERIES):
            asked = names[start : start + _MOST_QUERIES]
            answer = self._metrics.get_metric_data(
                MetricDataQueries=[self._age(n, name) for n, name in enumerate(asked)],
                StartTime=now - _METRIC_LAG,
                EndTime=now,
                ScanBy="TimestampDescending",
            )
            for each in answer["MetricDataResults"]:
                if each["Values"]:
                    found[asked[int(each["Id"][1:])]] = timedelta(seconds=each["Values"][0])
        return found

    def _age(self, number: int, workflow: str) -> dict[str, Any]:
        queue = {"Name": "QueueName", "Value": send_queue_name(self._stage, workflow)}
        metric = {
            "Namespace": "AWS/SQS",
            "MetricName": "ApproximateAgeOfOldestMessage",
            "Dimensions": [queue],
        }
        return {"Id": f"q{number}", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Maximum"}}


def _by_workflow(occupancy: Occupancy) -> Mapping[str, dict[Place, int]]:
    places: defaultdict[str, dict[Place, int]] = defaultdict(dict)
    for place, count in sorted(occupancy.items()):
        places[place.workflow][place] = count
    return places
