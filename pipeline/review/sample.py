"""A random sample that everybody can draw again: the batch's digest is its seed."""

import random

from pipeline.core.frames import Frame

SAMPLE_SIZE = 50


def draw_sample(unchanged: Frame, digest: str, size: int = SAMPLE_SIZE) -> Frame:
    """Records of the unchanged, the same ones for the same batch.

    Args:
        unchanged: Sorted by dataset and id.
        digest: The batch's digest.
        size: How many at most.
    """
    if len(unchanged) <= size:
        return unchanged
    chosen = random.Random(digest).sample(range(len(unchanged)), size)  # noqa: S311 - reproducible on purpose
    return unchanged.iloc[sorted(chosen)].reset_index(drop=True)
