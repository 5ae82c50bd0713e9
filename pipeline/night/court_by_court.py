"""The judging of a night, court by court: of the clean rows of all courts only one bundle's are open at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pipeline.cleaning.secrets import SecretValues
from pipeline.composing.same_case import ties_of
from pipeline.core.frames import Frame, among
from pipeline.core.free_memory import give_back
from pipeline.core.legality import Answered
from pipeline.core.records import Dataset
from pipeline.retention.judge_night import Judgement, Shared, judge_night, judge_tables
from pipeline.retention.judged_night import JudgedBundle
from pipeline.retention.legality import with_legality
from pipeline.sealing.pull import PulledNight
from pipeline.settings.parts import Judging


@dataclass(frozen=True, slots=True)
class PublicBefore:
    """What the judgement of a night must know of the night before; a twin is judged by the same."""

    barred: frozenset[tuple[str, str]]
    """(id, decision) of records that were a minor's."""
    listings: Frame
    """The dishonest-debtor listings that are public (`public_listings`)."""
    answers: frozenset[Answered] = frozenset()
    """What officers answered to findings of the legality checks."""

    def without(self, listings: Collection[str]) -> "PublicBefore":
        """The same, less some listings: those that the shrink guard holds have not vanished (R11)."""
        return replace(self, listings=self.listings[~among(self.listings["id"], listings)])


class CourtByCourt:
    """The bundles of a pull, judged."""

    def __init__(self, pulled: PulledNight, by: Judging, on: date, before: PublicBefore) -> None:
        """Judge them.

        Args:
            pulled: Tonight's rows.
            by: How the deployment judges.
            on: R.
            before: What is known of the night before.
        """
        self._by, self._answers = by, before.answers
        first = pulled.open(pulled.bundles[0])
        self._shared = replace(
            Shared.of(first, on, by.policy, by.site_secret, by.operating_court),
            barred=before.barred,
            public_listings=before.listings,
            serial_days=pulled.serial_days,
        )
        self.bundles: list[JudgedBundle] = []
        self.secret = SecretValues()
        """What must not occur in any public byte."""
        self.ties: dict[str, frozenset[str]] = {}
        """The further numbers of cases (`ties_of`)."""
        for tables in pulled.opened():
            judgement = self._judged(tables, self._shared)
            self.secret.add(tables, judgement.frames)
            self.ties |= ties_of(judgement.frames)
            self.bundles.append(JudgedBundle.of(judgement))
            give_back()

    def judged_again(self, pulled: PulledNight, before: PublicBefore) -> list[JudgedBundle]:
        """The bundles, those judged anew whose bidding limits hang on a listing that has vanished.

        Args:
            pulled: Tonight's rows.
            before: What is known of the night before.
        """
        shared = replace(self._shared, public_listings=before.listings)
        pairs = zip(self.bundles, pulled.bundles, strict=True)
        return [
            JudgedBundle.of(self._judged(pulled.open(packed), shared)) if bundle.bare.has_vanished else bundle
            for bundle, packed in pairs
        ]

    def _judged(self, tables: Mapping[Dataset, Frame], shared: Shared) -> Judgement:
        return with_legality(judge_tables(tables, shared), self._by.policy, self._by.site_secret, self._answers)


def judge_whole(tables: Mapping[Dataset, Frame], by: Judging, on: date, before: PublicBefore) -> Judgement:
    """All tables of a pull as one bundle; arguments as of `CourtByCourt`."""
    judgement = judge_night(tables, on, by.policy, by.site_secret, by.operating_court, before.barred, before.listings)
    return with_legality(judgement, by.policy, by.site_secret, before.answers)
