"""The one thing that pyproject.toml cannot say: ``site/`` and ``content/`` travel in a wheel below one name of their own.

A folder ``site`` among the installed packages could be taken for Python's module of that name.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
FOLDERS = ("site", "content")
NAME = "yangguang_site_data"  # pipeline/core/places.py looks for it


class WithSite(build_py):
    """Copies the two folders beside the packages; an editable install finds them in the checkout."""

    def run(self) -> None:
        """Build the packages, then copy."""
        super().run()
        if self.editable_mode:
            return
        room = Path(self.build_lib) / NAME
        shutil.rmtree(room, ignore_errors=True)
        for folder in FOLDERS:
            shutil.copytree(HERE / folder, room / folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))


setup(cmdclass={"build_py": WithSite})
