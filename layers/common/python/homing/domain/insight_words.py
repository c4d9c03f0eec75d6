"""A finding in words: what differs, by how much, and where to look next."""

from collections.abc import Mapping

from homing.domain.chance import Share
from homing.domain.findings import EVERY_MAIL, Finding, Kind

NAMES: Mapping[str, str] = {
    "open_rate": "open rate",
    "click_rate": "click rate",
    "conversion_rate": "conversion rate",
    "unsubscribe_rate": "unsubscribe rate",
    "complaint_rate": "rate of spam complaints",
    "bounce_rate": "bounce rate",
    "late_rate": "share of mails that left late",
}

_NEXT: Mapping[tuple[Kind, str, bool], str] = {
    (Kind.CHANGED, "open_rate", False): "Compare the subject and the hour with those of the period before.",
    (Kind.CHANGED, "open_rate", True): "See which subject or hour is new, and try it on the next mail.",
    (Kind.CHANGED, "click_rate", False): "Open it with `homing preview` and follow each of its links.",
    (Kind.CHANGED, "click_rate", True): "See which link brings it, and make it a model for the next mail.",
    (
        Kind.CHANGED,
        "conversion_rate",
        False,
    ): "Order once from the mail yourself: price, code, checkout.",
    (Kind.CHANGED, "conversion_rate", True): "Note what was changed, and do the same in the other flows.",
    (
        Kind.CHANGED,
        "unsubscribe_rate",
        False,
    ): "Read it as its reader does: is it wanted, and so often?",
    (Kind.CHANGED, "unsubscribe_rate", True): "Keep what was changed; the fewer leave, the longer the list.",
    (Kind.CHANGED, "complaint_rate", False): "Check who enters and with which consent before it goes on.",
    (Kind.CHANGED, "complaint_rate", True): "Keep what was changed in who enters, or how often.",
    (Kind.CHANGED, "bounce_rate", False): "See where these addresses come from; an import or a form of late?",
    (Kind.CHANGED, "bounce_rate", True): "Nothing to do: the addresses have become better.",
    (
        Kind.CHANGED,
        "late_rate",
        False,
    ): "See the causes of late mails below.",
    (Kind.CHANGED, "late_rate", True): "Nothing to do: mails leave when they should.",
    (Kind.LINK, "click_rate", False): "Follow the link: is its page there, and does the mail still show it?",
    (Kind.LINK, "click_rate", True): "Put what it leads to higher up, or into the next mail.",
    (Kind.LANGUAGE, "open_rate", False): "Have a native reader judge the subject in that language.",
    (Kind.LANGUAGE, "click_rate", False): "Read the mail in that language: do text, prices and links fit?",
    (Kind.LANGUAGE, "conversion_rate", False): "Walk from mail to checkout in that language.",
    (Kind.LANGUAGE, "unsubscribe_rate", False): "Have a native reader judge the tone in that language.",
    (Kind.MAIL, "click_rate", False): "Give it one clear thing to do, as the flow's better mails have.",
    (Kind.MAIL, "click_rate", True): "Take it as the model for the next mail.",
    (Kind.MAIL, "unsubscribe_rate", False): "Ask whether this mail is needed, or comes too soon.",
    (Kind.MAIL, "unsubscribe_rate", True): "Take its tone and timing as a model.",
}

_OTHERWISE = {
    True: "See what it does differently, and take it over into the others.",
    False: "Read it beside the ones that do better.",
}


def look(finding: Finding) -> str:
    """Where to look next."""
    return _NEXT.get((finding.kind, finding.measure.name, finding.good), _OTHERWISE[finding.good])


def says(finding: Finding, titles: Mapping[str, str]) -> str:
    """What differs, with both rates; `titles` are the workflows'."""
    mail = _mail(finding, titles)
    name = NAMES[finding.measure.name]
    now, against = _rate(finding.now), _rate(finding.against)
    higher = "higher" if finding.rose else "lower"
    match finding.kind:
        case Kind.CHANGED:
            return f"The {name} of {mail} {'rose' if finding.rose else 'fell'} from {against} to {now}."
        case Kind.LINK if finding.now.part == 0:
            return f"Nobody clicks {finding.of} in {mail} any more, though it is delivered; it was {against}."
        case Kind.LINK:
            went = "rose" if finding.rose else "fell"
            return f"Clicks on {finding.of} in {mail} {went} from {against} to {now} of what is delivered."
        case Kind.LANGUAGE:
            there = f"{higher} in {finding.of} ({now}) than in its other languages ({against})"
            return f"The {name} of {mail} is {there}."
        case Kind.MAIL:
            return f"The {name} of {mail} is {higher} ({now}) than of its flow's other mails ({against})."


def _mail(finding: Finding, titles: Mapping[str, str]) -> str:
    if finding.workflow == EVERY_MAIL:
        return "all mails"
    return f"{finding.step} in {titles.get(finding.workflow, finding.workflow)}"


def _rate(share: Share) -> str:
    percent = 100 * share.rate
    return f"{percent:.1f}%" if percent >= 1 or percent == 0 else f"{percent:.2f}%"
