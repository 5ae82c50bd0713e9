"""The mutation drill: is every rule needed, and would the tests notice if it were gone?

1. Each suite is run as it is; one that fails anyway could notice nothing.
2. Rule after rule is switched off in a child of its own, and the suite is run until a test fails.
3. A rule whose absence nobody notices is named, and the exit status is 1.

`python -m tests.drill.mutation detector` drills the suites named, all without a name.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import nullcontext

from tests.drill.forks import Outcome, Result, Trial, run_all, warm_up
from tests.drill.mutants import Mutant, Suite, every_mutant

AT_ONCE = 2


def main(mutants: Iterable[Mutant]) -> int:
    """Drill; prints a line a suite and gives the exit status."""
    drilled = list(mutants)
    suites = list(dict.fromkeys(mutant.suite for mutant in drilled))
    if not _are_sound(suites):
        return 1
    began = time.monotonic()
    missed = [result for result in _results(drilled) if result.outcome is not Outcome.FAILED]
    for result in missed:
        _print(result)
    unnoticed = Counter(result.trial.name.partition(": ")[0] for result in missed)
    for suite in suites:
        count = sum(mutant.suite == suite for mutant in drilled)
        print(f"{suite.name}: {count} rules, {count - unnoticed[suite.name]} noticed")
    print(f"{len(drilled)} rules, {len(drilled) - len(missed)} noticed, {time.monotonic() - began:.0f} s")
    return 1 if missed or not drilled else 0


def named(suites: Sequence[str]) -> list[Mutant]:
    """The mutants of the suites named; of all suites where none is."""
    return [mutant for mutant in every_mutant() if not suites or mutant.suite.name in suites]


def _are_sound(suites: list[Suite]) -> bool:
    """Whether every suite passes with all rules on; file by file, so that no process waits for the longest suite."""
    trials = (Trial(f"{suite.name}: all rules on", (file,), nullcontext) for suite in suites for file in suite.files)
    failing = [result for result in run_all(trials, AT_ONCE) if result.outcome is not Outcome.PASSED]
    for result in failing:
        print(f"{result.trial.name}: the suite {result.outcome}; mend it before the drill\n{result.told}")
    return not failing


def _results(mutants: list[Mutant]) -> Iterable[Result]:
    trials = (
        Trial(f"{mutant.suite.name}: {mutant.name}", mutant.suite.files, mutant.switched_off) for mutant in mutants
    )
    return run_all(trials, AT_ONCE)


def _print(result: Result) -> None:
    if result.outcome is Outcome.PASSED:
        print(f"NOT NOTICED  {result.trial.name}")
    else:
        print(f"BROKEN       {result.trial.name}\n{result.told}")


if __name__ == "__main__":
    warm_up()
    sys.exit(main(named(sys.argv[1:])))
