"""What one mail takes of a processor, from the queue's record to its outcome."""

from collections.abc import Sequence
from statistics import median
from time import process_time

from functions.send import handler as send
from local.account import Account
from tools.bench import ses_call, shop
from tools.bench.measure import Measure, Row, Size, times

CONTACTS = {Size.TINY: 30, Size.FULL: 200}
RUNS = {Size.TINY: 1, Size.FULL: 5}
BATCHES = (1, 2, 5, 10)
FLOOR = "one SendEmail through boto3, answered at once"


def run(size: Size) -> Sequence[Row]:
    """A row a batch size, and one for rendering alone."""
    ours: dict[int, list[float]] = {batch: [] for batch in BATCHES}
    floors, renderings = [], []
    for batch in BATCHES * RUNS[size]:
        with shop.shop(CONTACTS[size], keep="send") as (account, records):
            compiled = max(1, len(records) // 4)  # Jinja2 compiles each template once a process
            shop.seconds_a_record(send.handler, records[:compiled], batch)
            ours[batch].append(shop.seconds_a_record(send.handler, records[compiled:], batch))
            mails = [sent.email for sent in account.mailer.sent]
            floors.append(ses_call.seconds_a_call(mails))
            renderings.append(_rendering(account, len(mails)))
    floor = median(floors)
    rows = [_row(f"a mail, in batches of {batch}", median(ours[batch]), floor) for batch in BATCHES]
    return [*rows, _row("filling a welcome alone", median(renderings), floor)]


def _rendering(account: Account, mails: int) -> float:
    context = {
        **account.shop.for_mails(),
        "now": account.clock.now(),
        "links": {"unsubscribe": "https://links.example.com/u", "shop": account.shop.url},
    }
    render = account.neighbours.renderer.render
    render("welcome", "welcome", "en", context)
    before = process_time()
    for _ in range(mails):
        render("welcome", "welcome", "en", context)
    return (process_time() - before) / mails


def _row(name: str, ours: float, floor: float) -> Row:
    how = f"{ours * 1000:.2f} over {floor * 1000:.2f} ms, {1 / ours:,.0f} a second and core"
    return Row(name=name, figure=times(ours / floor), over=FLOOR, how=how)


MEASURE = Measure(
    title="Sending",
    says="Processor time of `functions/send` for one mail: gate, rendering, claim, outcome and answer, over "
    "the laptop's ports in memory and a stub of SES. What DynamoDB and SES add is boto3's own.",
    run=run,
)
