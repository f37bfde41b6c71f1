"""Measurements, side by side: `make bench`, or `make bench ARGS=--short`.

Every contest puts Kopilka beside what somebody would write instead, on the same database, by the
same driver, in one run, in turns. Times on a busy machine mean little, so the processor's time is
counted as well, for the application and for the database. Nothing passes or fails here.
"""
