"""What the bucket holds, as MD5 of each file, from one listing.

Most hosts give the MD5 as ETag. For those that do not (encryption on the server, say) the ETag that came back when we
wrote is kept with the MD5 of what we wrote.
"""

import json
from pathlib import Path
from threading import Lock


class RememberedEtags:
    """ETags that are not MD5s; a private file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._known: dict[str, tuple[str, str]] = {}
        self._changed = False
        if path.is_file():
            try:
                self._known = {
                    name: (etag, digest)
                    for name, (etag, digest) in json.loads(path.read_text(encoding="utf-8")).items()
                }
            except (ValueError, TypeError, AttributeError):
                self._known = {}  # a damaged file costs an upload of everything, and nothing else

    def note(self, path: str, etag: str, digest: str) -> None:
        """A file was written, and the bucket answered with an ETag; may be called from any thread."""
        with self._lock:
            if etag != digest:
                self._known[path] = (etag, digest)
                self._changed = True
            elif self._known.pop(path, None):
                self._changed = True

    def digest(self, path: str, etag: str) -> str:
        """The MD5 of what the bucket lists under that ETag; the ETag itself where it is not remembered."""
        known = self._known.get(path)
        return known[1] if known and known[0] == etag else etag

    def save(self, listed: set[str]) -> None:
        """Keep what is still in the bucket."""
        if not self._changed:
            return
        kept = {path: entry for path, entry in sorted(self._known.items()) if path in listed}
        aside = self._path.with_suffix(".new")
        aside.write_text(json.dumps(kept), encoding="utf-8")
        aside.replace(self._path)
