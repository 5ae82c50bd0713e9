"""Imported where processes are forked: what the first night of a process loads and compiles, so that none does it again."""

from pipeline.leaks.allow import AllowList
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_bytes
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text
from search_index.words import text_terms

text_terms("被执行人")
scan_bytes(b"{}", raw=RawValues.collect([], [], [], []), allow=AllowList(()))
mask_text("被执行人", Profile.STANDARD)
