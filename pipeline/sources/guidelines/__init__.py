"""Guidelines from a folder of documents: file -> paragraphs -> documents -> raw rows.

The seam for further formats is `paragraphs.READERS`: a reader turns the bytes of one kind of file into
paragraphs; everything behind it is the same for text, Word, PDF and HTML.
"""

from pipeline.sources.guidelines.folder import GuidelineFinding, GuidelineReading, read_guideline_folder

__all__ = ["GuidelineFinding", "GuidelineReading", "read_guideline_folder"]
