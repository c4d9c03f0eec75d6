"""The CDK command line from the npm lock file, working on an emulator in AWS's place."""

import shutil
from pathlib import Path

from homing.domain.errors import EmulatorFailed

from local.emulator import children
from local.emulator.ministack import MiniStack
from local.emulator.surroundings import ACCOUNT, REGION

APP = ".venv/bin/python -m local.emulator.app"
QUIET = {"CDK_DISABLE_CLI_TELEMETRY": "true", "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1"}


class Cdk:
    """`cdk bootstrap`, `deploy` and `destroy` of one stage, run in a checkout."""

    def __init__(self, checkout: Path, emulator: MiniStack, stage: str) -> None:
        self._checkout = checkout
        self._emulator = emulator
        self._stage = stage
        self._assembly = emulator.folder / f"cdk.out.{stage}"
        self.log = emulator.folder / "cdk.log"

    def bootstrap(self) -> None:
        """What CDK needs of an account before its first deployment."""
        # Outside the checkout, where no cdk.json makes it synthesise an app that it does not need.
        self._run("bootstrap", f"aws://{ACCOUNT}/{REGION}", where=self._emulator.folder)

    def deploy(self) -> None:
        """Both stacks, as the checkout has them now."""
        self._run("deploy", "--all", "--require-approval", "never", "--app", APP, *self._options())

    def destroy(self) -> None:
        """Both stacks as they were deployed last; what their policies keep stays."""
        self._run("destroy", "--all", "--force", "--app", str(self._assembly))

    def _options(self) -> tuple[str, ...]:
        return ("--output", str(self._assembly), "--context", f"stage={self._stage}")

    def _run(self, *command: str, where: Path | None = None) -> None:
        variables = self._emulator.variables() | QUIET
        cdk = str(self._checkout / "node_modules" / ".bin" / "cdk")
        for needed in ("node", cdk):
            if shutil.which(needed, path=variables["PATH"]) is None:
                raise EmulatorFailed(f"There is no {needed}. Run make setup, then make emulator.")
        code = children.run(
            [cdk, *command, "--no-notices"],
            where=where or self._checkout,
            variables=variables,
            log=self.log,
        )
        if code:
            raise EmulatorFailed(f"cdk {command[0]} failed. It ended with:\n{children.end_of(self.log)}")
