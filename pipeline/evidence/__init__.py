"""The proof of a release: statement, roles, trees, log, witnesses, and the look from outside (docs/release-format.md)."""
