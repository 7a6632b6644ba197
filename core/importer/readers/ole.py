"""What an OLE2 compound file holds, told by the names in its root: old Word, old Excel, or a package behind a password.

Only the chain of directory sectors is followed ([MS-CFB] 2.2, 2.6); streams inside are for the readers of each kind.
A name deeper inside counts for nothing: a Word file with an embedded table holds a whole Excel file too.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from core.importer.guard import refuse

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_ENTRIES = 4000

_LAST_REGULAR = 0xFFFFFFFA
_FAT_IN_HEADER = 109
_ENTRY = 128
_STREAM = 2
_DAMAGED = "已损坏或不完整，请用 WPS 或 Word 打开后另存为 .docx 或 .xlsx 再导入；若打不开，请重新向来源索取。"


def kind_of(data: bytes, name: str) -> str:
    """doc or xls. Raises UnreadableFileError with what to do for everything else, `name` being the file in messages."""
    try:
        names = set(_root_names(data))
    except (struct.error, ValueError):
        refuse(name, _DAMAGED)
    if {"encryptedpackage", "encryptioninfo"} & names:
        refuse(name, "设有打开密码，请用 WPS 或 Word 打开，取消密码并另存后再导入。")
    if "worddocument" in names:
        return "doc"
    if {"workbook", "book"} & names:
        return "xls"
    return refuse(name, "里面没有 Word 或 Excel 的内容，请确认选对了文件；若是 WPS 旧版文件，请用 WPS 打开后另存为 .docx。")


def _root_names(data: bytes) -> Iterator[str]:
    """The names of the streams in the root, in lower case. Raises ValueError or struct.error for a damaged file."""
    entries = list(_entries(data))
    waiting = [entries[0][3]] if entries else []
    seen: set[int] = set()
    while waiting:
        number = waiting.pop()
        if number in seen or number >= len(entries):
            continue
        seen.add(number)
        entry, left, right, _ = entries[number]
        waiting += [left, right]
        length = struct.unpack_from("<H", entry, 64)[0]
        if entry[66] == _STREAM and 2 <= length <= 64:
            yield entry[: length - 2].decode("utf-16-le", "replace").casefold()


def _entries(data: bytes) -> Iterator[tuple[bytes, int, int, int]]:
    """Each directory entry with the numbers of its left and right sibling and its first child."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise ValueError("sector size")
    for sector in _directory_sectors(data, size):
        block = data[(sector + 1) * size : (sector + 2) * size]
        for start in range(0, len(block) - _ENTRY + 1, _ENTRY):
            entry = block[start : start + _ENTRY]
            left, right, child = struct.unpack_from("<3I", entry, 68)
            yield entry, left, right, child


def _directory_sectors(data: bytes, size: int) -> Iterator[int]:
    sector: int = struct.unpack_from("<I", data, 48)[0]
    for _ in range(MAX_ENTRIES * _ENTRY // size):
        if sector >= _LAST_REGULAR or (sector + 1) * size >= len(data):
            return
        yield sector
        index, offset = divmod(sector, size // 4)
        sector = struct.unpack_from("<I", data, (_fat_sector(data, size, index) + 1) * size + offset * 4)[0]


def _fat_sector(data: bytes, size: int, index: int) -> int:
    """Where the FAT's part of that index lies: the header lists the first 109, a chain of sectors the others."""
    if index < _FAT_IN_HEADER:
        return int(struct.unpack_from("<I", data, 76 + index * 4)[0])
    steps, place = divmod(index - _FAT_IN_HEADER, size // 4 - 1)
    sector: int = struct.unpack_from("<I", data, 68)[0]
    for _ in range(steps):
        sector = struct.unpack_from("<I", data, (sector + 2) * size - 4)[0]
    return int(struct.unpack_from("<I", data, (sector + 1) * size + place * 4)[0])
