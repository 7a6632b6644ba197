"""Numbers as they stand in sentences."""

from decimal import Decimal

import pytest

from core.review.quantities import find_quantities, read_han


def amounts(text: str) -> list[tuple[str, str, bool]]:
    return [(str(item.amount), item.unit, item.vague) for item in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到3件", ("3", "件", False)),
        ("收到１２件", ("12", "件", False)),
        ("收到十二件", ("12", "件", False)),
        ("两百零五条", ("205", "条", False)),
        ("发布1,234条", ("1234", "条", False)),
        ("发布1.2万条", ("12000.0", "条", False)),
        ("三万余条", ("30000", "条", True)),
        ("500余条", ("500", "条", True)),
        ("近百篇", ("100", "篇", True)),
        ("约30份", ("30", "份", True)),
        ("上百条", ("100", "条", True)),
        ("线上6件", ("6", "件", False)),
        ("申请数3件", ("3", "件", False)),
        ("预约3次", ("3", "次", False)),
        ("十几件", ("10", "件", True)),
        ("2000余人次", ("2000", "人次", True)),
        ("18.6万元", ("186000.0", "元", False)),
        ("增长5.2个百分点", ("5.2", "个百分点", False)),
        ("占33.3％", ("33.3", "%", False)),
        ("共 33 条", ("33", "条", False)),
    ],
)
def test_one_quantity(text: str, expected: tuple[str, str, bool]) -> None:
    assert amounts(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "第三次",
        "第30条",
        "2023年12月31日",
        "〔2021〕30号",
        "3-5件",
        "3至5件",
        "三四件",
        "一次性告知",
        "每件",
        "A3件",
        "电话0536-6761106",
    ],
)
def test_no_quantity(text: str) -> None:
    assert amounts(text) == []


def test_places_of_decimals_and_of_the_text() -> None:
    (item,) = find_quantities("增长1.05%。")
    assert (item.places, item.start, item.end, item.text) == (2, 2, 7, "1.05%")


@pytest.mark.parametrize(
    ("written", "number"),
    [("十", 10), ("二十", 20), ("一百零三", 103), ("二〇二三", 2023), ("三千二百", 3200), ("十百", None), ("零", 0)],
)
def test_han_numerals(written: str, number: int | None) -> None:
    assert read_han(written) == (None if number is None else Decimal(number))
