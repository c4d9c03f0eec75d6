"""What every function has around it: its settings, the shop, the workflows, the secrets, the clock."""

from datetime import UTC, datetime
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from homing.domain.shop import Shop
from homing.settings import Settings

if TYPE_CHECKING:
    from homing.adapters.secrets import SsmSecrets
    from homing.adapters.templates import CompiledTemplates
    from homing.services import ports

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


class SettingMissing(RuntimeError):
    """A function was put together from a neighbour that its settings do not name: a mistake in bootstrap."""


class SystemClock:
    """ports.Clock."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)


class Around:
    """What the other neighbours stand on."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def setting(self, name: str) -> str:
        """One setting of this function.

        Raises:
            SettingMissing: the function is told no such thing.
        """
        if not self.has(name):
            raise self.lacks(name)
        return str(getattr(self.settings, name))

    def lacks(self, name: str) -> SettingMissing:
        """The error that names what this function is not told."""
        told = type(self.settings).__name__
        return SettingMissing(f"{told} has no {name}: add it there, or ask for less in homing.bootstrap.")

    def has(self, name: str) -> bool:
        """Whether this function is told a setting."""
        return hasattr(self.settings, name)

    @cached_property
    def secrets(self) -> "SsmSecrets":
        """What is signed and derived with."""
        from homing.adapters.aws import clients
        from homing.adapters.secrets import SsmSecrets

        return SsmSecrets(clients.ssm(), self.settings.stage)

    @cached_property
    def id_secret(self) -> bytes:
        """The key from which ids follow."""
        return self.secrets.ids()

    @cached_property
    def shop(self) -> Shop:
        """Whose deployment this is."""
        return Shop.model_validate_json(compiled("shop.json"))

    @cached_property
    def workflows(self) -> "ports.Workflows":
        """What is deployed."""
        from homing.adapters.workflow_set import WorkflowSet

        return WorkflowSet.from_compiled(compiled("workflows.json"))

    @cached_property
    def templates(self) -> "CompiledTemplates":
        """The mails and pages."""
        from homing.adapters.templates import CompiledTemplates

        return CompiledTemplates.load(compiled("templates.json"))

    @cached_property
    def clock(self) -> "ports.Clock":
        """The real time."""
        return SystemClock()

    @cached_property
    def timeline(self) -> "ports.Timeline":
        """The log."""
        from homing.observability import LoggedTimeline

        return LoggedTimeline()

    @cached_property
    def live_from(self) -> datetime | None:
        """A deployment plays no history."""
        return None


def compiled(name: str) -> str:
    """A file that infra/layer_contents.py wrote into the layer."""
    return files("homing").joinpath("compiled", name).read_text("utf-8")
