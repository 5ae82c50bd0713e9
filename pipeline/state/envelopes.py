"""The folder of officers' signatures; what counts is decided in `pipeline.approval`."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pipeline.core.writing import replacing
from pipeline.state.batches import BatchName


class EnvelopeStore:
    """The folder of envelopes, ``<court>/<date>_<number>.<first 8 of the key's id>.json``; they stay for ever."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, court_code: str, name: BatchName, keyid: str, envelope: bytes) -> Path:
        """File an envelope; one by the same key under the same name is set aside, not lost."""
        path = self._folder / court_code / f"{name}.{keyid[:8]}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_bytes() != envelope:
            self._set_aside(path)
        with replacing(path) as aside:
            aside.write_bytes(envelope)
        return path

    def of(self, court_code: str, name: BatchName) -> list[Path]:
        """The envelopes filed for a batch, by file name."""
        return sorted((self._folder / court_code).glob(f"{name}.*.json"))

    def superseded(self, court_code: str, name: BatchName) -> list[bytes]:
        """The envelopes of a batch that another one of their key replaced."""
        older = self._folder / court_code / "superseded"
        return [path.read_bytes() for path in sorted(older.glob(f"{name}.*.json"))]

    def after(self, court_code: str, number: int) -> Iterator[tuple[BatchName, Path]]:
        """A court's envelopes for batches of a higher number, whether the batches are still there or not."""
        for path in sorted((self._folder / court_code).glob("*.json")):
            with suppress(ValueError):
                name = BatchName.parse(path.name.split(".")[0])
                if name.number > number:
                    yield name, path

    def is_empty(self) -> bool:
        """Whether nobody has ever signed here."""
        return next(self._folder.glob("*/*.json"), None) is None

    @staticmethod
    def _set_aside(path: Path) -> None:
        older = path.parent / "superseded"
        older.mkdir(exist_ok=True)
        count = sum(1 for _ in older.glob(f"{path.stem}.*.json"))
        path.replace(older / f"{path.stem}.{count + 1}.json")
