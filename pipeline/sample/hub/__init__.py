"""The invented world once more, in a schema like that of a court's own data hub: what a mapping file has to cope with.

Twelve tables with the names, codes and habits of such systems: one table of cases, one of parties, one of all
restrictions told apart by a code, every word behind a code table, courts by a number, keys padded with blanks.
"""

from pipeline.sample.hub.filling import write_hub

__all__ = ["write_hub"]
