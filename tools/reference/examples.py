"""One example of each kind of step, trigger and condition, as its owner would write it."""

from collections.abc import Mapping

STEPS: Mapping[str, str] = {
    "email": """\
- id: incentive
  type: email
  only_if: {fact: contact.has_ordered, is: false}
  offer: {percent: 10, valid_for: 24h}
  blocks:
    winter: {fact: contact.season, is: winter}
- id: reminder
  type: email
  variants: [plain, question]
  test:
    metric: click_rate
    owner: sales
    goal: A question in the subject brings more people back to their cart.
    base: 8%
    change: 3 points
    looks: {first: 14d, every: 7d, most: 4}
""",
    "sms": """\
- {id: tomorrow, type: sms, purpose: transactional, valid_for: 4h}
""",
    "wait": """\
- {id: day_2, type: wait, day: 2, at: "09:00"}
- {id: 24_hours, type: wait, after: 24h}
- {id: tuesday, type: wait, weekday: tuesday, at: "11:00"}
- {id: day_before, type: wait, until: {date: trigger.appointment_at, plus: -1d, at: "17:00"}}
""",
    "wait_for": """\
- id: answer
  type: wait_for
  event: Survey Answered
  timeout: 14d
  then:
    - {id: thanks, type: email}
  otherwise:
    - {id: again, type: email}
""",
    "branch": """\
- id: customer
  type: branch
  arms:
    - name: dear
      when: {fact: contact.orders, at_least: 3}
      steps:
        - {id: thanks, type: email}
  otherwise: []
""",
    "split": """\
- id: subject
  type: split
  arms:
    - {name: short, share: 50, steps: [{id: hello, type: email}]}
    - {name: long, share: 50, steps: [{id: hello_there, type: email}]}
""",
    "update": """\
- {id: note, type: update, set: {favourite: wool}, tag: [walker], untag: [new]}
""",
    "notify": """\
- {id: unhappy, type: notify, to: sales}
""",
    "webhook": """\
- id: postcard
  type: webhook
  url: https://print.example.com/v1/cards
  send: [contact.first_name, contact.country]
  text: true
""",
    "repeat": """\
- id: period
  type: repeat
  every: 14d
  at: "09:00"
  times: 6
  moved_by: {event: Reminder Moved, to: next_at}
  steps:
    - {id: due, type: email, purpose: transactional}
""",
    "enroll": """\
- {id: feedback, type: enroll, workflow: review}
""",
    "exit": """\
- {id: off, type: exit}
""",
}

TRIGGERS: Mapping[str, str] = {
    "event": """\
trigger:
  type: event
  event: Product Purchased
  where: {fact: trigger.needs_learning, is: true}
""",
    "quiet": """\
trigger: {type: quiet, events: [Checkout Started, Checkout Updated, Cart Updated], for: 1h}
key: cart
""",
    "count": """\
trigger: {type: count, event: Product Viewed, at_least: 3, within: 7d, by: [product_id]}
""",
    "segment": """\
trigger: {type: segment, entered: dormant}
""",
    "date": """\
trigger: {type: date, on: {date: contact.birthday, at: "09:00"}, yearly: true}
""",
    "workflow": """\
trigger: {type: workflow, workflow: onboarding}
""",
    "campaign": """\
trigger: {type: campaign, segment: engaged_leads, at: "2026-12-01T09:00"}
""",
    "score": """\
trigger:
  type: score
  threshold: 100
  half_life: 30d
  rules:
    - {event: Demo Requested, points: 60}
    - {event: Product Viewed, points: 5}
""",
}

CONDITIONS: Mapping[str, str] = {
    "all": "{all: [{fact: contact.country, is: NO}, {fact: contact.orders, at_least: 1}]}",
    "any": "{any: [{segment: dormant}, {fact: contact.spent, at_least: 5000}]}",
    "not": "{not: {fact: contact.has_ordered, is: true}}",
    "fact": "{fact: contact.first_seen, within: 30d}",
    "event": "{event: Product Viewed, where: {category: Wool}, at_least: 3, within: 7d}",
    "sent": "{sent: abandoned_cart.incentive, within: 90d}",
    "message": "{message: reminder, was: clicked}",
    "segment": "{segment: engaged_leads}",
}
