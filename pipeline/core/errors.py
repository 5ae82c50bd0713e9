"""Everything that Yangguang raises on purpose, in one tree.

YangguangError
├── SettingsError        yangguang.toml or the environment is wrong
├── SourceError          the case system cannot be read, or not in the agreed form
├── RulesError           a rule table (pipeline/rules/*.toml) contradicts itself
├── StateError           the state folder is damaged, or another run holds it
│   ├── ClusterError     the cluster is gone, or must not see raw rows
│   └── BatchDamaged     a court's batch was edited after sealing (pipeline.state.batches)
├── ApprovalRefused      a signature was not made, or does not count (pipeline.approval)
├── KeyFileError         an officer's private key cannot be written or opened (pipeline.approval)
├── RoleKeyError         a private key of a role cannot be written or opened (pipeline.evidence)
├── Sm2Refused           this machine may not sign with SM2, or a key of it cannot be opened (pipeline.core.sm2)
├── EvidenceRefused      an envelope or a version of the roles does not count (pipeline.evidence)
├── NotDecided           an officer's decision was refused (pipeline.review)
├── RemarkRefused        a remark could hold a person's number (pipeline.approval)
├── ReleaseRefused       the staged release must not go out
│   ├── LeakFound        the detector found something that must stay hidden
│   └── NotAssessed      court mode without [privacy], or with more than was assessed
├── WitnessRefused       a witness does not sign what a site shows (pipeline.evidence.witness)
├── BothFailed           a night failed, and so did the takedown after it
└── TargetError          the public place cannot be written or read back

A message says what, where, what was expected and what to do; it never holds a personal value, nor
the text of a library's exception (which may hold one).
"""

from pipeline.core.messages import _


class YangguangError(Exception):
    """Base of all errors that an operator can act on; carries the process exit status."""

    exit_status = 1


class SettingsError(YangguangError):
    """The settings are wrong; the message names the key and the nearest valid one."""

    exit_status = 2


class SourceError(YangguangError):
    """The case system is unreachable or lacks a table or column; names the mapping key that mends it."""

    exit_status = 3

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems or (message,)
        """Each thing that is wrong, where several are told at once."""


class RulesError(YangguangError):
    """A rule table is contradictory or unreadable; names file, row and the expected form."""

    exit_status = 2


class StateError(YangguangError):
    """The state folder is damaged or in use by another run."""

    exit_status = 4


class ClusterError(StateError):
    """The cluster does not answer, lost its workers, or has one that must not see raw rows."""


class ReleaseRefused(YangguangError):
    """The staged release fails a check; the public site stays as it was."""

    exit_status = 5


class NotAssessed(ReleaseRefused):
    """The settings say of the personal data too little, or not that all of it was assessed; removals go on."""

    exit_status = 2


class LeakFound(ReleaseRefused):
    """The detector found a hidden value in the staged bytes; reported by file, offset and rule."""

    exit_status = 6


class BothFailed(YangguangError):
    """A night failed, and so did the takedown after it; tells both, with the status of the first."""

    def __init__(self, night: str, takedown: str, exit_status: int) -> None:
        super().__init__(
            _("{night}; and the takedown after it failed, too, so what is due is still public: {takedown}").format(
                night=night, takedown=takedown
            )
        )
        self.exit_status = exit_status


class TargetError(YangguangError):
    """The public place cannot be written or does not answer with what was written."""

    exit_status = 7
