"""Trying the source by day: what a night would make of it, and why a record is not public. Publishes and changes nothing."""
