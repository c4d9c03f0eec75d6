"""No address where it does not belong: not in a log, an execution's input, its history or a queue's name."""

import json

import pytest

from tests.deploy.outside import Outside

pytestmark = pytest.mark.xdist_group("deploy")


def test_neither_a_log_nor_an_execution_holds_an_address(shop: Outside) -> None:
    ada = shop.subscriber()
    shop.page("POST", shop.unsubscribe_path(ada))
    shop.settle()

    said = shop.log_lines()
    machines = shop.session.client("stepfunctions")
    execution = shop.machine("welcome").replace(":stateMachine:", ":execution:")
    name = f"{shop.enrollments_of(ada)['welcome'].id}-0"
    history = machines.get_execution_history(executionArn=f"{execution}:{name}", includeExecutionData=True)[
        "events"
    ]
    told = json.dumps(history, default=str)

    assert any("message sent" in line for line in said)
    assert [line for line in said if "@example.com" in line] == []
    assert "Send welcome" in told
    assert "@example.com" not in told
