"""What may tell a person from a machine: one rule a sign, and how each is said to a reader."""

from collections.abc import Mapping
from enum import StrEnum


class Rule(StrEnum):
    """What evidence says, one rule a sign."""

    SES_SAYS_BOT = "ses_says_bot"
    APPLE_PRIVACY = "apple_privacy"
    GMAIL_PREFETCH = "gmail_prefetch"
    ROBOT_AGENT = "robot_agent"
    BEFORE_DELIVERY = "before_delivery"
    HASTE = "haste"
    EVERY_LINK_AT_ONCE = "every_link_at_once"
    TRAP_LINK = "trap_link"
    SES_SAYS_PERSON = "ses_says_person"
    OWN_DEVICE = "own_device"
    SOON = "soon"
    IMAGE_PROXY = "image_proxy"
    NO_AGENT = "no_agent"
    BEFORE_EVIDENCE = "before_evidence"


WORDS: Mapping[Rule, str] = {
    Rule.SES_SAYS_BOT: "SES takes it for a robot’s",
    Rule.APPLE_PRIVACY: "its agent is Apple Mail Privacy Protection’s",
    Rule.GMAIL_PREFETCH: "its agent is the one with which Gmail fetches ahead",
    Rule.ROBOT_AGENT: "its agent calls itself a robot",
    Rule.BEFORE_DELIVERY: "it came before the mail was delivered",
    Rule.HASTE: "it came within three seconds",
    Rule.EVERY_LINK_AT_ONCE: "three links or more were followed within five seconds",
    Rule.TRAP_LINK: "a link was followed that no person sees",
    Rule.SES_SAYS_PERSON: "SES takes it for a person’s",
    Rule.OWN_DEVICE: "its agent is a device’s or a mail program’s",
    Rule.SOON: "it came within ten seconds",
    Rule.IMAGE_PROXY: "a mailbox’s proxy fetched the picture",
    Rule.NO_AGENT: "it names no agent",
    Rule.BEFORE_EVIDENCE: "it was judged before evidence was kept",
}

FOR_A_MACHINE = frozenset(
    {
        Rule.SES_SAYS_BOT,
        Rule.APPLE_PRIVACY,
        Rule.GMAIL_PREFETCH,
        Rule.ROBOT_AGENT,
        Rule.BEFORE_DELIVERY,
        Rule.HASTE,
        Rule.EVERY_LINK_AT_ONCE,
        Rule.TRAP_LINK,
    }
)
FOR_A_PERSON = frozenset({Rule.SES_SAYS_PERSON, Rule.OWN_DEVICE})
