"""The official form as frozen data: sections, bands, rows, columns, cells.

Loaded from `template.toml` in an edition's folder, strictly: an unknown key, a dangling or double id or a row of no band
is an error. Cell ids are `section.row.column` (contract.md §3). Labels are paths, from the outermost merged header inwards.
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from core.strict import Keys, read_toml
from core.values import Kind

SECTION_IDS = ("preface", "overview", "disclosure", "requests", "remedies", "problems", "other")
_EDITION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")  # what a rule can call a row or a column


@dataclass(frozen=True, slots=True)
class Entry:
    """A row or a column of a table.

    `path` is its label from the outermost merged header inwards; `short` its name in messages; `variants` are other
    wordings of its innermost label met in real drafts; `help` explains it, `article` names the rule it comes from.
    """

    id: str
    path: tuple[str, ...]
    short: str
    help: str = ""
    article: str = ""
    variants: tuple[str, ...] = ()
    kind: Kind = Kind.COUNT
    unit: str = ""

    @property
    def label(self) -> str:
        """The innermost label, as printed."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Band:
    """A block of a table with its own header: full-width title ("" for none), label heading, columns and rows.

    `spans` says how many grid columns each column covers.
    """

    title: str
    heading: str
    columns: tuple[Entry, ...]
    rows: tuple[Entry, ...]
    spans: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the form.

    `across` is True where rows are laid out beside each other on one physical row (table four). `label_widths` and
    `value_widths` are millimetres per grid column.
    """

    bands: tuple[Band, ...]
    across: bool
    label_widths: tuple[float, ...]
    value_widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report. `heading` is "" for the preface; `table` is None for a text section.

    `topics` are the sub-headings that the notice asks for (canonical wording first, then variants; never empty); `limit`
    is the largest number of characters in principle, None for no limit.
    """

    id: str
    heading: str
    variants: tuple[str, ...] = ()
    help: str = ""
    table: Table | None = None
    topics: tuple[tuple[str, ...], ...] = ()
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class CellSpec:
    """One fillable cell: its id, where it belongs and what it may hold."""

    id: str
    section: str
    row: Entry
    column: Entry
    kind: Kind
    unit: str

    @property
    def name(self) -> str:
        """How messages name the cell: 「自然人·一」 style, row then column."""
        return f"{self.row.short}·{self.column.short}"


@dataclass(frozen=True, slots=True)
class Template:
    """An edition of the form.

    `last_year` is None while the edition is in force. `title` is the usual title with {organ} and {year}.
    `converts_from` is edition id -> cell id of this edition -> the cell of that edition that feeds it; `section.*` on both
    sides stands for every cell of equal id.
    """

    edition: str
    name: str
    issued_as: str
    first_year: int
    last_year: int | None
    title: str
    sections: tuple[Section, ...]
    converts_from: dict[str, dict[str, str]]
    folder: Path
    cells: dict[str, CellSpec] = field(default_factory=dict[str, CellSpec])

    def section(self, section_id: str) -> Section:
        """The section of that id. Raises KeyError."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    def covers(self, year: int) -> bool:
        """Whether the edition is the one in force for that report year."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


def load_template(folder: Path) -> Template:
    """Read and check `template.toml` of an edition's folder. Raises TemplateError."""
    keys = read_toml(folder / "template.toml")
    sections = tuple(_section(item) for item in keys.tables("section"))
    if tuple(section.id for section in sections) != SECTION_IDS:
        raise keys.error("section", f"应依次为 {'、'.join(SECTION_IDS)}")
    cells = {cell.id: cell for section in sections for cell in _cells_of(section)}
    template = Template(
        edition=keys.take("edition", str),
        name=keys.take("name", str),
        issued_as=keys.take("issued_as", str),
        first_year=keys.take("first_year", int),
        last_year=keys.take("last_year", int, None),
        title=keys.take("title", str),
        sections=sections,
        converts_from=_conversions(keys.table("converts_from"), cells),
        folder=folder,
        cells=cells,
    )
    keys.done()
    _check_head(template, keys)
    return template


def _check_head(template: Template, keys: Keys) -> None:
    if not _EDITION.fullmatch(template.edition):
        raise keys.error("edition", "只能用字母、数字、点和连字符")
    if template.last_year is not None and template.last_year < template.first_year:
        raise keys.error("last_year", "早于 first_year")
    if fields_of(template.title) - {"organ", "year"}:
        raise keys.error("title", "花括号中只能是 organ 或 year")


def fields_of(pattern: str) -> set[str]:
    """The names in the braces of a text to be filled in; {"?"} when the braces do not match."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        return {"?"}
    return {name if not (form or conversion) else "?" for _, name, form, conversion in parts if name is not None}


def _conversions(keys: Keys, cells: Iterable[str]) -> dict[str, dict[str, str]]:
    """Edition id -> cell id of this edition -> cell id of the other."""
    known = set(cells)
    found = {edition: keys.string_map(edition) for edition in keys.names()}
    for edition, mapping in found.items():
        for target, source in mapping.items():
            if target.endswith(".*"):
                if source != target or not any(cell.startswith(target[:-1]) for cell in known):
                    raise keys.error(f"{edition}.{target}", "带 .* 的两边应当相同，并且是这一版的部分")
            elif target not in known:
                raise keys.error(f"{edition}.{target}", "没有这个单元格")
    keys.done()
    return found


def _section(keys: Keys) -> Section:
    section = Section(
        id=keys.take("id", str),
        heading=keys.take("heading", str),
        variants=keys.strings("variants"),
        help=keys.take("help", str, ""),
        table=_table(keys.table("table")) if keys.has("table") else None,
        topics=tuple(_topic(item) for item in keys.tables("topic")),
        limit=keys.take("limit", int, None),
    )
    keys.done()
    if not section.heading and section.id != "preface":
        raise keys.error("heading", "不能为空")
    return section


def _topic(keys: Keys) -> tuple[str, ...]:
    names = keys.strings("names")
    if not names:
        raise keys.error("names", "不能为空")
    keys.done()
    return names


def _table(keys: Keys) -> Table:
    columns = _entries(keys, "column")
    rows = _entries(keys, "row")
    label_widths = _widths(keys, "label_widths")
    value_widths = _widths(keys, "value_widths")
    across = keys.take("across", bool, False)
    width, rest = divmod(len(value_widths), len(rows) if across else 1)
    if rest:
        raise keys.error("value_widths", f"个数应为行数 {len(rows)} 的倍数")
    bands = tuple(_band(item, columns, rows, width) for item in keys.tables("band"))
    for key, entries, used in (
        ("row", rows, [entry.id for band in bands for entry in band.rows]),
        ("column", columns, [entry.id for band in bands for entry in band.columns]),
    ):
        if missing := set(entries) - set(used):
            raise keys.error("band", f"没有用到 {key} {'、'.join(sorted(missing))}")
    cells = [(row.id, column.id) for band in bands for row in band.rows for column in band.columns]
    if len(set(cells)) != len(cells):
        raise keys.error("band", "有的格出现了两次")
    keys.done()
    return Table(bands, across, label_widths, value_widths)


def _entries(keys: Keys, key: str) -> dict[str, Entry]:
    """The rows or columns by id, at least one, each id once."""
    found: dict[str, Entry] = {}
    for item in keys.tables(key):
        entry = _entry(item)
        if entry.id in found:
            raise keys.error(key, f"{entry.id} 定义了两次")
        found[entry.id] = entry
    if not found:
        raise keys.error(key, "缺少这一项")
    return found


def _widths(keys: Keys, key: str) -> tuple[float, ...]:
    """Millimetres, all positive."""
    widths = keys.numbers(key)
    if not all(math.isfinite(width) and width > 0 for width in widths):
        raise keys.error(key, "应为大于 0 的毫米数")
    return widths


def _entry(keys: Keys) -> Entry:
    path = keys.strings("path")
    if not path:
        raise keys.error("path", "不能为空")
    if not all(path):
        raise keys.error("path", "其中不能有空的标签")
    entry = Entry(
        id=keys.take("id", str),
        path=path,
        short=keys.take("short", str, path[-1]),
        help=keys.take("help", str, ""),
        article=keys.take("article", str, ""),
        variants=keys.strings("variants"),
        kind=_kind(keys),
        unit=keys.take("unit", str, ""),
    )
    keys.done()
    if not _NAME.fullmatch(entry.id):
        raise keys.error("id", "只能用字母、数字和下划线，不能以数字开头")
    return entry


def _kind(keys: Keys) -> Kind:
    name = keys.take("kind", str, Kind.COUNT.value)
    if name not in set(Kind):
        raise keys.error("kind", f"应为 {'、'.join(Kind)} 之一")
    return Kind(name)


def _band(keys: Keys, columns: dict[str, Entry], rows: dict[str, Entry], width: int) -> Band:
    chosen_columns = _chosen(keys, "columns", columns)
    chosen_rows = _chosen(keys, "rows", rows)
    given = keys.numbers("spans") or (1.0,) * len(chosen_columns)
    spans = tuple(int(number) for number in given if number >= 1 and number.is_integer())
    if len(spans) != len(chosen_columns) or sum(spans) != width:
        raise keys.error("spans", f"应为每列一个正整数，其和为 {width}")
    band = Band(keys.take("title", str, ""), keys.take("heading", str, ""), chosen_columns, chosen_rows, spans)
    keys.done()
    return band


def _chosen(keys: Keys, key: str, entries: dict[str, Entry]) -> tuple[Entry, ...]:
    names = keys.strings(key) or tuple(entries)
    for name in names:
        if name not in entries:
            raise keys.error(key, f"没有定义 {name}")
    if len(set(names)) != len(names):
        raise keys.error(key, "有的编号出现了两次")
    return tuple(entries[name] for name in names)


def _cells_of(section: Section) -> list[CellSpec]:
    if section.table is None:
        return []
    return [
        CellSpec(f"{section.id}.{row.id}.{column.id}", section.id, row, column, column.kind, column.unit)
        for band in section.table.bands
        for row in band.rows
        for column in band.columns
    ]
