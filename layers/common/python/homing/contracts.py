"""What the state machines, the queues and the functions say to each other: ids and instants only."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_serializer

from homing.domain.time import iso


class _Contract(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Next(_Contract):
    """What every task answers: until when to wait, and which way a branch went."""

    wait_until: AwareDatetime
    branch: str | None = None

    @field_serializer("wait_until")
    def _instant(self, value: AwareDatetime) -> str:
        return iso(value)

    def text(self) -> str:
        """The answer as the state machine reads it; a null would stand in the state for ever."""
        return self.model_dump_json(exclude_none=True)


class ExecutionInput(_Contract):
    """The whole state of an execution; a token's holder and the console see no more than this.

    Only an execution of a repeat has a pass.
    """

    enrollment: str
    version: str
    next: Next
    number: int | None = Field(default=None, alias="pass")

    def text(self) -> str:
        """The input as it is stored, and given to every attempt alike."""
        return self.model_dump_json(exclude_none=True, by_alias=True)


class SendRequest(_Contract):
    """One message of a send queue."""

    token: str
    enrollment: str
    version: str
    step: str
    due: AwareDatetime
    number: int = Field(default=0, alias="pass")


class StepRequest(_Contract):
    """What functions/step is asked: take a branch, write an update, start a workflow, look for the next pass
    or settle what was lost.
    """

    action: Literal["branch", "update", "settle", "enroll", "again"]
    enrollment: str
    version: str
    step: str
    number: int = Field(default=0, alias="pass")


PARKED = "Parked"
"""Error of SendTaskFailure, its cause the instant to try again; a state machine catches it into a Wait."""

EXITED = "Exited"
"""Error of StopExecution; its cause says why the enrollment ended."""
