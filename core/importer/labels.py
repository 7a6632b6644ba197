"""Labels of the form as they are met in real drafts: one canonical spelling, and an index from it to rows and columns.

Spelling damage (form.md §7, layout-damage L5, L6, L15): spaces inside labels, half- and full-width forms, quotes, Kangxi
radicals, traditional script, a year in place of 「本年」, missing or changed ordinals.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from core.importer.remember import once_per_template
from core.template import Band, Entry, Table, Template

_TRADITIONAL = str.maketrans(
    "規範項請許處強費復複議訴訟結維糾審總計電開關權機構務團組織業書據歸顧屬國祕絡數據與況報個動廢發現條會經環對應爲為買採購"
    "內類過認驗證獲實際訪舉無當補製作繼續轉鄉鎮縣區長別還問題進説說點聯繫郵編時間遞載標準",
    "规范项请许处强费复复议诉讼结维纠审总计电开关权机构务团组织业书据归顾属国秘络数据与况报个动废发现条会经环对应为为买采购"
    "内类过认验证获实际访举无当补制作继续转乡镇县区长别还问题进说说点联系邮编时间递载标准",
)
_DROPPED = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\xad“”\"'‘’「」<>《》:：,，]")
_YEAR_FOR_THIS_YEAR = re.compile(r"^\d{4}年度?")
_UNIT_TAIL = re.compile(r"\((?:单位)?[亿万元件项个条次宗]{1,2}\)$")
_NUMBERED = re.compile(r"^(\d)[.、·．](?=\D)")
_ORDINAL = re.compile(r"^(?:\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、.]|\d{1,2}[.、])")
_FUZZY_BAR = 0.8
_FUZZY_BAR_SHORT = 0.92  # 「行政强制措施」 is not 「行政强制」
_FUZZY_LEAD = 0.08
_LONGEST = 100  # characters that a printed label or heading may have, damage included
_MOST_REMEMBERED = 4096


def canonical(text: str) -> str:
    """The spelling under which labels are compared. Never shown to anybody; what is longer than any label is cut."""
    return _canonical(text[:_LONGEST])


@lru_cache(maxsize=_MOST_REMEMBERED)
def _canonical(text: str) -> str:
    plain = _DROPPED.sub("", unicodedata.normalize("NFKC", text)).translate(_TRADITIONAL)
    plain = plain.replace("〔", "(").replace("〕", ")").replace("【", "(").replace("】", ")").replace("其它", "其他")
    return _NUMBERED.sub(r"\1.", plain)


def bare(label: str) -> str:
    """A canonical label without its ordinals: 「(三)1.属于国家秘密」 -> 「属于国家秘密」."""
    previous = ""
    while previous != label:
        previous, label = label, _ORDINAL.sub("", label)
    return label


@dataclass(frozen=True, slots=True)
class RowKey:
    """A row of the form: section and entry, columns of its band in printed order, place in the form, cell ids by column."""

    section: str
    entry: Entry
    columns: tuple[Entry, ...]
    position: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """A row found for a label; `confidence` is 1 for an exact spelling, less for a guess."""

    key: RowKey
    confidence: float


@dataclass(slots=True)
class LabelIndex:
    """Everything printed in the tables of one edition, by canonical spelling."""

    rows: dict[str, RowKey] = field(default_factory=dict[str, RowKey])
    bare_rows: dict[str, RowKey | None] = field(default_factory=dict[str, "RowKey | None"])
    columns: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    furniture: set[str] = field(default_factory=set[str])
    heads: set[str] = field(default_factory=set[str])
    groups: dict[str, tuple[RowKey, ...]] = field(default_factory=dict[str, tuple[RowKey, ...]])
    across: dict[str, tuple[RowKey, ...]] = field(default_factory=dict[str, tuple[RowKey, ...]])
    keys: tuple[RowKey, ...] = ()
    _printed: str = ""
    _chain: re.Pattern[str] = field(default_factory=lambda: re.compile("(?!)"))
    _guesses: dict[str, Guess | None] = field(default_factory=dict[str, "Guess | None"])

    def row(self, text: str) -> Guess | None:
        """The row that a label means; None when no row, or more than one, is near enough."""
        label = canonical(text)
        if label not in self._guesses:
            if len(self._guesses) >= _MOST_REMEMBERED:
                self._guesses.clear()
            self._guesses[label] = self._guess(label)
        return self._guesses[label]

    def _guess(self, label: str) -> Guess | None:
        if label in self.rows:
            return Guess(self.rows[label], 1.0)
        plain = bare(label)
        if len(plain) >= 4 and (key := self.bare_rows.get(plain)):
            return Guess(key, 0.95)
        if len(plain) < 4 or label in self.furniture:
            return None
        return (self._cut_row(label) if len(plain) >= 6 else None) or self._similar_row(label)

    def _cut_row(self, label: str) -> Guess | None:
        """The only row whose label begins or ends with a cut-off one."""
        keys = {key.entry.id: key for known, key in self.rows.items() if known.startswith(label) or known.endswith(label)}
        return Guess(next(iter(keys.values())), 0.85) if len(keys) == 1 else None

    def _similar_row(self, label: str) -> Guess | None:
        """The nearest row by spelling, if it is near and no other row is nearly as near."""
        bar = _FUZZY_BAR if len(label) >= 10 else _FUZZY_BAR_SHORT
        scored: dict[str, tuple[float, RowKey]] = {}
        for known, key in self.rows.items():
            if not _may_be_similar(label, known, bar - _FUZZY_LEAD):
                continue
            score = SequenceMatcher(None, label, known, autojunk=False).ratio()
            if score > scored.get(key.entry.id, (0.0, key))[0]:
                scored[key.entry.id] = (score, key)
        ranked = sorted(scored.values(), key=lambda item: -item[0])
        if not ranked or ranked[0][0] < bar:
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _FUZZY_LEAD:
            return None
        return Guess(ranked[0][1], round(ranked[0][0] * 0.9, 2))

    def column(self, text: str, section: str) -> str | None:
        """The column id that a header label means in that section, None when unknown."""
        for spelling in _spellings(text):
            owners = self.columns.get(spelling)
            if owners is not None:
                return owners.get(section)
        return None

    def is_head(self, text: str) -> bool:
        """Whether a text stands above columns and never before figures."""
        label = canonical(text)
        return label in self.heads and label not in self.rows and label not in self.groups

    def is_furniture(self, text: str) -> bool:
        """Whether a text is printed in the form's tables as anything but a figure: header, band title, group label."""
        return any(not spelling or spelling in self.furniture or spelling in self.rows for spelling in _spellings(text))

    def is_stump(self, text: str) -> bool:
        """Whether a text is a piece of a printed label, as vertical or cut labels leave it (L5): 「度办理结果」, 「维持」."""
        label = canonical(text)
        return bool(label) and label in self._printed

    def is_label_line(self, text: str) -> bool:
        """Whether a line is nothing but printed labels without a gap between them: a header row that lost its cells."""
        return self._chain.fullmatch(canonical(text)) is not None

    def seal(self) -> None:
        """Everything is in: prepare what is derived from it."""
        printed = sorted({*self.furniture, *self.rows}, key=len, reverse=True)
        self._printed = "\n".join(printed)
        self._chain = re.compile(f"(?:{'|'.join(map(re.escape, printed))})+")
        found = {f"{key.section}.{key.entry.id}": key for key in self.rows.values()}
        self.keys = tuple(sorted(found.values(), key=lambda key: key.position))


def _may_be_similar(label: str, known: str, bar: float) -> bool:
    """Whether the ratio can reach the bar at all: bounds that cost a fiftieth of it and end nearly all pairs."""
    needed = bar * (len(label) + len(known)) / 2  # characters that must match
    if min(len(label), len(known)) < needed:
        return False
    distinct = set(label)
    return len(distinct.intersection(known)) >= len(distinct) - len(label) + needed


@lru_cache(maxsize=_MOST_REMEMBERED)
def _spellings(text: str) -> tuple[str, ...]:
    """A label as it is, without a year in place of 「本年」, without the unit that an office put behind it."""
    label = canonical(text)
    this_year = _YEAR_FOR_THIS_YEAR.sub("本年", label)
    return tuple(dict.fromkeys((label, this_year, _UNIT_TAIL.sub("", this_year))))


@once_per_template
def build_index(template: Template) -> LabelIndex:
    """The index of an edition."""
    index = LabelIndex()
    for section in template.sections:
        if section.table:
            _add_section(index, section.id, section.table)
    index.seal()
    return index


def _add_section(index: LabelIndex, section: str, table: Table) -> None:
    for band in table.bands:
        index.heads |= {canonical(band.title), canonical(band.heading)} - {""}
        start = len(index.rows)
        keys = tuple(_row_key(section, row, band, start + number) for number, row in enumerate(band.rows))
        if table.across:
            index.across[section] = keys
        for column in band.columns:
            _add_column(index, section, column)
        for key in keys:
            _add_row(index, key)
    index.furniture |= index.heads


def _row_key(section: str, row: Entry, band: Band, position: int) -> RowKey:
    ids = tuple(f"{section}.{row.id}.{column.id}" for column in band.columns)
    return RowKey(section, row, band.columns, position, ids)


def _add_column(index: LabelIndex, section: str, column: Entry) -> None:
    index.heads |= {canonical(label) for label in (*column.path, *column.variants)}
    for label in (column.label, *column.variants):
        index.columns.setdefault(canonical(label), {})[section] = column.id


def _add_row(index: LabelIndex, key: RowKey) -> None:
    path = key.entry.path
    parent = canonical(path[-2]) if len(path) > 1 else ""
    index.furniture |= {canonical(label) for label in path}
    for label in (key.entry.label, *key.entry.variants):
        spelling = canonical(label)
        index.rows[spelling] = key
        plain = bare(spelling)
        index.bare_rows[plain] = None if index.bare_rows.get(plain, key) is not key else key
        if parent:
            ordinal = _ORDINAL.match(parent)
            for prefix in {parent, ordinal.group(0) if ordinal else parent}:
                index.rows.setdefault(prefix + spelling, key)
    for label in path[:-1]:
        group = canonical(label)
        index.groups[group] = (*index.groups.get(group, ()), key)
