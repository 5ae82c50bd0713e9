"""Zip files from outside (.zip, .xlsx, .docx), looked at before anything is unpacked."""

import io
import stat
import zipfile
import zlib
from dataclasses import dataclass

from pipeline.core.messages import _

_DIRECTORY_ENTRY = b"PK\x01\x02"
_SMALL = 1 << 20
"""A megabyte may be packed as well as it likes: a sheet of equal cells is no bomb."""
_CHUNK = 1 << 20
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_OVERLAP = max(map(len, _DOCTYPES)) - 1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class ArchiveRefusedError(Exception):
    """A zip file that is broken or a bomb; the message is a reason and repeats nothing of the file."""


@dataclass(frozen=True, slots=True)
class Caps:
    """What a zip file may be at most."""

    members: int
    total: int
    """Bytes of all members after unpacking."""
    ratio: int = 200
    folders: bool = False
    """Whether members may lie in folders, as those of office files do."""


def open_archive(content: bytes, caps: Caps) -> zipfile.ZipFile:
    """A zip file whose members keep within the caps, by what its directory says of them.

    Reading a member never gives more than its declared size, and ends in an error where that was a lie.

    Raises:
        ArchiveRefusedError: It is broken, encrypted, too large, or holds links, folders or one name twice.
    """
    if content.count(_DIRECTORY_ENTRY) > max(20 * caps.members, 20_000):
        raise ArchiveRefusedError(_("it has too many members"))
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN:
        raise ArchiveRefusedError(_("it is no readable zip file")) from None
    members = archive.infolist()
    if len(members) > caps.members:
        raise ArchiveRefusedError(
            _("it has {count} members, more than {members}").format(count=len(members), members=caps.members)
        )
    if len({member.filename.casefold() for member in members}) != len(members):
        raise ArchiveRefusedError(_("two members have one name"))
    if sum(member.file_size for member in members) > caps.total:
        raise ArchiveRefusedError(_("it unpacks to more than {total} bytes").format(total=caps.total))
    for member in members:
        if reason := _reason_to_refuse(member, caps):
            raise ArchiveRefusedError(reason)
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member whole.

    Raises:
        ArchiveRefusedError: It is not there, broken, or longer than its directory said.
    """
    try:
        return archive.read(name)
    except KeyError:
        raise ArchiveRefusedError(_("a part that belongs into it is missing")) from None
    except _BROKEN:
        raise ArchiveRefusedError(_("a member is broken")) from None


def refuse_hostile_xml(archive: zipfile.ZipFile) -> None:
    """Unpack an office file once without keeping it: every member must be as long as it says, none declare entities.

    Raises:
        ArchiveRefusedError: A member is broken, or an XML part has a document type (which office files never have).
    """
    for member in archive.infolist():
        end = b""
        try:
            with archive.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    if any(doctype in end + chunk for doctype in _DOCTYPES) and _is_xml(member.filename):
                        raise ArchiveRefusedError(_("an XML part declares a document type; entities are not read"))
                    end = chunk[-_OVERLAP:]
        except _BROKEN:
            raise ArchiveRefusedError(_("a member is broken")) from None


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _reason_to_refuse(member: zipfile.ZipInfo, caps: Caps) -> str:
    kind = stat.S_IFMT(member.external_attr >> 16)
    parts = member.filename.split("/")
    if member.flag_bits & 0x1:
        return _("it is encrypted")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return _("a member is a link or device")
    if "\\" in member.filename or ".." in parts or "" in parts[:-1] or ":" in member.filename:
        return _("a member's name leads out of the folder")
    if not caps.folders and len(parts) > 1:
        return _("a member lies in a folder; put the files at the top")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return _("a member is packed in an unusual way; use deflate")
    if member.file_size > max(_SMALL, caps.ratio * member.compress_size):
        return _("a member is packed more than {ratio} times smaller").format(ratio=caps.ratio)
    return ""
