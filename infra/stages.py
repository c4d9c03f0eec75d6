"""Where the same code runs with other stakes: a stage is a name and what follows from it."""

from dataclasses import dataclass

import aws_cdk as cdk


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One deployment. Whatever is not told here is the same in every stage."""

    name: str
    removal_policy: cdk.RemovalPolicy
    """What becomes of tables, machines and queues that the code no longer names."""
    consumers: int
    """MaximumConcurrency of the events queue and of the feedback queue."""
    requests_per_second: int
    """What the door lets in; Shopify tries again for four hours after a 429."""
    monthly_budget: int
    """US dollars that the account may cost in a month; from four fifths of it on, somebody is told."""
    webhooks_expected: bool = False
    """Whether six hours without one wake somebody: a shop that nobody visits would ring every night."""
    account_concurrency: int = 1_000
    """Lambda's limit of the account; a new one may have 10, and asking for more is free."""
    senders: int = 2
    """MaximumConcurrency of each send queue, the least that SQS allows."""

    @property
    def keeps_data(self) -> bool:
        """Whether a table may only be deleted by hand."""
        return self.removal_policy != cdk.RemovalPolicy.DESTROY

    def check_concurrency(self, workflows: int) -> None:
        """Leave Lambda room for the functions that no queue holds back.

        Raises:
            ValueError: the queues alone could use up the account's concurrency.
        """
        queued = 2 * self.consumers + workflows * self.senders
        if queued > self.account_concurrency - 5:
            raise ValueError(
                f"{workflows} workflows may run {queued} functions at once, but the account allows "
                f"{self.account_concurrency}; ask AWS for more and raise account_concurrency in stages.py"
            )


SANDBOX = Stage(
    name="sandbox",
    removal_policy=cdk.RemovalPolicy.DESTROY,
    consumers=2,
    requests_per_second=50,
    monthly_budget=10,
)
# A first deployment that fails is rolled back clean; after that nothing is deleted with its definition.
STAGING = Stage(
    name="staging",
    removal_policy=cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    consumers=5,
    requests_per_second=100,
    monthly_budget=50,
)
PRODUCTION = Stage(
    name="production",
    removal_policy=cdk.RemovalPolicy.RETAIN,
    consumers=10,
    requests_per_second=500,
    monthly_budget=500,
    webhooks_expected=True,
)
STAGES = {stage.name: stage for stage in (SANDBOX, STAGING, PRODUCTION)}


def named(name: str) -> Stage:
    """The stage of that name.

    Raises:
        ValueError: there is none.
    """
    if name not in STAGES:
        raise ValueError(f"no stage {name!r}; one of {', '.join(STAGES)}")
    return STAGES[name]
