"""The search of a deployment, for commands."""

from pipeline.night.nightly import silent
from pipeline.night.run import target_of
from pipeline.settings.deployment import Settings
from search_index.search import Search, open_search


def search_of(settings: Settings) -> Search:
    """The search over what is public: its files on this machine, and the index in the state folder.

    Raises:
        StateError: Either is missing or damaged.
    """
    return open_search(settings.state, target_of(settings, silent).previous_tree())
