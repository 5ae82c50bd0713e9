"""Every measurement, written into docs/benchmarks.md (`make bench`)."""

import argparse
import os
import platform
from importlib.metadata import version
from pathlib import Path

from bench import leaks, masking, masking_speed, night, nights, pages, publishing, search, search_cost

OUT = Path(__file__).parents[1] / "docs" / "benchmarks.md"
SEARCH_SIZES = [10_000, 100_000]
LIBRARIES = ("pandas", "whoosh3", "pelican", "jieba", "hyperscan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=night.SIZES, help="party records of the nights")
    parser.add_argument("--nights", type=int, nargs="+", default=nights.SIZES, help="party records from PostgreSQL")
    parser.add_argument("--search", type=int, nargs="+", default=SEARCH_SIZES, help="party records of the search")
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    sections = [
        heading(),
        night.table(night.measure_all(arguments.records)),
        nights.table(nights.measure_all(arguments.nights)),
        masking.table(masking.measure()),
        masking_speed.table(masking_speed.measure()),
        leaks.table(*leaks.measure()),
        publishing.table(publishing.measure()),
        pages.table(pages.measure()),
        *search.lines(arguments.search),
        *search_cost.lines(arguments.search),
    ]
    arguments.out.write_text("\n".join(sections), encoding="utf-8")
    print(arguments.out.read_text(encoding="utf-8"))


def heading() -> str:
    """The machine and the libraries."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    return (
        "# Benchmarks\n\n"
        "Written by `make bench` (`bench/`). Seconds are of one machine on one day: compare ratios, bytes and requests.\n\n"
        f"Machine: {machine}, {libraries}\n"
    )


if __name__ == "__main__":
    main()
