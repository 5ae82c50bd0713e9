"""Attachments lead to listed hosts only; of the others the name stands without a link."""

import json
from functools import partial

from pipeline.cleaning.readings import Note, Reading, read_unique
from pipeline.core.findings import Effect, Finding
from pipeline.core.frames import Frame
from pipeline.core.links import LinkHosts
from pipeline.core.records import Dataset

NOT_LISTED = Note("link_not_listed", Effect.DROPPED)


def with_listed_links(dataset: Dataset, frame: Frame, hosts: LinkHosts) -> tuple[Frame, list[Finding]]:
    """The rows of a kind of notice without links to hosts that are not listed, and what is said of them."""
    if frame["attachments"].isna().all():
        return frame, []
    read = read_unique(frame["attachments"], partial(_listed_only, hosts=hosts))
    if NOT_LISTED not in read.noted:
        return frame, []
    rows = frame[read.noted[NOT_LISTED].to_numpy(dtype=bool)]
    told = [
        Finding(dataset, court, record, "attachments", NOT_LISTED.code, NOT_LISTED.cause, NOT_LISTED.effect)
        for court, record in zip(rows["court_code"], rows["id"], strict=True)
    ]
    return frame.assign(attachments=read.column), told


def _listed_only(text: str, hosts: LinkHosts) -> Reading | str:
    entries = json.loads(text)
    kept = [{key: value for key, value in entry.items() if key != "url" or hosts.link_of(value)} for entry in entries]
    if kept == entries:
        return text
    return Reading(json.dumps(kept, ensure_ascii=False, separators=(",", ":")), (NOT_LISTED,))
