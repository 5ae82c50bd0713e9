"""What a witness looks at beyond the log: that the trees in the newest statement are those of the public files."""

from collections.abc import Callable, Iterable, Iterator

from pipeline.evidence.outside import Fetch
from pipeline.evidence.statement import Statement
from pipeline.evidence.trees import heads_of
from pipeline.evidence.verify import Audit as MapAudit
from pipeline.evidence.verify import check_files, check_trees

Audit = Callable[[Fetch, Statement], Iterable[str]]
"""A look at what the newest statement says; gives what is wrong, a sentence each."""


def audit_trees(read: Fetch, statement: Statement) -> Iterator[str]:
    """Whether the tiles of every family hash to its root, and the list of files is the one in the statement."""
    _, problems = check_trees(read, statement.predicate, statement.files_sha256)
    yield from (problem.in_english() for problem in problems)


def with_every_file(audit_map: MapAudit) -> Audit:
    """The trees, every file, and the map.

    Args:
        audit_map: Looks at the buckets and what must stand in them.
    """

    def audit(read: Fetch, statement: Statement) -> Iterator[str]:
        listed, problems = check_trees(read, statement.predicate, statement.files_sha256)
        problems = problems or check_files(read, statement.predicate, listed, list(listed))
        yield from (problem.in_english() for problem in problems)
        if not problems:
            yield from audit_map(read, heads_of(statement), listed, statement.predicate.counts)

    return audit
