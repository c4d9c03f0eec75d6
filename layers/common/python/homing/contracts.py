"""What the state machines, the queues and the functions say to each other: ids and instants only."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_serializer

from homing.domain.time import iso


class _Contract(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


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
    """The whole state of an execution; a token's holder and the console see no more than this."""

    enrollment: str
    version: str
    next: Next

    def text(self) -> str:
        """The input as it is stored, and given to every attempt alike."""
        return self.model_dump_json(exclude_none=True)


class SendRequest(_Contract):
    """One message of a send queue."""

    token: str
    enrollment: str
    version: str
    step: str
    due: AwareDatetime
    number: int = Field(default=0, alias="pass")


class StepRequest(_Contract):
    """What functions/step is asked: take a branch, write an update, settle a lost send."""

    action: Literal["branch", "update", "settle"]
    enrollment: str
    version: str
    step: str


PARKED = "Parked"
"""Error of SendTaskFailure, its cause the instant to try again; a state machine catches it into a Wait."""

EXITED = "Exited"
"""Error of StopExecution; its cause says why the enrollment ended."""
