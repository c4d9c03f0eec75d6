"""What the use cases need of the world: small Protocols, filled by the adapters and by the laptop's engine.

Every write that must happen once is one call here, so that an adapter can make it one transaction.
"""

from homing.services.ports.account_list import (
    AccountList,
    Compared,
    ListedAddress,
    ListPage,
    ListReading,
)
from homing.services.ports.assignments import Assignments
from homing.services.ports.confirmations import ConfirmationMails
from homing.services.ports.dates import Campaigns, Dates
from homing.services.ports.effects import (
    CallAnswer,
    Notice,
    Notices,
    OutgoingCall,
    OutgoingText,
    Phones,
    TextMessages,
    Webhooks,
)
from homing.services.ports.enrollments import Enrollments, Guard
from homing.services.ports.experiments import Experiments
from homing.services.ports.figures import Figures
from homing.services.ports.goods import Catalogue, Goods, StockRequests
from homing.services.ports.groups import Scores, Segments
from homing.services.ports.letters import DeadLetters, Letter
from homing.services.ports.offers import Code, CodePool, Discounts, ShopCodes
from homing.services.ports.outside import (
    Clock,
    EventQueue,
    Executions,
    ExecutionStatus,
    FeedbackBacklog,
    Links,
    Mailer,
    OutgoingEmail,
    Pace,
    PageToken,
    RenderedEmail,
    Renderer,
    Tasks,
)
from homing.services.ports.passages import (
    Completion,
    Messages,
    Orders,
    Seen,
    Timeline,
    Workflows,
)
from homing.services.ports.people import (
    Carts,
    ConsentLedger,
    Contacts,
    History,
    Marks,
    Parting,
    SoftBounces,
    Suppressions,
    Visits,
)
from homing.services.ports.privacy import Belongings, ErasedNames, Exports, Holding, PrivacyRequests
from homing.services.ports.resources import ResourceLinks
from homing.services.ports.rounds import DueIndex
from homing.services.ports.shop import ConsentMirror
from homing.services.ports.waits import Wait, Waits

__all__ = [
    "AccountList",
    "Assignments",
    "Belongings",
    "CallAnswer",
    "Campaigns",
    "Carts",
    "Catalogue",
    "Clock",
    "Code",
    "CodePool",
    "Compared",
    "Completion",
    "ConfirmationMails",
    "ConsentLedger",
    "ConsentMirror",
    "Contacts",
    "Dates",
    "DeadLetters",
    "Discounts",
    "DueIndex",
    "Enrollments",
    "ErasedNames",
    "EventQueue",
    "ExecutionStatus",
    "Executions",
    "Experiments",
    "Exports",
    "FeedbackBacklog",
    "Figures",
    "Goods",
    "Guard",
    "History",
    "Holding",
    "Letter",
    "Links",
    "ListPage",
    "ListReading",
    "ListedAddress",
    "Mailer",
    "Marks",
    "Messages",
    "Notice",
    "Notices",
    "Orders",
    "OutgoingCall",
    "OutgoingEmail",
    "OutgoingText",
    "Pace",
    "PageToken",
    "Parting",
    "Phones",
    "PrivacyRequests",
    "RenderedEmail",
    "Renderer",
    "ResourceLinks",
    "Scores",
    "Seen",
    "Segments",
    "ShopCodes",
    "SoftBounces",
    "StockRequests",
    "Suppressions",
    "Tasks",
    "TextMessages",
    "Timeline",
    "Visits",
    "Wait",
    "Waits",
    "Webhooks",
    "Workflows",
]
