"""The CDK app as it is, but with a layer for this machine: MiniStack runs functions with our own Python.

The layer of a deployment holds wheels for Lambda's Python on arm64, which no laptop can be relied on to run.
"""

import sys
from functools import partial

from infra import app, layer_contents
from infra.constructs import functions

THIS_PYTHON = ("--python", sys.executable)


def main() -> None:
    """Synthesise with the compiled packages of the interpreter that runs this."""
    functions.build = partial(layer_contents.build, wheels=THIS_PYTHON)  # type: ignore[attr-defined]
    app.main()


if __name__ == "__main__":
    main()
