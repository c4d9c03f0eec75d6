"""moto's Step Functions as a deployment uses them: a machine a workflow, and what became of executions."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from homing.contracts import PARKED
from homing.domain.workflow import Workflow
from homing.settings import machine_name
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from infra.asl.compiler import compile_workflow, fill, to_text
from local.executions import Execution
from local.moto_engine.environment import ACCOUNT_ID

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class MotoExecutions:
    """The state machines of some workflows."""

    def __init__(self, client: "SFNClient", stage: str) -> None:
        self._client = client
        self._stage = stage
        self._workflows: dict[str, str] = {}  # by the machine's name

    def create(self, workflow: Workflow, *, send_queue_url: str, step_arn: str) -> None:
        """Make the machine of a workflow from its compiled text."""
        name = machine_name(self._stage, workflow.name)
        values = {"SendQueueUrl": send_queue_url, "StepFunctionArn": step_arn, "Partition": "aws"}
        definition = fill(to_text(compile_workflow(workflow)), values)
        role = f"arn:aws:iam::{ACCOUNT_ID}:role/{name}"
        self._client.create_state_machine(name=name, definition=definition, roleArn=role)
        self._workflows[name] = workflow.name

    @property
    def executions(self) -> Mapping[str, Execution]:
        """Every execution by its name, with the state that it is in and how many it entered."""
        backend = stepfunctions_parser_backends[ACCOUNT_ID][self._client.meta.region_name]
        return {
            each.name: self._execution(each, machine.name)
            for machine in backend.state_machines
            for each in machine.executions
        }

    def _execution(self, run: Any, machine: str) -> Execution:
        events = run.exec_worker.env.event_manager.get_event_history()
        entered = [
            event["stateEnteredEventDetails"]["name"] for event in events if "Entered" in event["type"]
        ]
        failed = [event for event in events if event["type"] == "TaskFailed"]
        parks = sum(event["taskFailedEventDetails"].get("error") == PARKED for event in failed)
        return Execution(
            name=run.name,
            workflow=self._workflows[machine],
            states={},
            value=run.input_data,
            at=entered[-1] if entered else "",
            status=run.status,
            visits=len(entered),
            parks=parks,
        )
