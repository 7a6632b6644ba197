"""The gate for Word and Excel files: nothing of a package reaches a reader but through here.

Sizes are counted while inflating, never believed; no DTD of any kind passes; parts are read only when asked
for. Whatever is wrong with a file ends in one `UnreadableFileError`. The limits come from measured attacks
(zip bombs, lying headers, shape attacks); a real annual report stays a hundred times below them.
"""

from __future__ import annotations

import posixpath
import re
import stat
import struct
import zlib
from collections.abc import Generator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree
from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]  # lxml has no public name for it

from core.errors import UnreadableFileError

XmlElement = _Element

MIB = 1024 * 1024
MAX_FILE_BYTES = 64 * MIB
MAX_ENTRIES = 4000
MAX_PART_BYTES = 32 * MIB
MAX_TOTAL_BYTES = 96 * MIB
MAX_MARKUP = 1_200_000
"""Tags, texts and, counted double, attributes that one package may hold: they cost memory by number, not by length."""
_ORDINARY_MARKUP = 100_000

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_HEAD_BYTES = 16 * 1024  # namespaces are declared here, if anywhere
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DAMAGE = (
    BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,  # encrypted parts; also NotImplementedError and RecursionError
    EOFError,
    OSError,
    ValueError,  # also UnicodeDecodeError
    OverflowError,
    LookupError,
    etree.LxmlError,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refuse(name: str, reason: str) -> NoReturn:
    """End the reading of the file called `name`; `reason` completes the sentence that begins with the name."""
    raise UnreadableFileError(f"“{name}”{reason}")


@contextmanager
def one_error(name: str) -> Generator[None]:
    """Turn whatever a broken or hostile file can raise into one `UnreadableFileError`."""
    try:
        yield
    except MemoryError:
        refuse(name, "太大或结构异常，内存不够，没有读取；请用 WPS 或 Word 打开后只留下报告内容，另存一份再导入。")
    except _DAMAGE as error:
        reason = "已损坏或不完整，请用 WPS 或 Word 打开后另存一份再导入；若打不开，请重新向来源索取。"
        raise UnreadableFileError(f"“{name}”{reason}") from error


def read_head(path: Path, size: int) -> bytes:
    """The first `size` bytes of an ordinary file, b"" for an empty one; refuses what is no readable file."""
    with one_error(path.name):
        _require_ordinary_file(path)
        try:
            with path.open("rb") as stream:
                return stream.read(size)
        except PermissionError:
            refuse(path.name, "没有权限读取，或正被别的程序占用；请先关闭它或复制一份再导入。")
        except OSError:
            refuse(path.name, "读取时出错，磁盘、U 盘或网络位置可能已断开；请复制到本机再导入。")


def read_file(path: Path) -> bytes:
    """The whole of an ordinary, non-empty file of at most 64 MiB."""
    data = read_head(path, MAX_FILE_BYTES + 1)
    if not data:
        refuse(path.name, "是空文件（0 字节），请重新复制或下载后再导入。")
    if len(data) > MAX_FILE_BYTES:
        refuse(path.name, "超过 64 MB，不像是一份年度报告；请删去图片和附件，另存后再导入。")
    return data


def _require_ordinary_file(path: Path) -> None:
    name = path.name
    if name.startswith(("~$", ".~lock.")):
        refuse(name, "是文档打开时自动留下的临时文件，不是报告；请选择同一文件夹里名字不带这个前缀的文件。")
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        refuse(name, "不存在，可能已被移走或改名，请重新选择。")
    if stat.S_ISDIR(mode):
        refuse(name, "是文件夹，请选择其中的报告文件。")
    if not stat.S_ISREG(mode):
        refuse(name, "不是普通文件，请选择报告文件。")


def explain_ole(data: bytes) -> str:
    """Why an OLE2 file is not for the package readers: old Word, old Excel or a password."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "设有打开密码，请用 WPS 或 Word 打开，取消密码并另存后再导入。"
    if "WordDocument".encode("utf-16-le") in data:
        return "其实是旧版 Word（.doc）文件或设有密码，请用 WPS 或 Word 打开后另存为 .docx 再导入。"
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return "其实是旧版 Excel（.xls）文件或设有密码，请用 WPS 或 Excel 打开后另存为 .xlsx 再导入。"
    return "其实是旧版 Office（.doc、.xls）文件或设有密码，请用 WPS 或 Office 打开后另存为 .docx 或 .xlsx 再导入。"


def _require_zip(data: bytes, name: str) -> None:
    if data.startswith(b"PK"):
        return
    if data.startswith(_OLE):
        refuse(name, explain_ole(data))
    if data.startswith(b"%PDF"):
        refuse(name, "其实是 PDF 文件，请找到它的 Word 原稿再导入。")
    if data.startswith(b"{\\rtf"):
        refuse(name, "其实是 RTF 文件，请用 WPS 或 Word 打开后另存为 .docx 再导入。")
    if not data.strip(b"\0"):
        refuse(name, "里面全是空字节，文件已损坏，请重新复制或下载后再导入。")
    if data.lstrip()[:1] == b"<":
        refuse(name, "其实是网页或 XML 文件，请用 WPS 或 Word 打开后另存为 .docx 或 .xlsx 再导入。")
    refuse(name, "不是 Word 或 Excel 文件，或者已损坏；请用 WPS 或 Word 打开后另存为 .docx 或 .xlsx 再导入。")


@dataclass(frozen=True, slots=True)
class Relationship:
    """One link of a part. `target` is the stored name of a part (which may be missing), or the address if `external`."""

    id: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        """The last word of the type: "styles", "header", "hyperlink", "vbaProject", ..."""
        return self.type.rpartition("/")[2]


class SafePackage:
    """An OPC package (docx, xlsx) held in memory, read part by part within the limits of this module."""

    def __init__(self, data: bytes, name: str) -> None:
        """`name` is what messages call the file. Raises UnreadableFileError unless `data` is a clean zip."""
        self.name = name
        self._bytes_read = 0
        self._markup_read = 0
        with one_error(name):
            _require_zip(data, name)
            # Before zipfile builds an object for each of perhaps a million entries.
            if data.count(b"PK\x01\x02") > MAX_ENTRIES:
                self._refuse_entries()
            self._zip = ZipFile(BytesIO(data))
            self._members = self._checked_members()
        self._by_folded = {name.casefold(): name for name in self._members}
        if len(self._by_folded) != len(self._members):
            self._refuse_duplicate()

    @classmethod
    def open(cls, path: Path) -> SafePackage:
        """Read the file once and let it go, so that Word or a USB stick is not held up."""
        return cls(read_file(path), path.name)

    @property
    def names(self) -> Set[str]:
        """The names of all parts, with forward slashes and without folders."""
        return self._members.keys()

    def read(self, name: str) -> bytes:
        """The bytes of one part, counted as they come out of the compression."""
        info = self._members.get(name)
        if info is None:
            refuse(self.name, f"缺少必要的内容（{name}），请用 WPS 或 Word 打开后另存一份再导入。")
        allowed = min(MAX_PART_BYTES, MAX_TOTAL_BYTES - self._bytes_read)
        if info.file_size > allowed:
            self._refuse_size()
        with one_error(self.name), self._zip.open(info) as stream:
            data = stream.read(allowed + 1)
        if len(data) > allowed:
            self._refuse_size()
        self._bytes_read += len(data)
        return data

    def xml(self, name: str) -> XmlElement:
        """The root element of one part: no DTD, no comments; strict OOXML names already mapped to transitional ones."""
        return self.parse(self.read(name))

    def parse(self, data: bytes) -> XmlElement:
        """As `xml`, for bytes that `read` gave."""
        with one_error(self.name):
            data = _in_plain_utf8(data)
            self._count_markup(data)
            if b"<!DOCTYPE" in data:  # entities can be declared nowhere else
                self._refuse_dtd()
            root = etree.fromstring(data, _new_parser())
            # Again after parsing: a declared encoding such as UTF-7 hides the words from a search of bytes.
            if root.getroottree().docinfo.internalDTD is not None:
                self._refuse_dtd()
        return root

    def _count_markup(self, data: bytes) -> None:
        self._markup_read += data.count(b"<") + 2 * data.count(b"=")
        if self._markup_read > _ORDINARY_MARKUP:
            # Text between tags is a node too; finding it is the slow part and matters only in large files.
            self._markup_read += data.count(b">") - data.count(b"><")
        if self._markup_read > MAX_MARKUP:
            self._refuse_size()

    def relationships(self, part_name: str) -> dict[str, Relationship]:
        """The links of a part by their id ("" = of the package), empty if it has none."""
        folder, base = posixpath.split(part_name)
        rels = self.find(posixpath.join(folder, "_rels", f"{base}.rels"))
        if rels is None:
            return {}
        links = (self._relationship(node, folder) for node in self.xml(rels).iterchildren(_RELATIONSHIP))
        return {link.id: link for link in links}

    def find(self, name: str) -> str | None:
        """The stored spelling of a part name (OPC names ignore case), None if there is no such part."""
        return name if name in self._members else self._by_folded.get(name.casefold())

    def _relationship(self, node: XmlElement, folder: str) -> Relationship:
        target = node.get("Target", "")
        external = node.get("TargetMode", "").casefold() == "external"
        if not external:
            path = posixpath.normpath("/" + posixpath.join(folder, target)).lstrip("/")
            target = self.find(path) or self.find(unquote(path)) or path
        return Relationship(node.get("Id", ""), node.get("Type", ""), target, external)

    def _checked_members(self) -> dict[str, ZipInfo]:
        infos = self._zip.infolist()
        if len(infos) > MAX_ENTRIES:
            self._refuse_entries()
        members: dict[str, ZipInfo] = {}
        for info in infos:
            if info.flag_bits & 1:
                refuse(self.name, "已加密，请用 WPS 或 Word 打开，取消密码并另存后再导入。")
            if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                refuse(self.name, "用了少见的压缩方式，请用 WPS 或 Word 打开后另存一份再导入。")
            name = info.filename.replace("\\", "/")
            if name in members:
                self._refuse_duplicate()
            if not name.endswith("/"):
                members[name] = info
        return members

    def _refuse_entries(self) -> NoReturn:
        refuse(self.name, f"里面的部件超过 {MAX_ENTRIES} 个，结构异常，没有读取；请用 WPS 或 Word 打开后另存一份再导入。")

    def _refuse_duplicate(self) -> NoReturn:
        refuse(self.name, "里面有重名的部件，不知该信哪一个；请用 WPS 或 Word 打开后另存一份再导入。")

    def _refuse_size(self) -> NoReturn:
        refuse(self.name, "展开后的内容过大，不像是一份年度报告，没有读取；请用 WPS 或 Word 打开后只留下报告内容，另存再导入。")

    def _refuse_dtd(self) -> NoReturn:
        refuse(self.name, "里面有不该出现的 DTD 或实体声明，可能不安全，没有读取；请用 WPS 或 Word 打开后另存一份再导入。")


def _new_parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _in_plain_utf8(data: bytes) -> bytes:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = _XML_DECLARATION.sub("", data.decode("utf-16")).encode("utf-8")
    if data.find(b"purl.oclc.org", 0, _HEAD_BYTES) >= 0:
        data = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data)
    return data
