"""Everything that a state folder can hold, and what becomes of a night when a file of it is damaged or lost.

docs/operating.md prints this table, and the tests of damage go by it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import translate

from pipeline.state.database import LEDGER_FILE


class Answer(StrEnum):
    """What the next run does about a file that is lost, damaged or older than it should be."""

    HEALS = "heals"
    """It is made anew, or not needed; the night is a night."""
    TELLS = "tells"
    """What is due leaves, and the run ends with a status and a sentence."""
    REFUSES = "refuses"
    """Nothing is changed, and the run says what to bring back."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file, or files of one kind."""

    pattern: str
    """Path below the state folder; ``*`` stands for anything."""
    what: str
    answer: Answer
    then: str
    """What happens where it is damaged, for the operator."""
    form: str = ""
    """What goes into a back-up: the whole path as a regular expression, strictly; empty for what is made anew."""

    def fits(self, path: str) -> bool:
        """Whether a path below the state folder is meant."""
        return re.match(translate(self.pattern), path) is not None


_COURT, _NIGHT = r"\w{1,12}", r"\d{4}-\d{2}-\d{2}_\d{6,}"

CONTENTS = (
    Kept(
        LEDGER_FILE,
        "what is public since when; what left, when, under which rule; takedowns, holds, requests; releases and their "
        "statements; whose state this is",
        Answer.REFUSES,
        "the sentence names the table; bring the folder back from the last back-up",
        re.escape(LEDGER_FILE),
    ),
    Kept(
        f"{LEDGER_FILE}-*",
        "SQLite's own, of a write that was broken off",
        Answer.HEALS,
        "never delete it: the next command undoes what was half written",
    ),
    Kept(
        "batches/*.parquet",
        "per court the batch that is public and the newest one: what the court signs",
        Answer.TELLS,
        "what is public of the court stands in, read back from the public place; what must go leaves, nothing enters, exit "
        "status 9: where nobody signs the next pull makes it anew, else bring it back or let the court sign the newest batch; "
        "one that waits: the one before stays in force",
        rf"batches/{_COURT}/{_NIGHT}\.parquet",
    ),
    Kept("batches/*.json", "their digests", Answer.TELLS, "as its batch", rf"batches/{_COURT}/{_NIGHT}\.json"),
    Kept(
        "batches/*/waiting.txt",
        "since when a court's batches wait",
        Answer.HEALS,
        "the court counts as waiting since the oldest batch that is there",
        rf"batches/{_COURT}/waiting\.txt",
    ),
    Kept(
        "envelopes/*",
        "officers' signatures, `<court>/<date>_<release>.<key>.json`; they stay for ever",
        Answer.TELLS,
        "exit status 9, the court's records are hidden: bring it back, or let the court sign the newest batch",
        rf"envelopes/{_COURT}/(?:superseded/)?{_NIGHT}\.[0-9a-f]{{8}}(?:\.\d+)?\.json",
    ),
    Kept(
        "audit.jsonl",
        "who did what, each line chained to the one before; copy its last hash out of the house now and then",
        Answer.TELLS,
        "exit status 4 until the missing lines are back; new lines follow the end that the ledger knows",
        r"audit\.jsonl",
    ),
    Kept("reviews/*", "review pages; deleted once nothing of the court waits", Answer.HEALS, "run `publish.py review`"),
    Kept(
        "quality/*.csv",
        "data-quality and completeness numbers of a month",
        Answer.HEALS,
        "the night writes this month's anew; `publish.py quality` names an older one that cannot be read",
        r"quality/(?:completeness-)?\d{4}-\d{2}\.csv",
    ),
    Kept(
        "posters.json",
        "what `publish.py posters` tells of auctions and rewards: court, kind, stage, case number, last day",
        Answer.HEALS,
        "the next release keeps it anew; of notices that left before the list tells the number alone",
    ),
    Kept(
        "hidden_more.parquet",
        "what today's masker hides beyond what was signed, so that a run without a pull hides it too",
        Answer.HEALS,
        "it is worked out anew; a record that would then say more than it says in public stays out until its court signs",
        r"hidden_more\.parquet",
    ),
    Kept(
        "nameless.parquet",
        "whom notices must not name, because a record of the case left; kept while anything of the case is public",
        Answer.HEALS,
        "the names are taken from the signed rows; a notice that would then say more than it says in public stays out until "
        "its court signs another row",
        r"nameless\.parquet",
    ),
    Kept(
        "same_case.parquet",
        "which further numbers a record's case has (执恢), so that a run without a pull names nobody under any of them",
        Answer.HEALS,
        "until the next pull every text of a court that holds the name of somebody who left names him no more, a namesake's "
        "included",
        r"same_case\.parquet",
    ),
    Kept(
        "reasons.parquet",
        "every opaque id of the last pull, and the rule where it is kept away, for runs without a pull",
        Answer.HEALS,
        "until the next pull nothing enters that is not public",
        r"reasons\.parquet",
    ),
    Kept(
        "findings.jsonl",
        "what courts should mend: dataset, opaque id, column, reason, never a value",
        Answer.HEALS,
        "the next pull",
        r"findings\.jsonl",
    ),
    Kept(
        "legality.jsonl",
        "what the legality checks of the last pull found: check, opaque id, case number, a key of the facts",
        Answer.HEALS,
        "the next pull; no finding can be answered before it",
        r"legality\.jsonl",
    ),
    Kept(
        "carried.parquet",
        "keyed digests of what decided each row of the last night; without their key (`--carry-key`), which lies elsewhere, they "
        "tell nothing",
        Answer.HEALS,
        "all rows are masked anew",
    ),
    Kept("index/*", "Whoosh", Answer.HEALS, "it is built anew, and the run says so"),
    Kept("index_rows.parquet", "the list of what Whoosh holds", Answer.HEALS, "Whoosh is built anew"),
    Kept(
        "search_buckets.json",
        "from what each bucket of the search files was made, and the digests of its files",
        Answer.HEALS,
        "all search files are rendered",
    ),
    Kept("pages.json", "from what each page was made", Answer.HEALS, "all pages are rendered"),
    Kept("etags.json", "for a bucket: what its ETags stand for", Answer.HEALS, "files are uploaded again"),
    Kept(
        "publisher-*", "for a bucket: who we are in its lease", Answer.HEALS, "a new name; an old lease runs out first"
    ),
    Kept(
        "purge-pending.txt",
        "what caches must forget, and what is looked at until it is gone",
        Answer.HEALS,
        "the next run knows from the ledger which removals nobody confirmed, purges the whole release and looks at it anew",
        r"purge-pending\.txt",
    ),
    Kept(
        "releases/*",
        "for a bucket: the tree of the last release; a public folder has its tree beside it, in `<path>.releases/`",
        Answer.HEALS,
        "what does not fit is rendered or read from the bucket",
    ),
    Kept("staging/*", "a release in the making", Answer.HEALS, "the next run clears it"),
    Kept(
        "runs.json",
        "how the last `nightly`, `publish` and `takedown` ended, or that they did not",
        Answer.HEALS,
        "the next run notes itself",
    ),
    Kept("alerts.json", "what alerts have told already", Answer.HEALS, "all is told again"),
    Kept("run.lock", "one run at a time", Answer.HEALS, "made anew"),
    Kept("begin.lock", "a run that has begun and not taken its lock yet", Answer.HEALS, "made anew"),
    Kept(
        "restoring/*",
        "a restore at work",
        Answer.REFUSES,
        "run `publish.py restore` again, or `restore --abandon` ends it",
    ),
    Kept(
        "before-restore-*",
        "what a restore replaced, where it was told to keep it (`--keep-old`)",
        Answer.HEALS,
        "not needed: delete it soon",
    ),
)


def kept_as(path: str) -> Kept | None:
    """What a path below the state folder is; None where nobody knows it."""
    return next((kept for kept in CONTENTS if kept.fits(path)), None)
