"""The nightly way of a record, from a court's case system to a public site (docs/decisions/0001)."""
