"""A checkout of a shop whose every workflow is live, and one more: two service mails, two minutes apart."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEFT_BEHIND = shutil.ignore_patterns(
    ".*", "__pycache__", "build", "cdk.out*", "docs", "node_modules", "out", "tests"
)

REGRET = """\
name: regret
title: Cancelled orders
status: live
stage: after
trigger: {type: event, event: Order Cancelled}
key: contact
re_entry: once
goal: {event: Order Completed, within: 7d}
steps:
  - {id: sorry, type: email, purpose: transactional}
  - {id: a_while, type: wait, after: 2m}
  - {id: question, type: email, purpose: transactional, hours: any}
"""

MAIL = """\
<mjml lang="{{ locale }}">
  <mj-head>
    <mj-title>TITLE</mj-title>
    <mj-preview>TITLE</mj-preview>
    <mj-include path="_layout/head.mjml" />
  </mj-head>
  <mj-body>
    <mj-section><mj-column><mj-text>TITLE</mj-text></mj-column></mj-section>
    <mj-include path="_layout/footer.mjml" />
  </mj-body>
</mjml>
"""


class Checkout:
    """Files that a deployment is made from, and that a test may change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT, folder, ignore=LEFT_BEHIND)
        for made in (".venv", "node_modules"):
            (folder / made).symlink_to(ROOT / made)
        (folder / "workflows" / "regret" / "emails").mkdir(parents=True)
        self._workflow("regret").write_text(REGRET, encoding="utf-8")
        for draft in (folder / "workflows").glob("*/workflow.yaml"):
            text = draft.read_text("utf-8").replace("\nstatus: draft\n", "\nstatus: live\n")
            draft.write_text(text, encoding="utf-8")
        self.write_mail("sorry", "We are sorry")
        self.write_mail("question", "What went wrong?")

    def write_mail(self, step: str, title: str) -> None:
        """A mail of the workflow `regret`."""
        file = self.folder / "workflows" / "regret" / "emails" / f"{step}.mjml"
        file.write_text(MAIL.replace("TITLE", title), encoding="utf-8")

    def change(self, workflow: str, old: str, new: str) -> None:
        """Edit a workflow's file in the one place that says something."""
        text = self._workflow(workflow).read_text("utf-8")
        assert text.count(old) == 1
        self._workflow(workflow).write_text(text.replace(old, new), encoding="utf-8")

    def _workflow(self, name: str) -> Path:
        return self.folder / "workflows" / name / "workflow.yaml"
