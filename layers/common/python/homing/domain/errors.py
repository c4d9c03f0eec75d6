"""Everything that Homing raises. The class says whether another try can help.

HomingError
├── TransientError              the same call may succeed later: retried by SQS and Step Functions
│   ├── Throttled               a service asked us to slow down
│   │   └── SendRateExceeded    SES did, and took nothing
│   ├── ServiceUnavailable      a service did not answer, or answered 5xx
│   ├── WriteConflict           another writer came first; read again
│   ├── SendAmbiguous           SES may or may not have taken the mail; never send again blindly
│   ├── ClaimUnsettled          an earlier send of the same message is still in doubt
│   └── CallUnanswered          a webhook's address did not take it this time
└── PermanentError              the same call will fail again
    ├── InvalidSignature        the webhook was not signed with our secret
    ├── InvalidKey              the write key is not in force
    ├── MalformedEvent          the body is not JSON
    ├── CallRefused             a tracking call cannot be taken as it is
    ├── ShopRefused             the shop's own API refuses a call, and will again
    ├── UnknownPath             no such page or webhook
    │   └── UnknownLink         a link that we did not write, or that lost a part on its way
    ├── InvalidWorkflow         a workflow file says something that cannot be run
    ├── InvalidShop             shop.yaml says something that cannot be used
    ├── InvalidTimeline         a rehearsal's input has a line that cannot be played
    ├── InvalidReader           the file of a preview's reader says what no reader has
    ├── NoDeployment            the stage that a command names was not deployed, or from other code
    ├── NoExperiment            the A/B test that a command names has not begun, or has no such variant
    ├── NoSuchWorkflow          the workflow that a command names was not deployed
    ├── EmulatorFailed          MiniStack, or a deployment to it, did not come up
    ├── NotDeployable           no templates can be made of the checkout
    ├── RenderFailed            a template could not be filled
    ├── MessageRefused          SES refuses this one mail
    ├── SendingRefused          SES refuses every mail of the account for now
    ├── DailyQuotaReached       no more mail today
    ├── NothingToSettle         no claim in doubt has that id, or it settles itself
    ├── OptedOut                the number answered STOP
    ├── CallForbidden           a webhook's address leads to where none may go
    ├── Erased                  the event tells of somebody who was erased
    └── ResumeRefused           the execution that waits for the answer is gone
"""


class HomingError(Exception):
    """Root of the tree."""


class TransientError(HomingError):
    """The same call may succeed later."""


class Throttled(TransientError):
    """A service asked us to slow down."""


class SendRateExceeded(Throttled):
    """SES takes no more mails a second than these; it took nothing."""


class ServiceUnavailable(TransientError):
    """A service did not answer, or answered 5xx."""


class WriteConflict(TransientError):
    """Another writer came first; the caller reads again."""


class SendAmbiguous(TransientError):
    """SES may or may not have taken the mail."""


class ClaimUnsettled(TransientError):
    """An earlier send of the same message is still in doubt."""


class CallUnanswered(TransientError):
    """A webhook's address did not take it this time."""


class PermanentError(HomingError):
    """The same call will fail again."""


class InvalidSignature(PermanentError):
    """The webhook was not signed with our secret."""


class InvalidKey(PermanentError):
    """The write key is not in force."""


class MalformedEvent(PermanentError):
    """The body is not JSON."""


class CallRefused(PermanentError):
    """A tracking call cannot be taken as it is; `code` is the word by which a library tells why."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class ShopRefused(PermanentError):
    """The shop's own API refuses a call, and will refuse it again."""


class UnknownPath(PermanentError):
    """No such page or webhook."""


class UnknownLink(UnknownPath):
    """A link that we did not write, or that lost a part on its way."""

    def __init__(self) -> None:
        super().__init__("This link is not one of ours, or a part of it is missing.")


class InvalidWorkflow(PermanentError):
    """A workflow file says something that cannot be run."""


class InvalidShop(PermanentError):
    """shop.yaml says something that cannot be used."""


class InvalidTimeline(PermanentError):
    """A rehearsal's input has a line that cannot be played."""


class InvalidReader(PermanentError):
    """The file of a preview's reader says what no reader has."""


class NoDeployment(PermanentError):
    """The stage that a command names was not deployed here, or from other code than the command's."""


class NoExperiment(PermanentError):
    """The A/B test that a command names has not begun, or has no such variant."""


class NoSuchWorkflow(PermanentError):
    """The workflow that a command names was not deployed."""


class EmulatorFailed(PermanentError):
    """MiniStack, or a deployment to it, did not come up on this machine."""


class NotDeployable(PermanentError):
    """No templates can be made of the checkout."""


class RenderFailed(PermanentError):
    """A template could not be filled."""


class MessageRefused(PermanentError):
    """SES refuses this one mail."""


class SendingRefused(PermanentError):
    """SES refuses every mail of the account for now: suspended, paused, or not verified."""


class DailyQuotaReached(PermanentError):
    """No more mail today."""


class NothingToSettle(PermanentError):
    """No claim in doubt has that id, or it settles itself."""


class OptedOut(PermanentError):
    """The number answered STOP, and its carrier and AWS hold to it."""


class CallForbidden(PermanentError):
    """A webhook's address leads to where none may go."""


class Erased(PermanentError):
    """The event tells of somebody who was erased, and makes nobody of them again."""


class ResumeRefused(PermanentError):
    """The execution that waits for the answer is gone."""
