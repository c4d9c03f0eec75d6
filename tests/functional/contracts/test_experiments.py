"""ports.Experiments"""

from homing.domain.experiment import ArmCount, Comparison, Decision, DecisionKind, Experiment, Look

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NOW, after

NEW = Experiment(workflow="welcome", step="hello", plan="a1b2", arms=("plain", "warm"), started=NOW)

SEEN = Look(
    at=after(days=14),
    place=0,
    arms=(
        ArmCount(name="plain", contacts=2000, successes=200),
        ArmCount(name="warm", contacts=1990, successes=301),
    ),
    comparisons=(Comparison(arm="warm", fraction=0.9, z=4.75, bound=2.13, low=0.021, high=0.082),),
)
WON = Decision(at=after(days=14), kind=DecisionKind.FOUND, arm="warm", by="the test", because="bound")


def test_a_workflow_without_tests_has_none(engine: Engine) -> None:
    assert list(engine.experiments.of("welcome")) == []


def test_a_test_comes_back_with_its_looks_and_decisions(engine: Engine) -> None:
    assert engine.experiments.put(None, NEW)
    (known,) = engine.experiments.of("welcome")
    assert engine.experiments.put(known, known.looked(SEEN).decided(WON))

    (after_it,) = engine.experiments.of("welcome")
    assert (after_it.looks, after_it.decisions) == ((SEEN,), (WON,))
    assert after_it.everybody == "warm"
    assert not after_it.looking


def test_of_two_who_write_at_once_the_second_is_told(engine: Engine) -> None:
    engine.experiments.put(None, NEW)
    (known,) = engine.experiments.of("welcome")

    assert engine.experiments.put(known, known.looked(SEEN))
    assert not engine.experiments.put(known, known.decided(WON))
    assert not engine.experiments.put(None, NEW)
    (stands,) = engine.experiments.of("welcome")
    assert (len(stands.looks), stands.decisions) == (1, ())


def test_tests_of_other_workflows_and_former_plans_stand_apart(engine: Engine) -> None:
    for workflow, plan in (("welcome", "a1b2"), ("welcome", "c3d4"), ("welcome_back", "a1b2")):
        one = Experiment(workflow=workflow, step="hello", plan=plan, arms=("plain", "warm"), started=NOW)
        assert engine.experiments.put(None, one)

    assert [each.plan for each in engine.experiments.of("welcome")] == ["a1b2", "c3d4"]
    assert [each.workflow for each in engine.experiments.of("welcome_back")] == ["welcome_back"]
