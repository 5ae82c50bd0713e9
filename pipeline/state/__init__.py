"""What is on disk: ledger, batches, envelopes, the lock."""
