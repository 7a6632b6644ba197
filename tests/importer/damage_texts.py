"""What happens to headings and front matter (layout-damage L11, L14): each damage changes a draft."""

from __future__ import annotations

from dataclasses import replace

from drafts import Box, Draft, Par, Table


def misnumbered_headings(draft: Draft) -> None:
    for section, text in (
        ("problems", "四、存在的主要问题及改进情况"),
        ("other", "五、其他需要报告的事项"),
        ("disclosure", "2、主动公开政府信息情况"),
    ):
        draft.replace_text(f"heading:{section}", text)


def unnumbered_headings(draft: Draft) -> None:
    for section in draft.form.template.sections:
        if section.heading:
            draft.replace_text(f"heading:{section.id}", section.heading[2:])


def mistyped_headings(draft: Draft) -> None:
    for section, text in (
        ("overview", "一、总体情况："),
        ("disclosure", "二、 主动公开政府信息的情况"),
        ("requests", "三、收到和处理政府信息公开申请请况"),
        ("remedies", "四、政府信息公开行政复议,行政诉讼情况"),
        ("problems", "五.存在的主要问题和改进情况"),
        ("other", "六  其它需要报告的事项"),
    ):
        draft.replace_text(f"heading:{section}", text)


def headings_with_prefix(draft: Draft) -> None:
    draft.replace_text("heading:disclosure", "第二部分 主动公开政府信息情况")
    draft.replace_text("heading:other", "（六）其他需要报告的事项")


def doubled_heading(draft: Draft) -> None:
    draft.blocks.insert(draft.index("heading:problems"), Par("五、存在的主要问题及改进情况"))


def table_of_contents(draft: Draft) -> None:
    headings = [section.heading for section in draft.form.template.sections if section.heading]
    lines = ["目  录", *(f"{heading}......{page}" for page, heading in enumerate(headings, 1))]
    draft.blocks[1:1] = [Par(line) for line in lines]


def glued_heading(draft: Draft) -> None:
    """Heading and first paragraph in one line."""
    at = draft.index("heading:other")
    first = draft.blocks[at + 1]
    assert isinstance(first, Par)
    draft.blocks[at + 1] = replace(first, text="")
    draft.replace_text("heading:other", f"六、其他需要报告的事项。{first.text}")
    draft.before["other"] = first.text


def headings_lost_at_page(draft: Draft) -> None:
    """003: a heading in front of a table is gone."""
    draft.blocks.pop(draft.index("heading:remedies"))


def false_headings(draft: Draft) -> None:
    """004: sub-headings of one dressed up as main headings."""
    topics = ("（一）主动公开情况", "（二）依申请公开情况", "（三）政府信息管理情况")
    looks = ("一、主动公开情况", "二 依申请公开情况", "三、政府信息管理情况")
    for at, block in enumerate(draft.blocks):
        if isinstance(block, Par) and block.text in topics:
            draft.blocks[at] = replace(block, text=looks[topics.index(block.text)])


def before_the_report(draft: Draft) -> None:
    """A metadata table, a cover letter, the title twice."""
    rows = [
        [Box("索引号"), Box("SQ-2024-00012"), Box("发布机构"), Box("石桥镇人民政府")],
        [Box("名称"), Box(draft.title, 3)],
        [Box("成文日期"), Box("2024-01-18"), Box("主题分类"), Box("年度报告")],
    ]
    letter = ["县政务公开办公室：", "现将我镇年度报告报送你办，请审阅。", "编制说明：数据由各站所提供。"]
    draft.blocks[0:0] = [Table(rows, "metadata"), *map(Par, letter), Par(draft.title)]
