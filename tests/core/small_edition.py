"""The smallest edition of the form there can be, as somebody would write it into a folder of their own."""

from __future__ import annotations

from pathlib import Path

TEMPLATE = """\
edition = "2027-1"
name = "2027 年版"
issued_as = "国办公开办函〔2027〕1号"
first_year = 2027
title = "{organ}{year}年政府信息公开工作年度报告"

[converts_from."2021-30"]
"requests.received.person" = "requests.received.person"
"requests.carried_in.*" = "requests.carried_in.*"

[[section]]
id = "preface"
heading = ""

[[section]]
id = "overview"
heading = "一、总体情况"
  [[section.topic]]
  names = ["主动公开"]

[[section]]
id = "disclosure"
heading = "二、主动公开政府信息情况"
  [section.table]
  label_widths = [60.0]
  value_widths = [48.0, 48.0]
  [[section.table.band]]
  heading = "信息内容"
  columns = ["issued", "in_force"]
  rows = ["documents"]
  [[section.table.band]]
  title = "收费"
  heading = "项目"
  columns = ["amount"]
  rows = ["fees"]
  spans = [2]
  [[section.table.column]]
  id = "issued"
  path = ["本年制发"]
  [[section.table.column]]
  id = "in_force"
  path = ["现行有效"]
  [[section.table.column]]
  id = "amount"
  path = ["金额（万元）"]
  kind = "amount"
  unit = "万元"
  [[section.table.row]]
  id = "documents"
  path = ["规范性文件"]
  [[section.table.row]]
  id = "fees"
  path = ["收费"]

[[section]]
id = "requests"
heading = "三、申请情况"
  [section.table]
  label_widths = [60.0]
  value_widths = [32.0, 32.0, 32.0]
  [[section.table.band]]
  heading = "申请"
  [[section.table.column]]
  id = "person"
  path = ["申请人", "自然人"]
  [[section.table.column]]
  id = "other_org"
  path = ["申请人", "其他"]
  [[section.table.column]]
  id = "total"
  path = ["总计"]
  [[section.table.row]]
  id = "received"
  path = ["本年新收"]
  [[section.table.row]]
  id = "carried_in"
  path = ["上年结转"]
  [[section.table.row]]
  id = "carried_out"
  path = ["结转下年"]

[[section]]
id = "remedies"
heading = "四、复议诉讼情况"
  [section.table]
  across = true
  label_widths = []
  value_widths = [26.0, 26.0, 26.0, 26.0, 26.0, 26.0]
  [[section.table.band]]
  [[section.table.column]]
  id = "upheld"
  path = ["维持"]
  [[section.table.column]]
  id = "corrected"
  path = ["纠正"]
  [[section.table.column]]
  id = "total"
  path = ["总计"]
  [[section.table.row]]
  id = "reconsideration"
  path = ["行政复议"]
  [[section.table.row]]
  id = "suit"
  path = ["行政诉讼"]

[[section]]
id = "problems"
heading = "五、存在问题"

[[section]]
id = "other"
heading = "六、其他事项"
"""

RULES = """\
[groups]
people = "person + other_org"

[[rule]]
id = "requests.row_sum"
section = "requests"
for_each = "row"
scope = "table"
severity = "error"
expect = "people == total"
solve = ["total"]
message = "{subject}：{left}，{right}，差 {gap}"
source = "表三"

[[rule]]
id = "carry_over.stock"
section = "disclosure"
for_each = "row"
only = ["documents"]
scope = "years"
severity = "warning"
when = ["previous.disclosure.normative_documents.in_force > 0"]
unless = ["issued > 100"]
expect = "in_force >= previous.disclosure.normative_documents.in_force - 2"
message = "{subject}：{left}，比{right} 少"
source = "表二"
"""


def write_edition(folder: Path, template: str = TEMPLATE, rules: str = RULES) -> Path:
    """An edition's folder with these files; returns the folder."""
    folder.mkdir(parents=True)
    (folder / "template.toml").write_text(template, encoding="utf-8")
    (folder / "rules.toml").write_text(rules, encoding="utf-8")
    return folder
