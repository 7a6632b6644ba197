"""What happens to tables, labels and figures (layout-damage L2-L9, L12, L15): each damage changes a draft."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace

from drafts import Box, Draft, Par, Rows, Table

from core.geometry import Role

# --- helpers -----------------------------------------------------------------------------------------------------


def _each_box(draft: Draft, change: Callable[[Box], Box], section: str = "") -> None:
    for table in draft.tables():
        if section in ("", table.section):
            table.rows = [[change(box) for box in row] for row in table.rows]


def _row_at(table: Table, label: str) -> int:
    return next(at for at, row in enumerate(table.rows) for box in row if label in box.text and box.role is Role.ROW)


def _set(draft: Draft, cell: str, text: str, figure: str | None = None) -> None:
    """Print another text in a cell; `figure` is the number it still shows."""
    _each_box(draft, lambda box: replace(box, text=text) if box.cell == cell else box)
    draft.figures[cell] = None
    if figure is not None:
        draft.figures[cell] = type(next(iter(filter(None, draft.figures.values()))))(figure)


def _ids(rows: Rows) -> list[str]:
    return [box.cell for row in rows for box in row if box.cell]


def _cut(table: Table, at: int) -> tuple[Rows, Rows]:
    """Two parts: what is merged across the cut ends there, and goes on as an empty cell below."""
    upper: Rows = [[] for _ in range(at)]
    lower: dict[int, list[tuple[int, Box]]] = {number: [] for number in range(at, len(table.rows))}
    for row, column, box in table.places():
        if row >= at:
            lower[row].append((column, box))
            continue
        upper[row].append(replace(box, down=min(box.down, at - row)))
        if row + box.down > at:
            lower[at].append((column, replace(box, text="", down=row + box.down - at)))
    return upper, [[box for _, box in sorted(lower[row], key=lambda item: item[0])] for row in sorted(lower)]


def _replace_table(draft: Draft, section: str, *parts: Rows | Par) -> None:
    at = draft.index(f"table:{section}")
    draft.blocks[at : at + 1] = [part if isinstance(part, Par) else Table(part, section) for part in parts]


def _header(table: Table) -> Rows:
    count = next(at for at, row in enumerate(table.rows) if any(box.cell for box in row))
    return table.rows[:count]


def _spaced(text: str, joint: str) -> str:
    return joint.join(text) if len(text) > 1 else text


# --- L2 glued ----------------------------------------------------------------------------------------------------


def glued_paragraphs(draft: Draft) -> None:
    """「规章000」: the rows of table two as lines without any gap."""
    table = draft.table("disclosure")
    lines = ["".join(box.text for box in row) for row in table.rows]
    draft.forget(*_ids(table.rows))
    _replace_table(draft, "disclosure", *(Par(line) for line in lines))


def glued_cells(draft: Draft) -> None:
    """Each row of table two in a single cell."""
    table = draft.table("disclosure")
    draft.forget(*_ids(table.rows))
    table.rows = [[Box("".join(box.text for box in row), 4)] for row in table.rows]


def glued_figures(draft: Draft) -> None:
    """Table four's fifteen figures in one cell."""
    table = draft.table("remedies")
    draft.forget(*_ids(table.rows))
    table.rows[-1] = [Box("693665", 15)]


def glued_zeros(draft: Draft) -> None:
    _set(draft, "disclosure.licensing.decisions", "0000")


# --- L3 cut, L4 scattered ----------------------------------------------------------------------------------------


def cut_with_repeated_header(draft: Draft) -> None:
    table = draft.table("requests")
    upper, lower = _cut(table, 12)
    _replace_table(draft, "requests", upper, _header(table) + lower)


def cut_without_header(draft: Draft) -> None:
    for section, at in (("requests", 9), ("disclosure", 5)):
        _replace_table(draft, section, *_cut(draft.table(section), at))


def cut_with_repeated_label(draft: Draft) -> None:
    table = draft.table("requests")
    upper, lower = _cut(table, 12)
    lower[0][0] = replace(lower[0][0], text="三、本年度办理结果")
    _replace_table(draft, "requests", upper, lower)


def cut_through_row(draft: Draft) -> None:
    """The label of one row ends on the next page, its figures stand on the first."""
    table = draft.table("requests")
    at = _row_at(table, "5.要求行政机关")
    upper, lower = _cut(table, at + 1)
    label = next(box for box in upper[at] if box.text.startswith("5."))
    upper[at] = [replace(box, text=box.text[:10]) if box is label else box for box in upper[at]]
    rest = [Box("", 1, role=Role.ROW), Box("", 1, role=Role.ROW), Box(label.text[10:], 1, role=Role.ROW)] + [Box("")] * 7
    _replace_table(draft, "requests", upper, [rest, *lower])


def rows_lost(draft: Draft) -> None:
    table = draft.table("requests")
    at = _row_at(table, "（七）总计")
    draft.forget(*_ids(table.rows[at - 2 :]))
    upper, _ = _cut(table, at - 2)
    table.rows = upper


def every_row_a_table(draft: Draft) -> None:
    table = draft.table("requests")
    rows = [[[replace(box, down=1) for box in row]] for row in table.rows]
    _replace_table(draft, "requests", *rows)


def wrong_header_on_tail(draft: Draft) -> None:
    table = draft.table("requests")
    upper, lower = _cut(table, 20)
    wrong = [Box("信息内容", 3, role=Role.CORNER), Box("本年制发件数", 2, role=Role.COLUMN)]
    wrong += [Box("本年废止件数", 2, role=Role.COLUMN), Box("现行有效件数", 3, role=Role.COLUMN)]
    _replace_table(draft, "requests", upper, [wrong, *lower])


# --- L5 labels ---------------------------------------------------------------------------------------------------


def vertical_labels(draft: Draft) -> None:
    _each_box(draft, lambda box: box if box.cell or box.across > 1 else replace(box, text=_spaced(box.text, "\n")))


def spaced_labels(draft: Draft) -> None:
    _each_box(draft, lambda box: box if box.cell else replace(box, text=_spaced(box.text, "　")))


def stumps(draft: Draft) -> None:
    """As report 003: the head of table four begins in the middle, a group label is cut, a row label lacks its end."""
    table = draft.table("remedies")
    heads, figures = _leaf_rows(table)
    table.rows = [[replace(box, text=_spaced(box.text[-2:], " "), down=1) for box in heads], figures]
    _each_box(draft, lambda box: replace(box, text="度 办 理 结 果") if box.text == "三、本年度办理结果" else box)
    _each_box(draft, lambda box: replace(box, text="3.要求提供公开出版") if box.text.startswith("3.要求提供") else box)


def _leaf_rows(table: Table) -> Rows:
    """The innermost header row and the figures."""
    bottom = len(table.rows) - 1
    places = sorted((column, box) for row, column, box in table.places() if row + box.down == bottom and not box.cell)
    return [[box for _, box in places], table.rows[-1]]


def labels_in_two_cells(draft: Draft) -> None:
    """A row label broken over two cells beside each other."""
    table = draft.table("requests")
    at = _row_at(table, "二、上年结转")
    label = table.rows[at][0]
    table.rows[at][:1] = [replace(label, text=label.text[:8], across=2), replace(label, text=label.text[8:], across=1)]


# --- L6 headers --------------------------------------------------------------------------------------------------


def _rename(draft: Draft, **names: str) -> None:
    _each_box(draft, lambda box: replace(box, text=names.get(box.text, box.text)) if box.role is not Role.VALUE else box)


def year_in_header(draft: Draft) -> None:
    _rename(draft, 本年制发件数="2023年制发件数", 本年废止件数="2023年度废止件数", 本年处理决定数量="2023年处理决定数量")


def quantity_in_header(draft: Draft) -> None:
    _rename(draft, 本年制发件数="本年制发数量", 本年废止件数="本年废止数量", 现行有效件数="现行有效数量", 总计="合计")


def unit_in_header(draft: Draft) -> None:
    _rename(
        draft,
        本年制发件数="本年制发件数（件）",
        本年废止件数="本年废止件数（件）",
        现行有效件数="现行有效件数（件）",
        自然人="自然人（件）",
    )


def same_name_twice(draft: Draft) -> None:
    _rename(draft, 本年废止件数="本年制发件数")


def title_row(draft: Draft) -> None:
    table = draft.table("requests")
    table.rows.insert(0, [Box("2023年政府信息公开申请情况统计表", table.width, role=Role.TITLE)])
    draft.inside["requests"] = "2023年政府信息公开申请情况统计表"


def subtotal_column(draft: Draft) -> None:
    """「小计」 behind the five kinds of organisations."""
    table = draft.table("requests")
    places = [(row, column, box) for row, column, box in table.places()]
    rows: Rows = [[] for _ in table.rows]
    for row, column, box in places:
        if column == 9:
            leaf = row == 2
            if not leaf and box.cell:
                rows[row].append(Box(str(70_000 + row)))
        rows[row].append(
            replace(box, across=box.across + 1) if (row < 2 and column + box.across == 9) or box.across == 7 else box
        )
        if row == 2 and column == 8:
            rows[row].append(Box("小计", role=Role.COLUMN))
    table.rows = rows


def permuted_columns(draft: Draft) -> None:
    """Two columns of table three, and two of table two, have changed places with their headers."""
    for section, pairs in (("requests", {"商业企业": "科研机构"}), ("disclosure", {"本年废止件数": "现行有效件数"})):
        table = draft.table(section)
        ids = {"商业企业": "business", "科研机构": "research", "本年废止件数": "repealed", "现行有效件数": "in_force"}
        for one, other in pairs.items():
            for row in table.rows:
                _swap(row, (one, ids[one]), (other, ids[other]))


def _swap(row: list[Box], one: tuple[str, str], other: tuple[str, str]) -> None:
    def find(names: tuple[str, str]) -> int | None:
        return next((at for at, box in enumerate(row) if box.text == names[0] or box.cell.endswith(f".{names[1]}")), None)

    first, second = find(one), find(other)
    if first is not None and second is not None:
        row[first], row[second] = row[second], row[first]


def euro_header(draft: Draft) -> None:
    """A header that names another unit than the form."""
    _each_box(draft, lambda box: replace(box, text="本年收费金额（单位：元）") if box.text.startswith("本年收费") else box)
    draft.forget("disclosure.fees.amount")


# --- L7, L8 figures ----------------------------------------------------------------------------------------------


def _blank(draft: Draft, keep: Callable[[str], bool]) -> None:
    for table in draft.tables():
        for cell in _ids(table.rows):
            if not keep(cell):
                draft.figures[cell] = None
    _each_box(draft, lambda box: replace(box, text="") if box.cell and draft.figures[box.cell] is None else box)


def all_blank(draft: Draft) -> None:
    _blank(draft, lambda _: False)


def all_but_one_blank(draft: Draft) -> None:
    kept = ("disclosure.normative_documents.repealed", "requests.received.business", "remedies.direct_suit.corrected")
    _blank(draft, lambda cell: cell in kept)


def all_but_total_blank(draft: Draft) -> None:
    _blank(draft, lambda cell: cell.endswith((".total", ".decisions")))


def first_column_blank(draft: Draft) -> None:
    _blank(draft, lambda cell: not cell.endswith((".person", ".issued", ".upheld")))


def words_for_numbers(draft: Draft) -> None:
    for cell, text in zip(
        (
            "rules.issued",
            "rules.repealed",
            "rules.in_force",
            "normative_documents.issued",
            "licensing.decisions",
            "penalties.decisions",
        ),
        ("无", "/", "—", "零", "两件", "不涉及"),
        strict=True,
    ):
        _set(draft, f"disclosure.{cell}", text)


def units_and_remarks(draft: Draft) -> None:
    _set(draft, "disclosure.rules.issued", "3件", "3")
    _set(draft, "disclosure.rules.repealed", "２０３", "203")
    _set(draft, "disclosure.rules.in_force", "1,234,567", "1234567")
    _set(draft, "disclosure.normative_documents.in_force", "22（其中修订16件）")
    _set(draft, "disclosure.normative_documents.issued", "约30")
    _set(draft, "disclosure.licensing.decisions", "3-5")
    _set(draft, "disclosure.penalties.decisions", "2.5")
    _set(draft, "disclosure.fees.amount", "152790元")
    _set(draft, "requests.received.person", "１件", "1")
    _set(draft, "requests.received.total", "-4")


# --- L9 in the tables, L10 pictures ------------------------------------------------------------------------------


def furniture_inside(draft: Draft) -> None:
    """A page number and a footnote inside table three; the footnote is text of its section."""
    table = draft.table("requests")
    at = _row_at(table, "（四）无法提供")
    upper, lower = _cut(table, at)
    note = "注：以上数据截至2023年12月31日。"
    _replace_table(draft, "requests", [*upper, [Box("- 4 -", 10)], *lower, [Box(note, 10)]])
    draft.inside["requests"] = note


def heading_inside(draft: Draft) -> None:
    table = draft.table("requests")
    heading = draft.blocks.pop(draft.index("heading:remedies"))
    assert isinstance(heading, Par)
    table.rows.append([Box(heading.text, table.width, role=Role.TITLE)])


def tables_gone(draft: Draft) -> None:
    draft.blocks = [block for block in draft.blocks if isinstance(block, Par)]
    draft.figures.clear()


# --- L12 to L15 --------------------------------------------------------------------------------------------------


def old_other_row(draft: Draft) -> None:
    table = draft.table("requests")
    at = _row_at(table, "（六）其他处理")
    first, last = table.rows[at], at + 3
    draft.forget(*_ids(table.rows[at:last]))
    table.rows[at:last] = [[replace(first[0], across=2, down=1), *(replace(box, cell="") for box in first[2:])]]
    top = _row_at(table, "三、本年度办理结果")
    table.rows[top][0] = replace(table.rows[top][0], down=20)


def kangxi_and_traditional(draft: Draft) -> None:
    look = str.maketrans("一二三行日月人大小", "⼀⼆三⾏⽇⽉⼈⼤⼩")
    script = str.maketrans(
        "规范项请许处强费复议诉讼结维纠审总计开关机构务团组织业属国绝数据报",
        "規範項請許處強費復議訴訟結維糾審總計開關機構務團組織業屬國絕數據報",
    )
    _each_box(draft, lambda box: box if box.cell else replace(box, text=box.text.translate(look)))
    _each_box(draft, lambda box: box if box.cell else replace(box, text=box.text.translate(script)), "requests")
    for section in ("overview", "problems"):
        at = draft.index(f"heading:{section}")
        block = draft.blocks[at]
        assert isinstance(block, Par)
        draft.blocks[at] = replace(block, text=block.text.translate(look).translate(script))


def invisible_characters(draft: Draft) -> None:
    _each_box(draft, lambda box: replace(box, text="\u200b".join(box.text) + "\ufeff"))
    draft.replace_text("heading:overview", "一、\u200b总体\xa0情况")


def decomposed(draft: Draft) -> None:
    """Half- and full-width forms the other way round."""
    _each_box(draft, lambda box: replace(box, text=unicodedata.normalize("NFKC", box.text)))
