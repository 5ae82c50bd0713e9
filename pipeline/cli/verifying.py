"""verify: is a published site what its operator signed, as anybody can see from outside."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import AsJson, day_of, exits
from pipeline.core.messages import LANGUAGE, _, stored


class Language(StrEnum):
    """In which the answer is."""

    CHINESE = "zh"
    ENGLISH = "en"


def verify(
    url: Annotated[str, typer.Argument(help=_("Public address of the site."))],
    trust: Annotated[
        str, typer.Option(help=_("Digest of the roles, from the operator's paper page; blanks do not matter."))
    ] = "",
    seen: Annotated[
        Path | None,
        typer.Option(
            help=_("Remember here what was seen when all was well: an older or another past is told next time.")
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help=_("Compare every file, not a sample."))] = False,
    sample: Annotated[int, typer.Option(min=1, help=_("How many files to compare."))] = 200,
    seed: Annotated[int, typer.Option(help=_("Which sample; another one each time sees all in the end."))] = 0,
    with_map: Annotated[
        bool, typer.Option("--map", help=_("Rebuild every leaf: each card in each bucket that its keys demand."))
    ] = False,
    demo: Annotated[
        bool,
        typer.Option("--demo", help=_("Accept a release that nobody signed; then nothing proves who published it.")),
    ] = False,
    language: Annotated[
        Language | None, typer.Option("--lang", help=_("Chinese or English; as LANG says where absent."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a published site from outside (docs/release-format.md).

    Signature, roles, log, witnesses, trees, files, lateness of removals, openness. Exit status 0 where nothing is wrong,
    7 where anything is, 6 where there is no site at that address. Without --trust, or a file of --seen that remembers it,
    nobody is trusted and the release is not good.
    """
    from pipeline.cli.verification import verification_lines, verification_tree
    from pipeline.evidence.seen import read_seen, write_seen
    from pipeline.evidence.verify import Extent, Trust, verify_site
    from pipeline.release.map_audit import audit_map

    with exits():
        before = read_seen(seen) if seen else None
        trusted = "".join(trust.split()).lower() or (before.roles if before else "")
        extent = Extent(None if every or with_map else sample, seed, audit_map if with_map else None)
        found = verify_site(url, day_of(None), Trust(trusted, before, demo), extent)
        if seen and found.seen:
            write_seen(seen, found.seen)
        chinese = (language or LANGUAGE) == Language.CHINESE
        if as_json:
            print(json.dumps(stored(verification_tree(found)), ensure_ascii=False))
        else:
            print("\n".join(verification_lines(found, chinese=chinese)))
        if found.exit_status:
            raise typer.Exit(found.exit_status)
