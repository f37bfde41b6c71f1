"""Work for later: the outbox, its readers, and what is due by the clock. Knows no loyalty.

An event is written with the change it tells of, in the same transaction or as part of the same
document. A reader follows each source by the time of writing and hands batches to subscribers,
at least once; what fails is kept as a job and tried again. Subscribers must be safe to run twice.
"""

from jobs.follow import Follower
from jobs.models import Cursor, Job, Lease, OutboxEvent
from jobs.outbox import OUTBOX, publish
from jobs.retries import count_waiting, run_retries
from jobs.schedule import Task, run_due, with_lease
from jobs.values import Source, Subscriber

__all__ = [
    "OUTBOX",
    "Cursor",
    "Follower",
    "Job",
    "Lease",
    "OutboxEvent",
    "Source",
    "Subscriber",
    "Task",
    "count_waiting",
    "publish",
    "run_due",
    "run_retries",
    "with_lease",
]
