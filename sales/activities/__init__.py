"""What members do besides buying: recorded, decided on, taken back; each in one entry.

An activity is judged by the terms of its moment and gives what they say: units, segments,
attributes, a tier, a message, units of a partner. What needs a decision waits for it.
"""

from sales.activities.crediting import post_credits, source_of
from sales.activities.deciding import approve, decided, decline, fulfil, reverse
from sales.activities.errors import (
    ActivityDecided,
    ActivityExists,
    ActivityInvalid,
    ActivityNotFound,
    ActivityRejected,
    ActivityUnknown,
    AttributesInvalid,
)
from sales.activities.events import MessageDue
from sales.activities.following import attributes_of, bring_profiles_up, set_attributes
from sales.activities.happening import keep_days
from sales.activities.judging import Told, judge
from sales.activities.orders import OrderFailed, deliver_orders, orders_of, set_gateway
from sales.activities.queries import activity_in, find_activity, get_activity, list_activities
from sales.activities.records import activity_id, is_activity_entry, record_of
from sales.activities.service import fields_of, record, type_of
from sales.activities.tasks import keep_calendar, on_entry_posted, on_profile_changed
from sales.activities.values import Occurrence, Recorded

__all__ = [
    "ActivityDecided",
    "ActivityExists",
    "ActivityInvalid",
    "ActivityNotFound",
    "ActivityRejected",
    "ActivityUnknown",
    "AttributesInvalid",
    "MessageDue",
    "Occurrence",
    "OrderFailed",
    "Recorded",
    "Told",
    "activity_id",
    "activity_in",
    "approve",
    "attributes_of",
    "bring_profiles_up",
    "decided",
    "decline",
    "deliver_orders",
    "fields_of",
    "find_activity",
    "fulfil",
    "get_activity",
    "is_activity_entry",
    "judge",
    "keep_calendar",
    "keep_days",
    "list_activities",
    "on_entry_posted",
    "on_profile_changed",
    "orders_of",
    "post_credits",
    "record",
    "record_of",
    "reverse",
    "set_attributes",
    "set_gateway",
    "source_of",
    "type_of",
]
