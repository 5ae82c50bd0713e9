"""PNG: the compressed texts that a picture carries. Texts of other pictures stand in plain bytes."""

from collections.abc import Iterator

from pipeline.leaks.streams import inflated_whole

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PACKED = (b"zTXt", b"iTXt", b"iCCP")
_MOST = 16 * 1024 * 1024


def png_texts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Kind and text of every compressed chunk; ValueError if one is damaged."""
    at = len(SIGNATURE)
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind in _PACKED:
            yield kind.decode("ascii"), _text(kind, data[at + 8 : at + 8 + length])
        at += 12 + length


def _text(kind: bytes, body: bytes) -> bytes:
    keyword, _, rest = body.partition(b"\0")
    if kind != b"iTXt":
        return keyword + b"\n" + inflated_whole(rest[1:], _MOST)
    language, _, behind = rest[2:].partition(b"\0")
    title, _, text = behind.partition(b"\0")
    return b"\n".join((keyword, language, title, inflated_whole(text, _MOST) if rest[:1] == b"\x01" else text))
