"""The zip that a workbook is (ECMA-376 part 2, APPNOTE.TXT 6.3): parts can be exchanged, the rest stays as it is.

Members that are not exchanged are copied as they lie in the file, local header and compressed bytes, so that
nobody can tell them from the original's. The central directory is written anew because places move.
"""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8_NAME, _SIZES_FOLLOW = 0x800, 0x8
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Package:
    """A zip opened for exchanging some of its members."""

    def __init__(self, data: bytes) -> None:
        """Open the zip. Raises BadZipFile for what is not one, is encrypted or names a member twice."""
        self._data = data
        self._zip = ZipFile(BytesIO(data))
        self._members = sorted(self._zip.infolist(), key=lambda info: info.header_offset)
        self._by_name = {info.filename.lower(): info for info in self._members}
        if len(self._by_name) != len(self._members) or any(info.flag_bits & 1 for info in self._members):
            raise BadZipFile("a member twice, or encrypted")
        self._changed: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name or name in self._changed

    def names(self) -> list[str]:
        """Return every part's name, new ones last."""
        known = [info.filename for info in self._members]
        return known + [name for name in self._changed if name.lower() not in self._by_name]

    def read(self, name: str) -> bytes:
        """Return a part's content as it will be saved. Part names ignore case (ECMA-376 part 2, 6.2.2.3)."""
        info = self._by_name.get(name.lower())
        name = info.filename if info else name
        return self._changed[name] if name in self._changed else self._zip.read(name)

    def write(self, name: str, content: bytes) -> None:
        """Exchange a part's content, or add the part."""
        info = self._by_name.get(name.lower())
        self._changed[info.filename if info else name] = content

    def save(self) -> bytes:
        """Return the zip: the members in their order, new ones last."""
        out, directory = bytearray(), bytearray()
        ends = [info.header_offset for info in self._members[1:]] + [self._zip.start_dir]
        places: dict[str, tuple[ZipInfo, int]] = {}
        for info, end in zip(self._members, ends, strict=True):
            place = len(out)
            if info.filename in self._changed:
                info = _deflated(info, self._changed[info.filename], out)
            else:
                out += self._data[info.header_offset : end]
            places[info.filename] = info, place
        for name in self.names()[len(self._members) :]:
            place = len(out)
            places[name] = _deflated(ZipInfo(name, self._date()), self._changed[name], out), place
        order = [info.filename for info in self._zip.infolist()]
        for name in order + [name for name in places if name.lower() not in self._by_name]:
            directory += _entry(*places[name])
        end_record = _END.pack(
            b"PK\5\6", 0, 0, len(places), len(places), len(directory), len(out), len(self._zip.comment)
        )
        return bytes(out + directory) + end_record + self._zip.comment

    def _date(self) -> tuple[int, int, int, int, int, int]:
        """Return the date that new members get: their neighbours', so that the same export is the same bytes."""
        return self._members[0].date_time if self._members else _EPOCH


def _deflated(old: ZipInfo, content: bytes, out: bytearray) -> ZipInfo:
    """Append a member with new content to `out`, and return what the directory says of it."""
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = squeeze.compress(content) + squeeze.flush()
    info = ZipInfo(old.orig_filename, old.date_time)
    info.filename, info.create_system, info.create_version = (
        old.filename,
        old.create_system,
        old.create_version,
    )
    info.internal_attr, info.external_attr, info.comment = old.internal_attr, old.external_attr, old.comment
    info.compress_type, info.extract_version = ZIP_DEFLATED, 20
    info.flag_bits = _name_flag(old)
    info.CRC, info.compress_size, info.file_size = zlib.crc32(content), len(packed), len(content)
    name = _raw_name(info)
    out += _LOCAL.pack(b"PK\3\4", *_shared_fields(info), len(name), 0) + name + packed
    return info


def _entry(info: ZipInfo, place: int) -> bytes:
    """Return a member's entry in the central directory (APPNOTE 4.3.12)."""
    name, version = _raw_name(info), info.create_version | info.create_system << 8
    lengths = len(name), len(info.extra), len(info.comment)
    attributes = 0, info.internal_attr, info.external_attr
    head = _CENTRAL.pack(b"PK\1\2", version, *_shared_fields(info), *lengths, *attributes, place)
    return head + name + info.extra + info.comment


def _shared_fields(info: ZipInfo) -> tuple[int, ...]:
    """Return the fields that the local header and the directory have in common."""
    year, month, day, hour, minute, second = info.date_time
    clock = hour << 11 | minute << 5 | second // 2
    calendar = (year - 1980) << 9 | month << 5 | day
    sizes = info.CRC, info.compress_size, info.file_size
    return (info.extract_version, info.flag_bits, info.compress_type, clock, calendar, *sizes)


def _raw_name(info: ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_NAME else "cp437")


def _name_flag(info: ZipInfo) -> int:
    """Return the flag of a UTF-8 name; sizes no longer follow the data of a member written by us."""
    if info.flag_bits & _UTF8_NAME or not info.orig_filename.isascii():
        return _UTF8_NAME
    return 0
