"""Frames that wait in memory: large ones as compressed Arrow, opened one bundle at a time.

A night that held all its rows open at every stage held ten copies of each. What waits is packed; what is worked on is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import Dataset

LEAST = 1 << 20
"""Bytes from which a frame is packed: packing a small one costs more than it saves."""
_PACKING = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=1))
_TEXTS: Mapping[Any, Any] = {pa.string(): TEXT, pa.large_string(): TEXT}


@dataclass(frozen=True, slots=True, repr=False)
class Packed:
    """Frames by dataset."""

    small: Mapping[Dataset, Frame]
    """As they are."""
    large: Mapping[Dataset, pa.Buffer]
    sizes: Mapping[Dataset, int]
    """Rows of each."""

    @classmethod
    def of(cls, frames: Mapping[Dataset, Frame], least: int = LEAST) -> "Packed":
        """Pack frames of text and of yes and no, from ``least`` bytes on; their index is kept."""
        small, large = dict[Dataset, Frame](), dict[Dataset, pa.Buffer]()
        for dataset, frame in frames.items():
            if frame.memory_usage(deep=False).sum() < least:
                small[dataset] = frame
            else:
                large[dataset] = _packed(frame)
        return cls(small, large, {dataset: len(frame) for dataset, frame in frames.items()})

    def one(self, dataset: Dataset) -> Frame:
        """The frame of one dataset."""
        return self.small[dataset] if dataset in self.small else _opened(self.large[dataset])

    def open(self) -> dict[Dataset, Frame]:
        """The frames."""
        return dict(self.small) | {dataset: _opened(buffer) for dataset, buffer in self.large.items()}


def _packed(frame: Frame) -> pa.Buffer:
    table = pa.Table.from_pandas(frame)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=_PACKING) as writer:
        writer.write_table(table)
    return sink.getvalue()


def _opened(buffer: pa.Buffer) -> Frame:
    with pa.ipc.open_stream(buffer) as reader:
        frame: Frame = reader.read_all().to_pandas(types_mapper=_TEXTS.get)
    return frame
