"""How often a member may name codes that are not accepted: five in a quarter of an hour.

A guess is counted before it is answered, so of many at once no more than five are answered.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pymongo.errors import DuplicateKeyError

from foundation import clock, database
from offers.errors import GuessesTooMany

COLLECTION = "code_guesses"
MOST_GUESSES = 5
_LAST = timedelta(minutes=15)


def count_guess(member_id: str) -> None:
    """Count a guess, in one write, before it is answered. Raises `GuessesTooMany`."""
    now = clock.now()
    guesses = database.collection(COLLECTION)
    guesses.delete_one({"_id": member_id, "until": {"$lte": now}})
    free = {"_id": member_id, "n": {"$lt": MOST_GUESSES}}
    counted = {"$inc": {"n": 1}, "$set": {"until": now + _LAST}}
    while True:
        try:
            guesses.update_one(free, counted, upsert=True)
        except DuplicateKeyError:  # All are used up, or another made the first at this moment.
            _refuse_guesser(member_id, now)
        else:
            return


def forgive_guess(member_id: str) -> None:
    """Take back the count of a text that turned out to be accepted."""
    database.collection(COLLECTION).update_one(
        {"_id": member_id, "n": {"$gt": 0}}, {"$inc": {"n": -1}}
    )


def _refuse_guesser(member_id: str, now: datetime) -> None:
    kept = database.collection(COLLECTION).find_one({"_id": member_id})
    if kept is not None and kept["n"] >= MOST_GUESSES:
        left = kept["until"] - now
        raise GuessesTooMany(minutes=int(left.total_seconds() // 60) + 1)
