"""Data ferry (数据摆渡): the case system's tables as files, one folder a night, carried across an air gap.

A night is read whole or not at all:

1. the folder is found by its date, and its done-mark must fit its manifest
2. the manifest must follow what was read before: no night twice, none out of order
3. every file is opened once, without following links, and hashed while it is read
4. what was read must have the manifest's hashes and row counts, and nothing may have moved meanwhile
"""

from pipeline.sources.ferry.clearing import clear_night
from pipeline.sources.ferry.memory import FerryMark
from pipeline.sources.ferry.reading import FerryReading, read_ferry, read_night
from pipeline.sources.ferry.shipping import ship_night
from pipeline.sources.ferry.writing import write_night

__all__ = ["FerryMark", "FerryReading", "clear_night", "read_ferry", "read_night", "ship_night", "write_night"]
