"""Where the release's own files lie, which say of all others whose they are (docs/release-format.md)."""

RELEASE_NOTE = "release.json"
"""Names the statement; written last of all."""
RELEASES = "releases/releases.json"
CHECKPOINT = "releases/checkpoint"
COSIGNED = "releases/cosigned"
_FOLDER = "releases/"


def envelope_path(number: int) -> str:
    """Where a release's statement lies."""
    return f"{_FOLDER}{number}.dsse.json"


def roles_path(version: int) -> str:
    """Where a version of the roles lies."""
    return f"{_FOLDER}roles/{version}.dsse.json"


def courts_path(number: int) -> str:
    """Where the courts lie that do not fit into a statement."""
    return f"{_FOLDER}{number}.courts.json"
