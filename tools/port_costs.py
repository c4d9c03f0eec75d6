"""`make costs`: runs the contract suite on moto and writes what each port call asks of AWS."""

import json
import os
import sys

import pytest

from local.port_costs import TABLE

SUITE = "tests/functional/contracts"
ONE_CALL_EACH = ("executions", "tasks", "event_queue")
"""Contracts of ports that local/port_costs.py knows without recording."""


def main() -> int:
    """Write the table; the exit code of the suite."""
    from tests.functional.contracts import recording  # noqa: PLC0415 - tests are no part of the package

    os.environ[recording.WRITING] = "1"
    left_out = [f"--ignore={SUITE}/test_{name}.py" for name in ONE_CALL_EACH]
    failed = pytest.main(["-n", "0", "-k", "not memory", *left_out, SUITE])
    if failed:
        return int(failed)
    text = json.dumps(recording.table_of(recording.KEPT), indent=1, sort_keys=True)
    TABLE.write_text(text + "\n", encoding="utf-8")
    print(f"{TABLE.name}: {len(json.loads(text))} ways in which a port call ends.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
