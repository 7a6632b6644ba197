"""Reading an edition is strict: what is wrong is said with file and key, and nothing is guessed."""

from __future__ import annotations

import pytest
from small_edition import RULES, TEMPLATE, write_edition

from core.errors import TemplateError
from core.forms import load_form
from core.template import fields_of


def complaint(tmp_path, template: str = TEMPLATE, rules: str = RULES) -> str:
    with pytest.raises(TemplateError) as caught:
        load_form(write_edition(tmp_path / "mine", template, rules))
    return str(caught.value)


def test_the_small_edition_itself_is_right(tmp_path):
    form = load_form(write_edition(tmp_path / "mine"))
    assert list(form.template.cells)[:4] == [
        "disclosure.documents.issued",
        "disclosure.documents.in_force",
        "disclosure.fees.amount",
        "requests.received.person",
    ]
    assert [rule.id for rule in form.rules.rules] == [
        "requests.row_sum:received",
        "requests.row_sum:carried_in",
        "requests.row_sum:carried_out",
        "carry_over.stock:documents",
    ]


HEAD = 'edition = "2027-1"\n'
PERSON = '  id = "person"\n'

TEMPLATE_FAULTS = {
    "unknown key": (HEAD, HEAD + 'colour = "red"\n', "colour", "不认识"),
    "missing key": ('name = "2027 年版"\n', "", "name", "缺少"),
    "wrong type": ("first_year = 2027", 'first_year = "2027"', "first_year", "应为 int"),
    "truth for a number": ("first_year = 2027", "first_year = true", "first_year", "应为 int"),
    "years the wrong way round": ("first_year = 2027", "first_year = 2027\nlast_year = 2026", "last_year", "早于"),
    "edition unfit for a file name": ("2027-1", "../2027", "edition", "只能用"),
    "empty edition": ('"2027-1"', '""', "edition", "只能用"),
    "unknown field in the title": ("{organ}", "{office}", "title", "organ"),
    "broken title": ("{organ}", "{organ", "title", "organ"),
    "unknown key in a section": (PERSON, '  colour = "red"\n' + PERSON, "section[3].table.column[0].colour", "不认识"),
    "section missing": ('[[section]]\nid = "other"\nheading = "六、其他事项"\n', "", "section", "preface、overview"),
    "section twice": ('id = "other"', 'id = "problems"', "section", "preface、overview"),
    "section without id": ('id = "problems"\n', "", "section[5].id", "缺少"),
    "section without heading": ('"五、存在问题"', '""', "section[5].heading", "不能为空"),
    "topic without names": ('names = ["主动公开"]', "names = []", "section[1].topic[0].names", "不能为空"),
    "unknown key in a topic": (
        '  names = ["主动公开"]',
        '  names = ["主动公开"]\n  limit = 3',
        "section[1].topic[0].limit",
        "不认识",
    ),
    "names are not strings": ('names = ["主动公开"]', "names = [1]", "section[1].topic[0].names", "字符串"),
    "dangling column": ('columns = ["amount"]', 'columns = ["sum"]', "section[2].table.band[1].columns", "没有定义 sum"),
    "dangling row": ('rows = ["fees"]', 'rows = ["fee"]', "section[2].table.band[1].rows", "没有定义 fee"),
    "column used twice": ('["issued", "in_force"]', '["issued", "issued"]', "section[2].table.band[0].columns", "两次"),
    "row of no band": ('rows = ["fees"]', 'rows = ["documents"]', "section[2].table.band", "row fees"),
    "column of no band": ('["issued", "in_force"]', '["issued", "amount"]', "section[2].table.band", "column in_force"),
    "cell in two bands": (
        '  columns = ["amount"]\n  rows = ["fees"]\n  spans = [2]\n',
        '  columns = ["amount", "issued"]\n  rows = ["fees", "documents"]\n',
        "section[2].table.band",
        "两次",
    ),
    "column defined twice": ('id = "in_force"', 'id = "issued"', "section[2].table.column", "两次"),
    "row defined twice": ('id = "carried_out"', 'id = "received"', "section[3].table.row", "两次"),
    "spans too wide": ("spans = [2]", "spans = [3]", "section[2].table.band[1].spans", "其和为 2"),
    "span of nothing": ("spans = [2]", "spans = [0]", "section[2].table.band[1].spans", "正整数"),
    "half a span": ("spans = [2]", "spans = [2.5]", "section[2].table.band[1].spans", "正整数"),
    "span is text": ("spans = [2]", 'spans = ["2"]', "section[2].table.band[1].spans", "数字"),
    "columns without width": (
        "value_widths = [48.0, 48.0]",
        "value_widths = [96.0]",
        "section[2].table.band[0].spans",
        "其和为 1",
    ),
    "no width": ("[48.0, 48.0]", "[48.0, 0.0]", "section[2].table.value_widths", "大于 0"),
    "endless width": ("[48.0, 48.0]", "[48.0, inf]", "section[2].table.value_widths", "大于 0"),
    "uneven widths across": (
        "[26.0, 26.0, 26.0, 26.0, 26.0, 26.0]",
        "[26.0, 26.0, 26.0]",
        "section[4].table.value_widths",
        "倍数",
    ),
    "untiled grid": ('path = ["本年新收"]', 'path = ["本年", "新收"]', "section.table（requests）", "没有正好铺满"),
    "labels beside an across table": ("label_widths = []", "label_widths = [9.0]", "section.table（remedies）", "没有正好铺满"),
    "row without path": ('path = ["本年新收"]', "path = []", "section[3].table.row[0].path", "不能为空"),
    "empty label": ('path = ["本年新收"]', 'path = [""]', "section[3].table.row[0].path", "空的标签"),
    "id that no rule can say": ('id = "received"', 'id = "re-ceived"', "section[3].table.row[0].id", "下划线"),
    "unknown kind": ('kind = "amount"', 'kind = "money"', "section[2].table.column[2].kind", "count、signed"),
    "table without rows": (
        TEMPLATE[
            TEMPLATE.index('  [[section.table.row]]\n  id = "reconsideration"') : TEMPLATE.index('[[section]]\nid = "problems"')
        ],
        "",
        "section[4].table.row",
        "缺少",
    ),
    "conversion into nothing": (
        '"requests.received.person" = ',
        '"requests.received.nobody" = ',
        "converts_from.2021-30.requests.received.nobody",
        "没有这个单元格",
    ),
    "conversion of a whole that differs": (
        '= "requests.carried_in.*"',
        '= "requests.received.*"',
        "converts_from.2021-30.requests.carried_in.*",
        "相同",
    ),
    "conversion is no text": ('= "requests.received.person"', "= 1", "converts_from.2021-30", "字符串"),
    "no TOML": ("edition =", "edition", "template.toml", "TOML"),
}


@pytest.mark.parametrize("fault", TEMPLATE_FAULTS)
def test_a_fault_in_the_template_is_named(tmp_path, fault):
    old, new, key, reason = TEMPLATE_FAULTS[fault]
    assert old in TEMPLATE
    said = complaint(tmp_path, template=TEMPLATE.replace(old, new, 1))
    assert "mine/template.toml" in said
    assert key in said
    assert reason in said


RULE = '[[rule]]\nid = "requests.row_sum"\n'
RULE_FAULTS = {
    "unknown key": (RULE, RULE + 'colour = "red"\n', "rule[0].colour", "不认识"),
    "missing key": ('source = "表三"\n', "", "rule[0].source", "缺少"),
    "unknown top key": ("[groups]", "version = 2\n[groups]", "version", "不认识"),
    "unknown cell": ("people == total", "people == sum", "rule[0].expect", "没有单元格 requests.received.sum"),
    "unknown cell in when": ("in_force > 0", "in_forces > 0 + issue", "rule[1].when", "没有单元格 disclosure.documents.issue"),
    "unknown cell in unless": ("issued > 100", "issuedd > 100", "rule[1].unless", "没有单元格 disclosure.documents.issuedd"),
    "unknown short name of last year": (
        ">= previous.disclosure.normative_documents.in_force",
        ">= previous.in_forces",
        "rule[1].expect",
        "没有单元格 disclosure.documents.in_forces",
    ),
    "half an id of last year": (
        "previous.disclosure.normative_documents.in_force > 0",
        "previous.disclosure.x > 0",
        "rule[1].when",
        "没有单元格",
    ),
    "bad relation": ("people == total", "people = total", "rule[0].expect", "比较符号"),
    "two relations": ("people == total", "people == total == 0", "rule[0].expect", "比较符号"),
    "no sum": ("people == total", "people + == total", "rule[0].expect", "没有写完"),
    "forbidden sign": ("people == total", "people / 2 == total", "rule[0].expect", "写错"),
    "code": ("people == total", "__import__('os') == total", "rule[0].expect", "写错"),
    "unknown severity": ('severity = "error"', 'severity = "fatal"', "rule[0].severity", "error、warning、info"),
    "unknown scope": ('scope = "table"', 'scope = "tables"', "rule[0].scope", "table、between"),
    "unknown axis": ('for_each = "row"', 'for_each = "cell"', "rule[0].for_each", "row、column"),
    "unknown section": ('section = "requests"', 'section = "request"', "rule[0].section", "requests"),
    "section without a table": ('section = "requests"', 'section = "overview"', "rule[0].section", "没有表格"),
    "unknown row": ('only = ["documents"]', 'only = ["document"]', "rule[1].only", "没有 document"),
    "rows without for_each": ('for_each = "row"\nonly', "only", "rule[1].only", "for_each"),
    "unknown field in the message": ("差 {gap}", "差 {difference}", "rule[0].message", "difference"),
    "broken message": ("差 {gap}", "差 {gap", "rule[0].message", "花括号"),
    "message that reaches inside": ("差 {gap}", "差 {left.__class__}", "rule[0].message", "花括号"),
    "formatted message": ("差 {gap}", "差 {gap:>9}", "rule[0].message", "花括号"),
    "solve of nothing": ('solve = ["total"]', 'solve = ["sum"]', "rule[0].solve", "没有单元格"),
    "solve of a bystander": ('solve = ["total"]', 'solve = ["requests.received.total"]', "rule[0].solve", "出现一次"),
    "solve of a multiple": ("people == total", "people == 2*total", "rule[0].solve", "乘数"),
    "solve of what stands twice": ("people == total", "people + total == total + total", "rule[0].solve", "出现一次"),
    "solve of no equation": ("people == total", "people <= total", "rule[0].solve", "等式"),
    "the same id twice": (
        "[groups]",
        RULES[RULES.index("[[rule]]") :].split("\n\n")[0] + "\n[groups]",
        "rules.toml 的 rule",
        "requests.row_sum:received 用了两次",
    ),
    "group in a circle": ('people = "person + other_org"', 'people = "all"\nall = "people"', "groups.people", "自己"),
    "group that hides a column": ("people = ", 'person = "total"\npeople = ', "groups.person", "相同"),
    "broken group": ('"person + other_org"', '"person +"', "groups.people", "没有写完"),
    "group is no text": ('"person + other_org"', "3", "groups", "字符串"),
}


@pytest.mark.parametrize("fault", RULE_FAULTS)
def test_a_fault_in_the_rules_is_named(tmp_path, fault):
    old, new, key, reason = RULE_FAULTS[fault]
    assert old in RULES
    said = complaint(tmp_path, rules=RULES.replace(old, new, 1))
    assert "mine/rules.toml" in said
    assert key in said
    assert reason in said


@pytest.mark.parametrize("file", ["template.toml", "rules.toml"])
def test_a_missing_or_unreadable_file_is_named(tmp_path, file):
    folder = write_edition(tmp_path / "mine")
    (folder / file).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TemplateError, match=f"mine/{file}"):
        load_form(folder)
    (folder / file).unlink()
    with pytest.raises(TemplateError, match=f"mine/{file}"):
        load_form(folder)


def test_a_file_saved_by_the_windows_editor_is_read(tmp_path):
    """Notepad puts a byte order mark in front."""
    folder = write_edition(tmp_path / "mine", "\ufeff" + TEMPLATE, "\ufeff" + RULES)
    assert load_form(folder).template.edition == "2027-1"


@pytest.mark.parametrize(
    ("pattern", "fields"), [("{organ}{year}年", {"organ", "year"}), ("无", set()), ("{", {"?"}), ("{a!r}", {"?"}), ("{}", {""})]
)
def test_fields_of_a_text(pattern, fields):
    assert fields_of(pattern) == fields
