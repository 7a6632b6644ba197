import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.values import BLANK, Kind, Value, parse_value
from gui.tables.clipboard import Paster, read_html, read_tsv, to_html, to_tsv, value_of, without_labels
from gui.tables.lanes import Lanes


@pytest.fixture
def paste(forms):
    form = forms.get("2021-30")

    def plan(matrix, start="requests.received.person", selected=(), section="requests"):
        lanes = Lanes(form.grids[section])
        return Paster(lanes, form.template.cells).plan(matrix, lanes.cell(start), selected)

    return plan


def test_only_what_is_surely_a_number_is_taken():
    assert value_of(parse_value("１，２３４", Kind.COUNT), Kind.COUNT) == Value.of(1234)
    assert value_of(parse_value("3件", Kind.COUNT), Kind.COUNT) == Value.of(3)
    assert value_of(parse_value(" ", Kind.COUNT), Kind.COUNT) == BLANK
    for text in ("三", "-1", "1.5", "abc", "/", "无", "1_000", "①"):
        assert value_of(parse_value(text, Kind.COUNT), Kind.COUNT) is None, text


def test_a_block_survives_both_forms():
    matrix = [["1", "2"], ["", "<3 & 4>"]]
    assert read_tsv(to_tsv(matrix)) == matrix
    assert read_html(to_html(matrix)) == matrix


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.text("0123456789,.万元 ", max_size=6).map(lambda text: " ".join(text.split())), min_size=3, max_size=3),
        min_size=1,
        max_size=5,
    )
)
def test_html_gives_back_what_was_copied(matrix):
    assert read_html(to_html(matrix)) == matrix


def test_merged_cells_of_html_are_spread_out():
    html = "<table><tr><td rowspan=2>甲</td><td colspan='2'>乙</td></tr><tr><td>1</td><td>2</td></tr></table>"
    assert read_html(html) == [["甲", "乙", None], [None, "1", "2"]]


def test_only_the_first_outer_table_is_read():
    assert read_html(
        "<p>x</p><table><tr><td>1<table><tr><td>9</td></tr></table></td></tr></table><table><tr><td>2</td></tr></table>"
    ) == [["19"]]
    assert read_html("<p>没有表格</p>") is None


@pytest.mark.parametrize("text", ['"a\nb"\t1', "1\t2\r\n3\t4\r\n", "\x00\t1", ""])
def test_odd_text_is_read_without_complaint(text):
    assert isinstance(read_tsv(text), list)


def test_a_row_goes_into_the_row_and_a_column_down_the_column(paste):
    row = paste([["1", "2", "3"]])
    assert list(row.values) == ["requests.received.person", "requests.received.business", "requests.received.research"]
    column = paste([["1"], ["2"]])
    assert list(column.values) == ["requests.received.person", "requests.carried_in.person"]


def test_what_does_not_fit_is_counted_and_said(paste):
    plan = paste([["1"] * 9])
    assert len(plan.values) == 7 and plan.outside == 2
    assert plan.words() == "已粘贴 7 个单元格；2 个超出表格，没有粘贴"


def test_what_is_no_number_is_left_out_and_listed(paste):
    plan = paste([["1", "约3", "二"]])
    assert len(plan.values) == 1 and plan.refused == ("约3", "二")
    assert "“约3”" in plan.words()


def test_one_number_fills_the_whole_selection(paste):
    selected = ["requests.received.person", "requests.received.business"]
    assert set(paste([["0"]], selected=selected).values) == set(selected)


def test_labels_copied_along_are_dropped(paste):
    matrix = [["", "自然人", "商业企业"], ["一、本年新收", "3", "4"], ["二、上年结转", "5", "6"]]
    assert without_labels(matrix) == [["3", "4"], ["5", "6"]]
    assert len(paste(matrix).values) == 4


def test_the_whole_form_is_laid_over_itself(paste, forms):
    grid = forms.get("2021-30").grids["disclosure"]
    matrix = [[""] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        matrix[cell.row][cell.column] = cell.text or "7"
        for column in range(cell.column + 1, cell.column + cell.column_span):
            matrix[cell.row][column] = None
    plan = paste(matrix, "disclosure.fees.amount", section="disclosure")
    assert len(plan.values) == 10 and not plan.refused and not plan.outside


def test_merged_cells_of_the_form_take_one_text(paste):
    plan = paste([["5", None, None], ["6", None, None]], "disclosure.penalties.decisions", section="disclosure")
    assert {cell: value.number for cell, value in plan.values.items()} == {
        "disclosure.penalties.decisions": 5,
        "disclosure.compulsion.decisions": 6,
    }
