"""Plugin: writes a rendered page, with the way back to the root; refuses to leave the folder or to write twice."""

from pathlib import Path
from typing import Any

from pelican.plugins import signals


class PageWriter:
    """Pelican's writer reduced to what a page needs; a folder is made once, not once per page."""

    def __init__(self, output_path: str, settings: dict[str, Any] | None = None) -> None:
        self._root = Path(output_path)
        self._folders: set[str] = set()
        self._written: set[str] = set()

    def write_file(self, name: str, template: Any, context: dict[str, Any], *_: Any, **values: Any) -> None:
        """Render a template to ``name`` (a path below the output folder).

        The template knows ``root``, the relative way to the site's root, ending in a slash.
        """
        values.setdefault("root", way_to_root(name))
        self.write_text(name, template.render(context, **values))

    def write_text(self, name: str, text: str) -> None:
        """Write a text file below the output folder, in UTF-8."""
        self.place(name)
        self.put(name, text)

    def place(self, name: str) -> Path:
        """Claim an address: where its file goes, in a folder that exists.

        Raises:
            ValueError: The address is taken, or lies outside the output folder.
        """
        folder = name.rpartition("/")[0]
        if name.startswith("/") or ".." in name.split("/") or name in self._written:
            raise ValueError("a page's address must be new and must lie below the site's root")
        self._written.add(name)
        path = self._root / name
        if folder not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)
        return path

    def put(self, name: str, text: str) -> bytes:
        """Write a file whose address is claimed; returns its bytes."""
        content = text.encode()
        (self._root / name).write_bytes(content)
        return content


def way_to_root(name: str) -> str:
    """The relative address of the root, seen from a page.

    >>> way_to_root("index.html"), way_to_root("notices/auction/index.html")
    ('./', '../../')
    """
    return "../" * name.count("/") or "./"


def writer_class(_: Any) -> type[PageWriter]:
    """The class Pelican is to use."""
    return PageWriter


def register() -> None:
    """Called by Pelican."""
    signals.get_writer.connect(writer_class)
