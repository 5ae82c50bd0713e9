"""Marks for the web server: which pages only say that a notice is gone (it answers 410 for them).

The marks lie beside the public folder, `<public>.gone/notices/<id>`: empty files, read by the server on each request,
so it needs no reload. Everybody may read them, whatever the umask.
"""

import re
import shutil
from pathlib import Path

from pipeline.core.permissions import let_all_read, make_open

_GONE = re.compile(rb'<div class="gone">')
"""What the template `notice_withdrawn.html` has, and no other."""


def says_only_gone(page: bytes) -> bool:
    """Whether a page is the nameless one of a notice that is gone."""
    return _GONE.search(page) is not None


def withdrawn_pages(tree: Path) -> list[str]:
    """Folders of the tree whose index page says only that a notice is gone."""
    pages = (tree / "notices").glob("*/index.html")
    return sorted(page.parent.relative_to(tree).as_posix() for page in pages if says_only_gone(page.read_bytes()))


def mark_withdrawn(tree: Path, public: Path) -> None:
    """Bring the marks beside the public folder to a tree."""
    marks = public.with_name(f"{public.name}.gone")
    aside = public.with_name(f"{public.name}.gone.new")
    shutil.rmtree(aside, ignore_errors=True)
    make_open(aside / "notices")
    for page in withdrawn_pages(tree):
        (aside / page).touch()
        let_all_read(aside / page)
    older = public.with_name(f"{public.name}.gone.old")
    shutil.rmtree(older, ignore_errors=True)
    if marks.exists():
        marks.replace(older)
    aside.replace(marks)
    shutil.rmtree(older, ignore_errors=True)
