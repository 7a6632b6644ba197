"""Labels of the form as they are met in real drafts: one canonical spelling, and an index from it to rows and columns.

Spelling damage (form.md §7, layout-damage L5, L6, L15): spaces inside labels, half- and full-width forms, quotes, Kangxi
radicals, traditional script, a year in place of 「本年」, missing or changed ordinals.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from core.template import Entry, Section, Template

_TRADITIONAL = str.maketrans(
    "規範項請許處強費復複議訴訟結維糾審總計電開關權機構務團組織業書據歸顧屬國祕絡數據與況報個動廢發現條會經環對應爲為買採購"
    "內類過認驗證獲實際訪舉無當補製作繼續轉鄉鎮縣區長別還問題進説說點聯繫郵編時間遞載標準",
    "规范项请许处强费复复议诉讼结维纠审总计电开关权机构务团组织业书据归顾属国秘络数据与况报个动废发现条会经环对应为为买采购"
    "内类过认验证获实际访举无当补制作继续转乡镇县区长别还问题进说说点联系邮编时间递载标准",
)
_DROPPED = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\xad“”\"'‘’「」<>《》:：,，]")
_YEAR_FOR_THIS_YEAR = re.compile(r"^\d{4}年度?")
_NUMBERED = re.compile(r"^(\d)[.、·．](?=\D)")
_ORDINAL = re.compile(r"^(?:\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、.]|\d{1,2}[.、])")
_FUZZY_BAR = 0.8
_FUZZY_BAR_SHORT = 0.92  # 「行政强制措施」 is not 「行政强制」
_FUZZY_LEAD = 0.08


def canonical(text: str) -> str:
    """The spelling under which labels are compared. Never shown to anybody."""
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
    """A row of the form: its section and entry, and the columns of its band in printed order."""

    section: str
    entry: Entry
    columns: tuple[Entry, ...]

    def cell(self, column: Entry) -> str:
        """The cell id in that column."""
        return f"{self.section}.{self.entry.id}.{column.id}"

    def cells(self) -> tuple[str, ...]:
        """The row's cell ids in printed order."""
        return tuple(self.cell(column) for column in self.columns)


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
    columns: dict[str, set[tuple[str, str]]] = field(default_factory=dict[str, set[tuple[str, str]]])
    furniture: set[str] = field(default_factory=set[str])
    heads: set[str] = field(default_factory=set[str])
    groups: dict[str, tuple[RowKey, ...]] = field(default_factory=dict[str, tuple[RowKey, ...]])
    across: dict[str, tuple[RowKey, ...]] = field(default_factory=dict[str, tuple[RowKey, ...]])

    def row(self, text: str) -> Guess | None:
        """The row that a label means; None when no row, or more than one, is near enough."""
        label = canonical(text)
        if label in self.rows:
            return Guess(self.rows[label], 1.0)
        if len(bare(label)) >= 4 and (key := self.bare_rows.get(bare(label))):
            return Guess(key, 0.95)
        return self._cut_row(label) or self._similar_row(label)

    def _cut_row(self, label: str) -> Guess | None:
        """The only row whose label begins or ends with a cut-off one."""
        if len(bare(label)) < 6 or label in self.furniture:
            return None
        keys = {key.entry.id: key for known, key in self.rows.items() if known.startswith(label) or known.endswith(label)}
        return Guess(next(iter(keys.values())), 0.85) if len(keys) == 1 else None

    def _similar_row(self, label: str) -> Guess | None:
        """The nearest row by spelling, if it is near and no other row is nearly as near."""
        if len(bare(label)) < 4 or label in self.furniture:
            return None
        scored: dict[str, tuple[float, RowKey]] = {}
        for known, key in self.rows.items():
            score = SequenceMatcher(None, label, known, autojunk=False).ratio()
            if score > scored.get(key.entry.id, (0.0, key))[0]:
                scored[key.entry.id] = (score, key)
        ranked = sorted(scored.values(), key=lambda item: -item[0])
        if not ranked or ranked[0][0] < (_FUZZY_BAR if len(label) >= 10 else _FUZZY_BAR_SHORT):
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _FUZZY_LEAD:
            return None
        return Guess(ranked[0][1], round(ranked[0][0] * 0.9, 2))

    def column(self, text: str, section: str) -> str | None:
        """The column id that a header label means in that section, None when unknown."""
        label = canonical(text)
        for spelling in (label, _YEAR_FOR_THIS_YEAR.sub("本年", label)):
            for owner, column in self.columns.get(spelling, ()):
                if owner == section:
                    return column
        return None

    def is_head(self, text: str) -> bool:
        """Whether a text stands above columns and never before figures."""
        label = canonical(text)
        return label in self.heads and label not in self.rows and label not in self.groups

    def is_furniture(self, text: str) -> bool:
        """Whether a text is printed in the form's tables as anything but a figure: header, band title, group label."""
        label = canonical(text)
        if not label:
            return True
        return label in self.furniture or _YEAR_FOR_THIS_YEAR.sub("本年", label) in self.furniture or label in self.rows

    def is_stump(self, text: str) -> bool:
        """Whether a text is a piece of a printed label, as vertical or cut labels leave it (L5): 「度办理结果」, 「维持」."""
        label = canonical(text)
        return bool(label) and any(label in known for known in (*self.furniture, *self.rows))


def build_index(template: Template) -> LabelIndex:
    """The index of an edition."""
    index = LabelIndex()
    for section in template.sections:
        if section.table:
            _add_section(index, section)
    return index


def _add_section(index: LabelIndex, section: Section) -> None:
    table = section.table
    assert table is not None  # noqa: S101 the caller looked
    for band in table.bands:
        index.heads |= {canonical(band.title), canonical(band.heading)} - {""}
        keys = tuple(RowKey(section.id, row, band.columns) for row in band.rows)
        if table.across:
            index.across[section.id] = keys
        for column in band.columns:
            _add_column(index, section.id, column)
        for key in keys:
            _add_row(index, key)
    index.furniture |= index.heads


def _add_column(index: LabelIndex, section_id: str, column: Entry) -> None:
    index.heads |= {canonical(label) for label in (*column.path, *column.variants)}
    for label in (column.label, *column.variants):
        index.columns.setdefault(canonical(label), set()).add((section_id, column.id))


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
