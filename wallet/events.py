"""What the wallet tells: each entry is its own event, read from the journal by the outbox."""

ENTRY_POSTED = "EntryPosted"
