"""The mutation drill: is every rule needed, and would the tests notice if it were gone?

1. Rule after rule is switched off in a child of its own. First the test is asked that noticed it last time (`noticed.json`),
   then the suite, until a test fails.
2. The tests that noticed are run with all rules on; one that fails anyway has noticed nothing.
3. A rule whose absence nobody notices is named, and the exit status is 1.

`python -m tests.drill.mutation detector` drills the suites named, all without a name; with ``--note`` it writes down which
test noticed.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

from tests.drill.forks import Outcome, Result, Trial, run_all, warm_up
from tests.drill.mutants import Mutant, every_mutant

AT_ONCE = 2
NOTICED = Path(__file__).with_name("noticed.json")
"""Mutant -> the test that noticed it last time: a matter of seconds, not of the result."""
_NOTHING: Mapping[str, str] = {}


def main(mutants: Iterable[Mutant], before: Mapping[str, str] = _NOTHING) -> tuple[int, dict[str, str]]:
    """Drill; prints a line a suite and gives the exit status, and which test noticed what.

    Args:
        mutants: What is drilled.
        before: Mutant -> the test to be asked first.
    """
    drilled = list(mutants)
    began = time.monotonic()
    results = []
    for result in run_all((_trial(mutant, before) for mutant in drilled), AT_ONCE):
        if result.outcome is not Outcome.FAILED:
            _print(result)
        results.append(result)
    by = {result.trial.name: result.failing for result in results if result.outcome is Outcome.FAILED}
    unsound = set(_failing_anyway(set(by.values())))
    missed = [one.trial.name for one in results if by.get(one.trial.name) in (None, *unsound)]
    unnoticed = Counter(name.partition(": ")[0] for name in missed)
    for suite, count in Counter(mutant.suite.name for mutant in drilled).items():
        print(f"{suite}: {count} rules, {count - unnoticed[suite]} noticed")
    print(f"{len(drilled)} rules, {len(drilled) - len(missed)} noticed, {time.monotonic() - began:.0f} s")
    return 1 if missed or not drilled else 0, by


def named(suites: Sequence[str]) -> list[Mutant]:
    """The mutants of the suites named; of all suites where none is."""
    return [mutant for mutant in every_mutant() if not suites or mutant.suite.name in suites]


def _trial(mutant: Mutant, before: Mapping[str, str]) -> Trial:
    name = f"{mutant.suite.name}: {mutant.name}"
    return Trial(name, mutant.suite.files, mutant.switched_off, before.get(name, ""))


def _failing_anyway(tests: Iterable[str]) -> Iterator[str]:
    """Of some tests those that fail with all rules on; file by file, and one by one where a file does not pass."""
    by_file: defaultdict[str, list[str]] = defaultdict(list)
    for test in sorted(tests):
        by_file[test.partition("::")[0]].append(test)
    whole = [Trial(file, (), nullcontext, more=tuple(asked)) for file, asked in by_file.items()]
    doubtful = [result.trial for result in run_all(whole, AT_ONCE) if result.outcome is not Outcome.PASSED]
    alone = [Trial(test, (), nullcontext, more=(test,)) for trial in doubtful for test in trial.more]
    for result in run_all(alone, AT_ONCE):
        if result.outcome is not Outcome.PASSED:
            print(
                f"{result.trial.name}: it {result.outcome} with all rules on; mend it before the drill\n{result.told}"
            )
            yield result.trial.name


def _print(result: Result) -> None:
    if result.outcome is Outcome.PASSED:
        print(f"NOT NOTICED  {result.trial.name}", flush=True)
    else:
        print(f"BROKEN       {result.trial.name}\n{result.told}", flush=True)


if __name__ == "__main__":
    warm_up()
    asked = [word for word in sys.argv[1:] if word != "--note"]
    before = json.loads(NOTICED.read_text(encoding="utf-8")) if NOTICED.is_file() else {}
    status, by = main(named(asked), before)
    if "--note" in sys.argv:
        kept = (before if asked else {}) | by
        NOTICED.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.exit(status)
