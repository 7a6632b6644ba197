"""The damages of layout-damage.md (L1-L16) that an import must survive, by name: what they do, and what must be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import damage_tables as tables
import damage_texts as texts
from drafts import Draft

Change = Callable[[Draft], None]
EVERY = (".docx", ".xlsx", ".txt", ".html")
OFFICE = (".docx", ".xlsx", ".html")


@dataclass(frozen=True)
class Damage:
    """`problems` are kinds that must be told; `recall` the share of the shown figures that must be read."""

    name: str
    change: Change
    formats: tuple[str, ...] = EVERY
    problems: tuple[str, ...] = ()
    recall: float = 0.98
    edition: str = "2021-30"

    @property
    def cases(self) -> list[tuple[Damage, str]]:
        return [(self, suffix) for suffix in self.formats]


DAMAGES = [
    Damage("none", lambda _: None),
    Damage("none 2019", lambda _: None, edition="2019-60"),
    Damage("L2 glued paragraphs", tables.glued_paragraphs, problems=("import.glued_row",)),
    Damage("L2 glued cells", tables.glued_cells, problems=("import.glued_row",)),
    Damage("L2 glued figures", tables.glued_figures, problems=("import.glued_row",)),
    Damage("L2 glued zeros", tables.glued_zeros, (".docx", ".txt", ".html"), problems=("import.unclear_cell",)),
    Damage("L3 repeated header", tables.cut_with_repeated_header),
    Damage("L3 no header on the tail", tables.cut_without_header),
    Damage("L3 repeated label", tables.cut_with_repeated_label),
    Damage("L3 row cut in two", tables.cut_through_row),
    Damage("L3 rows lost", tables.rows_lost, problems=("import.missing_row",)),
    Damage("L4 every row a table", tables.every_row_a_table),
    Damage("L4 wrong header on tail", tables.wrong_header_on_tail),
    Damage("L5 vertical labels", tables.vertical_labels),
    Damage("L5 spaced labels", tables.spaced_labels),
    Damage("L5 stumps", tables.stumps),
    Damage("L5 labels in two cells", tables.labels_in_two_cells),
    Damage("L6 year", tables.year_in_header),
    Damage("L6 quantity", tables.quantity_in_header),
    Damage("L6 unit", tables.unit_in_header),
    Damage("L6 same name twice", tables.same_name_twice),
    Damage("L6 title row", tables.title_row),
    Damage("L6 subtotal column", tables.subtotal_column),
    Damage("L6 permuted columns", tables.permuted_columns),
    Damage("L6 other unit", tables.euro_header, problems=("import.unclear_cell",)),
    Damage("L7 all blank", tables.all_blank),
    Damage("L7 all but one", tables.all_but_one_blank, OFFICE),
    Damage("L7 all but one as text", tables.all_but_one_blank, (".txt",), recall=0.0),
    Damage("L7 all but total", tables.all_but_total_blank),
    Damage("L7 first column", tables.first_column_blank, OFFICE),
    Damage("L7 first column as text", tables.first_column_blank, (".txt",), recall=0.0),
    Damage("L8 words", tables.words_for_numbers, problems=("import.unclear_cell",)),
    Damage("L8 units", tables.units_and_remarks, problems=("import.unclear_cell",)),
    Damage("L9 furniture", tables.furniture_inside),
    Damage("L9 heading inside", tables.heading_inside),
    Damage("L10 tables gone", tables.tables_gone, problems=("import.no_tables",)),
    Damage("L11 misnumbered", texts.misnumbered_headings, problems=("structure.heading_number",)),
    Damage("L11 unnumbered", texts.unnumbered_headings, problems=("structure.heading_number",)),
    Damage("L11 mistyped", texts.mistyped_headings, problems=("structure.heading_wording",)),
    Damage("L11 prefix", texts.headings_with_prefix),
    Damage("L11 doubled", texts.doubled_heading),
    Damage("L11 contents", texts.table_of_contents),
    Damage("L11 glued heading", texts.glued_heading),
    Damage("L11 lost heading", texts.headings_lost_at_page, problems=("structure.missing_section",)),
    Damage("L11 false headings", texts.false_headings),
    Damage("L12 old other row", tables.old_other_row, problems=("import.old_other_row",)),
    Damage("L14 before the report", texts.before_the_report),
    Damage("L15 other characters", tables.kangxi_and_traditional),
    Damage("L15 invisible characters", tables.invisible_characters),
    Damage("L15 widths", tables.decomposed),
]
