"""What things that happen are called."""

import difflib
from enum import StrEnum


class EventName(StrEnum):
    """Names of the Segment Spec where it has one, our own otherwise."""

    CUSTOMER_CREATED = "Customer Created"
    CUSTOMER_UPDATED = "Customer Updated"
    CONSENT_UPDATED = "Consent Updated"
    SUBSCRIBED = "Subscribed"
    UNSUBSCRIBED = "Unsubscribed"
    SUBSCRIPTION_REQUESTED = "Subscription Requested"
    SUBSCRIPTION_CONFIRMED = "Subscription Confirmed"
    CONFIRMATION_MAIL_REQUESTED = "Confirmation Mail Requested"
    CHECKOUT_STARTED = "Checkout Started"
    CHECKOUT_UPDATED = "Checkout Updated"
    CHECKOUT_COMPLETED = "Checkout Completed"
    CART_UPDATED = "Cart Updated"
    ORDER_COMPLETED = "Order Completed"
    ORDER_PAID = "Order Paid"
    ORDER_CANCELLED = "Order Cancelled"
    ORDER_REFUNDED = "Order Refunded"
    PRODUCT_UPDATED = "Product Updated"
    EMAIL_COMPLAINED = "Email Marked as Spam"
    EMAIL_BOUNCED = "Email Bounced"
    EMAIL_DELIVERED = "Email Delivered"
    EMAIL_OPENED = "Email Opened"
    EMAIL_LINK_CLICKED = "Email Link Clicked"
    PAGE_VIEWED = "Page Viewed"
    PRODUCT_VIEWED = "Product Viewed"
    PRODUCT_PURCHASED = "Product Purchased"
    PRODUCT_DELETED = "Product Deleted"
    PRODUCT_BACK_IN_STOCK = "Product Back In Stock"
    BACK_IN_STOCK_REQUESTED = "Back In Stock Requested"
    INVENTORY_UPDATED = "Inventory Updated"
    ORDER_FULFILLED = "Order Fulfilled"
    CUSTOMER_DELETED = "Customer Deleted"
    CUSTOMER_MERGED = "Customer Merged"
    IDENTIFIED = "Identified"
    FORM_SUBMITTED = "Form Submitted"
    DEMO_REQUESTED = "Demo Requested"
    RESOURCE_REQUESTED = "Resource Requested"
    LEAD_QUALIFIED = "Lead Qualified"
    MEETING_BOOKED = "Meeting Booked"
    SIGNED_UP = "Signed Up"
    TRIAL_CONVERTED = "Trial Converted"
    FEATURE_USED = "Feature Used"
    SURVEY_ANSWERED = "Survey Answered"
    POLL_ANSWERED = "Poll Answered"
    PREFERENCES_UPDATED = "Preferences Updated"
    REVIEW_SUBMITTED = "Review Submitted"
    SUPPORT_TICKET_OPENED = "Support Ticket Opened"
    APPOINTMENT_BOOKED = "Appointment Booked"
    APPOINTMENT_MOVED = "Appointment Moved"
    APPOINTMENT_COMPLETED = "Appointment Completed"
    APPOINTMENT_CANCELLED = "Appointment Cancelled"
    PLAN_STARTED = "Plan Started"
    PLAN_ENDED = "Plan Ended"
    REMINDER_MOVED = "Reminder Moved"
    REMINDER_DONE = "Reminder Done"
    SOCIAL_MENTION = "Social Mention"
    SEGMENT_ENTERED = "Segment Entered"
    SEGMENT_LEFT = "Segment Left"
    SCORE_REACHED = "Score Reached"
    WORKFLOW_ENDED = "Workflow Ended"


_ALIKE = 0.85


def misspelt(name: str) -> str | None:
    """Our own name that was plainly meant, None where a name is ours or the shop's own."""
    known = [each.value for each in EventName]
    if name in known:
        return None
    folded = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=_ALIKE)
    return folded[close[0]] if close else None
