"""The official form as frozen data: sections, bands, rows, columns, cells.

Loaded from `template.toml` in an edition's folder, strictly: an unknown key, a dangling id or a cell of no band is an
error. Cell ids are `section.row.column` (contract.md §3). Labels are paths, from the outermost merged header inwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from core.strict import Keys, read_toml
from core.values import Kind

SECTION_IDS = ("preface", "overview", "disclosure", "requests", "remedies", "problems", "other")


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

    `topics` are the sub-headings that the notice asks for (canonical wording first, then variants); `limit` is the
    largest number of characters in principle, None for no limit.
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
    """An edition of the form. `last_year` is None while the edition is in force."""

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
    template = Template(
        edition=keys.take("edition", str),
        name=keys.take("name", str),
        issued_as=keys.take("issued_as", str),
        first_year=keys.take("first_year", int),
        last_year=keys.take("last_year", int, None),
        title=keys.take("title", str),
        sections=sections,
        converts_from=_conversions(keys.table("converts_from")),
        folder=folder,
        cells={cell.id: cell for section in sections for cell in _cells_of(section)},
    )
    keys.done()
    return template


def _conversions(keys: Keys) -> dict[str, dict[str, str]]:
    """Edition id -> (cell id pattern of this edition -> pattern of the other); `*` stands for every column or row."""
    found = {edition: keys.string_map(edition) for edition in keys.names()}
    keys.done()
    return found


def _section(keys: Keys) -> Section:
    section = Section(
        id=keys.take("id", str),
        heading=keys.take("heading", str),
        variants=keys.strings("variants"),
        help=keys.take("help", str, ""),
        table=_table(keys.table("table")) if keys.has("table") else None,
        topics=tuple(item.strings("names") for item in keys.tables("topic")),
        limit=keys.take("limit", int, None),
    )
    keys.done()
    return section


def _table(keys: Keys) -> Table:
    columns = {entry.id: entry for entry in map(_entry, keys.tables("column"))}
    rows = {entry.id: entry for entry in map(_entry, keys.tables("row"))}
    label_widths = keys.numbers("label_widths")
    value_widths = keys.numbers("value_widths")
    across = keys.take("across", bool, False)
    width = len(value_widths) // (len(rows) if across else 1)
    bands = tuple(_band(item, columns, rows, width) for item in keys.tables("band"))
    used = {entry.id for band in bands for entry in band.rows}
    if missing := set(rows) - used:
        raise keys.error("band", f"没有用到行 {'、'.join(sorted(missing))}")
    table = Table(bands, across, label_widths, value_widths)
    keys.done()
    return table


def _entry(keys: Keys) -> Entry:
    path = keys.strings("path")
    if not path:
        raise keys.error("path", "不能为空")
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
    return entry


def _kind(keys: Keys) -> Kind:
    name = keys.take("kind", str, Kind.COUNT.value)
    if name not in set(Kind):
        raise keys.error("kind", f"应为 {'、'.join(Kind)} 之一")
    return Kind(name)


def _band(keys: Keys, columns: dict[str, Entry], rows: dict[str, Entry], width: int) -> Band:
    chosen_columns = _chosen(keys, "columns", columns)
    chosen_rows = _chosen(keys, "rows", rows)
    spans = tuple(int(number) for number in keys.numbers("spans")) or (1,) * len(chosen_columns)
    if len(spans) != len(chosen_columns) or sum(spans) != width:
        raise keys.error("spans", f"各列之和应为 {width}")
    band = Band(keys.take("title", str, ""), keys.take("heading", str, ""), chosen_columns, chosen_rows, spans)
    keys.done()
    return band


def _chosen(keys: Keys, key: str, entries: dict[str, Entry]) -> tuple[Entry, ...]:
    names = keys.strings(key) or tuple(entries)
    for name in names:
        if name not in entries:
            raise keys.error(key, f"没有定义 {name}")
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
