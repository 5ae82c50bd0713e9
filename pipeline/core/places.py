"""Where ``site/`` and ``content/`` lie: beside the packages in a checkout, below one name of their own in a wheel."""

from pathlib import Path

INSTALLED_NAME = "yangguang_site_data"
"""What a wheel calls the folder of the two; a folder ``site`` among installed packages could be taken for Python's."""


def site_root() -> Path:
    """The folder that holds ``site/`` and ``content/``."""
    packages = Path(__file__).resolve().parents[2]
    installed = packages / INSTALLED_NAME
    return installed if installed.is_dir() else packages
