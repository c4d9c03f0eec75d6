"""What each figure of a report means, said once for page, JSON and terminal."""

from collections.abc import Mapping

DEFINITIONS: Mapping[str, str] = {
    "sent": "Messages that SES took.",
    "delivered": "Sent, with a delivery told by the recipient's server and no permanent bounce.",
    "open_rate": "Messages opened by a person, or by who knows whom / delivered messages with a pixel.",
    "machine_open_rate": "Messages opened by machines only (Apple Mail Privacy Protection, scanners, "
    "prefetching proxies) / delivered messages with a pixel.",
    "open_rate_all": "The two open rates together: what most tools call the open rate.",
    "click_rate": "Messages with a person's click on a content link / delivered; unsubscribe links never "
    "count.",
    "machine_click_rate": "Messages clicked by machines only (scanners that follow links) / delivered.",
    "interactions": "Messages opened and clicked by who it was: human (SES or the device says so), machine "
    "only, or unknown, which the rates count with people.",
    "click_to_open_rate": "Messages with a pixel that were clicked / messages opened, both by a person; "
    "at most 100 %, for some click with pictures off.",
    "links": "Messages in which a person followed the link / delivered; once a message and link. Met the "
    "goal: enrollments that did after following it. Credit and revenue go to the last link followed before.",
    "conversion_rate": "Enrollments that met the goal in time after their first delivery / enrollments with "
    "a delivered message. Of one message: goals met after it / delivered.",
    "credited_rate": "As the conversion rate, but only what the last click (or open, where the workflow "
    "counts those) on one of the workflow's own mails earned.",
    "goal": "Enrollments that met the goal in time / the base that the goal names: triggered (entered or "
    "refused, but for the holdout), enrolled, or delivered (reached by a mail).",
    "unsubscribe_rate": "Messages through which someone left / delivered.",
    "complaint_rate": "Messages reported as spam / delivered.",
    "bounce_rate": "Messages that bounced for good / sent.",
    "revenue": "Orders credited to a message by the last click before them (or open, where the workflow "
    "counts those), in shop money, less refunds and cancellations; test orders never count. By the day on "
    "which the mail was sent.",
    "orders": "The shop's orders by the day on which they were placed, each once; test orders and those "
    "cancelled before they were paid count nowhere. Credited and uncredited come to all of them.",
    "net": "What orders were worth less what was refunded, and less what was cancelled after payment.",
    "refund_rate": "Orders of which anything was refunded, or that were cancelled after payment / orders.",
    "assisted": "Orders that another message earned, and that this one was touched before in time. They "
    "stand beside what is credited, and are never added to it.",
    "revenue_per_email": "Revenue / delivered.",
    "lift": "What the mails changed: all contacts assigned in the period, mailed less held out, each once, "
    "mailed and clicked or not; goal and orders count from the assignment for the time of the goal. Of "
    "twenty differences that are nothing a 95 % interval takes one for something. Null without a holdout.",
    "repeat_purchase_rate": "Contacts who bought again within so many days / all whose days ended in the "
    "period. Without a holdout: of entries whose days are over; an order counts for the newest before it.",
    "revenue_per_contact": "What they spent, less refunds, credited or not / the same.",
    "late": "Messages that left more than 15 minutes after their instant, with what held them back last.",
    "reached": "Messages that a step came to, sent or not. Who left before it did while it lay ahead.",
    "pace": "The share of the goal's base that will have met it by its day, if those whose time is not over "
    "and those to come do as those of the last 28 days whose time is. It is foretold from 30 of them on; who "
    "may still meet it is told apart, and no failure.",
    "zones": "Sent messages by how well we knew the hour where their readers are: told by them, of an "
    "address that keeps one clock, guessed from an address, or the shop's own for want of any.",
    "skipped": "Messages deliberately not sent, each with one reason.",
    "rejected": "Messages that SES refused.",
    "insights": "What differs beyond chance: from the period before, or from the other languages, links and "
    "mails. Small counts are judged by Fisher's exact test, others by a two-proportion z test, and all "
    "comparisons of a report together (Benjamini and Hochberg), so that at most 5 in 100 findings are chance "
    "on average. Only days old enough to have brought what they will are compared.",
    "growth_rate": "(mailable people at the end - at the start) / at the start.",
}
"""A sentence for each KPI, for whoever reads the figures."""
