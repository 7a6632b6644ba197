"""The shipped editions against the official form (form.md §2, §3, §5) and the contract."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from core_samples import CURRENT, FORMS, OLD

from core.geometry import Role
from core.report import Report
from core.rules import PREVIOUS, Outcome, Severity, Verdict, describe
from core.template import SECTION_IDS
from core.values import Kind

DOCS = Path(__file__).resolve().parents[2] / "docs"

# contract.md §3
COLUMNS = ["person", "business", "research", "nonprofit", "legal_service", "other_org", "total"]
_ROWS = """received carried_in granted partly_granted
denied_state_secret denied_by_law denied_security denied_third_party
denied_internal denied_deliberative denied_enforcement_file denied_query_matter
unavailable_not_held unavailable_needs_creation unavailable_unclear
rejected_petition rejected_repeat rejected_publication rejected_excessive rejected_reissue"""
ROWS_BEFORE = _ROWS.split()
OTHER_ROWS = {"2021-30": ["other_uncorrected", "other_unpaid", "other_misc"], "2019-60": ["other"]}
DISCLOSURE = {
    "2021-30": {
        "rules": ["issued", "repealed", "in_force"],
        "normative_documents": ["issued", "repealed", "in_force"],
        "licensing": ["decisions"],
        "penalties": ["decisions"],
        "compulsion": ["decisions"],
        "fees": ["amount"],
    },
    "2019-60": {
        "rules": ["made", "newly_public", "public_total"],
        "normative_documents": ["made", "newly_public", "public_total"],
        "licensing": ["items_last_year", "items_change", "decisions"],
        "other_services": ["items_last_year", "items_change", "decisions"],
        "penalties": ["items_last_year", "items_change", "decisions"],
        "compulsion": ["items_last_year", "items_change", "decisions"],
        "fees": ["items_last_year", "items_change"],
        "procurement": ["projects", "amount"],
    },
}
REMEDIES = ["reconsideration", "direct_suit", "suit_after_reconsideration"]
RESULTS = ["upheld", "corrected", "other", "pending", "total"]
HEADINGS = [
    "",
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]

# form.md §2.1, §3.1: band titles, column heads and row labels in printed order
DISCLOSURE_LABELS = {
    "2021-30": """第二十条第（一）项|信息内容|本年制发件数|本年废止件数|现行有效件数|规章|行政规范性文件
第二十条第（五）项|信息内容|本年处理决定数量|行政许可
第二十条第（六）项|信息内容|本年处理决定数量|行政处罚|行政强制
第二十条第（八）项|信息内容|本年收费金额（单位：万元）|行政事业性收费""",
    "2019-60": """第二十条第（一）项|信息内容|本年新制作数量|本年新公开数量|对外公开总数量|规章|规范性文件
第二十条第（五）项|信息内容|上一年项目数量|本年增/减|处理决定数量|行政许可|其他对外管理服务事项
第二十条第（六）项|信息内容|上一年项目数量|本年增/减|处理决定数量|行政处罚|行政强制
第二十条第（八）项|信息内容|上一年项目数量|本年增/减|行政事业性收费
第二十条第（九）项|信息内容|采购项目数量|采购总金额|政府集中采购""",
}
# form.md §2.2: header, then body
REQUESTS_HEADER = """（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）|申请人情况
自然人|法人或其他组织|总计
商业企业|科研机构|社会公益组织|法律服务机构|其他"""
REQUESTS_BODY = """一、本年新收政府信息公开申请数量
二、上年结转政府信息公开申请数量
三、本年度办理结果|（一）予以公开
（二）部分公开（区分处理的，只计这一情形，不计其他情形）
（三）不予公开|1.属于国家秘密
2.其他法律行政法规禁止公开
3.危及“三安全一稳定”
4.保护第三方合法权益
5.属于三类内部事务信息
6.属于四类过程性信息
7.属于行政执法案卷
8.属于行政查询事项
（四）无法提供|1.本机关不掌握相关政府信息
2.没有现成信息需要另行制作
3.补正后申请内容仍不明确
（五）不予处理|1.信访举报投诉类申请
2.重复申请
3.要求提供公开出版物
4.无正当理由大量反复申请
5.要求行政机关确认或重新出具已获取信息
{other}
（七）总计
四、结转下年度继续办理"""
OTHER_LABELS = {
    "2021-30": """（六）其他处理|1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请
2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请
3.其他""",
    "2019-60": "（六）其他处理",
}
REMEDIES_HEADER = """行政复议|行政诉讼
结果维持|结果纠正|其他结果|尚未审结|总计|未经复议直接起诉|复议后起诉
结果维持|结果纠正|其他结果|尚未审结|总计|结果维持|结果纠正|其他结果|尚未审结|总计"""

# form.md §5 (and §9 where a relation between figures is only named there): rule id -> severity, instances
E, W, INFO = "error", "warning", "info"
COMMON_RULES = {
    "requests.handled_sum": (E, COLUMNS),  # R-COL
    "requests.balance": (E, COLUMNS),  # R-BAL
    "requests.double_counted": (W, COLUMNS),  # C23
    "remedies.row_sum": (E, REMEDIES),  # R-T4
    "remedies.without_requests": (INFO, []),  # R-LIT
    "carry_over.requests": (E, COLUMNS),  # R-X-CARRY
    "carry_over.pending": (INFO, REMEDIES),  # R-X-PEND
    "plausible.township_rules": (E, []),  # R-T2-REG
}
NORMS = ["rules", "normative_documents"]
DECIDED = ["licensing", "penalties", "compulsion"]
ITEMS = ["licensing", "other_services", "penalties", "compulsion", "fees"]
RULES = {
    "2021-30": {
        **COMMON_RULES,
        "requests.row_sum": (E, ROWS_BEFORE + OTHER_ROWS["2021-30"] + ["handled", "carried_out"]),  # R-ROW
        "disclosure.stock": (W, NORMS),  # R-T2-LOW
        "carry_over.in_force": (W, NORMS),  # R-X-VALID
        "plausible.fee_unit": (W, []),  # C2B
        "plausible.jump_up": (W, DECIDED),  # C2C
        "plausible.jump_down": (W, DECIDED),
    },
    "2019-60": {
        **COMMON_RULES,
        "requests.row_sum": (E, ROWS_BEFORE + OTHER_ROWS["2019-60"] + ["handled", "carried_out"]),
        "disclosure.items": (E, ITEMS),  # last year + change >= 0
        "disclosure.public": (W, NORMS),  # newly public <= public in all
        "carry_over.items": (W, ITEMS),  # R-X-ITEM
    },
}

each_edition = pytest.mark.parametrize("form", list(FORMS), ids=lambda form: form.template.edition)


def contract_ids(edition: str) -> list[str]:
    rows = ROWS_BEFORE + OTHER_ROWS[edition] + ["handled", "carried_out"]
    ids = [f"disclosure.{row}.{column}" for row, columns in DISCLOSURE[edition].items() for column in columns]
    ids += [f"requests.{row}.{column}" for row in rows for column in COLUMNS]
    return ids + [f"remedies.{row}.{column}" for row in REMEDIES for column in RESULTS]


def test_both_official_editions_are_there():
    assert [form.template.edition for form in FORMS] == ["2021-30", "2019-60"]
    assert (CURRENT.template.issued_as, OLD.template.issued_as) == ("国办公开办函〔2021〕30号", "国办公开办函〔2019〕60号")


@each_edition
def test_cell_ids_are_those_of_the_contract(form):
    assert list(form.template.cells) == contract_ids(form.template.edition)


def test_number_of_cells():
    assert (len(CURRENT.template.cells), len(OLD.template.cells)) == (200, 198)


@each_edition
def test_what_each_cell_holds(form):
    special = {
        cell.id: (cell.kind, cell.unit) for cell in form.template.cells.values() if (cell.kind, cell.unit) != (Kind.COUNT, "")
    }
    changes = {f"disclosure.{row}.items_change": (Kind.SIGNED, "") for row in ITEMS}
    expected = {
        "2021-30": {"disclosure.fees.amount": (Kind.AMOUNT, "万元")},
        "2019-60": {**changes, "disclosure.procurement.amount": (Kind.AMOUNT_WITH_UNIT, "")},
    }
    assert special == expected[form.template.edition]


@each_edition
def test_sections_and_headings(form):
    assert [section.id for section in form.template.sections] == list(SECTION_IDS)
    assert [section.heading for section in form.template.sections] == HEADINGS
    assert [section.id for section in form.template.sections if section.table] == ["disclosure", "requests", "remedies"]


def test_length_of_the_overview():
    """30号 asks for at most a thousand characters in principle, 60号 does not."""
    assert (CURRENT.template.section("overview").limit, OLD.template.section("overview").limit) == (1000, None)


@each_edition
def test_the_overview_has_its_five_aspects(form):
    topics = [topic[0] for topic in form.template.section("overview").topics]
    assert topics == ["主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障"]


def printed(form, section: str, *roles: Role) -> str:
    """The labels as they stand on paper: rows as lines, labels apart by |."""
    lines: dict[int, list[str]] = {}
    for cell in form.grids[section].cells:
        if cell.role in roles:
            lines.setdefault(cell.row, []).append(cell.text)
    return "\n".join("|".join(lines[row]) for row in sorted(lines))


@each_edition
def test_labels_of_table_two(form):
    labels = printed(form, "disclosure", Role.TITLE, Role.CORNER, Role.COLUMN, Role.ROW)
    assert labels.replace("\n", "|") == DISCLOSURE_LABELS[form.template.edition].replace("\n", "|")


@each_edition
def test_labels_of_table_three(form):
    assert printed(form, "requests", Role.CORNER, Role.COLUMN) == REQUESTS_HEADER
    assert printed(form, "requests", Role.ROW) == REQUESTS_BODY.format(other=OTHER_LABELS[form.template.edition])


@each_edition
def test_labels_of_table_four(form):
    assert printed(form, "remedies", *Role) == REMEDIES_HEADER + "\n" + "|" * 14


@each_edition
def test_every_section_row_and_column_is_explained(form):
    for section in form.template.sections:
        assert section.help.endswith("。"), section.id
        for band in section.table.bands if section.table else ():
            for entry in (*band.rows, *band.columns):
                assert entry.help.endswith("。"), entry.id
            for row in band.rows:
                assert row.article, row.id


@each_edition
def test_short_names_tell_the_cells_apart(form):
    for section in SECTION_IDS:
        names = [cell.name for cell in form.template.cells.values() if cell.section == section]
        assert len(names) == len(set(names))


@each_edition
def test_relations_of_the_form(form):
    expected = {
        f"{rule}:{entry}" if entry else rule: severity
        for rule, (severity, entries) in RULES[form.template.edition].items()
        for entry in entries or [""]
    }
    assert {rule.id: rule.severity.value for rule in form.rules.rules} == expected


@each_edition
def test_which_relations_may_be_overridden(form):
    """Those that a merger, a clean-up or another kind of body can rightly break (form.md §5.4)."""
    overridable = {rule.id.partition(":")[0] for rule in form.rules.rules if rule.overridable}
    named = {"carry_over.requests", "carry_over.in_force", "carry_over.items", "plausible.township_rules"}
    assert overridable == named & set(RULES[form.template.edition])


@each_edition
def test_scopes_follow_what_a_relation_speaks_of(form):
    for rule in form.rules.rules:
        names = (*rule.left.names, *rule.right.names)
        across_years = any(name.startswith(PREVIOUS) for name in names)
        assert across_years == (rule.scope == "years" or ".jump_" in rule.id), rule.id
        assert rule.source
        assert rule.cells == tuple(cell for cell in form.template.cells if cell in names)


@each_edition
def test_every_declared_total_can_be_worked_out(form):
    """Each printed total of the tables is the solution of exactly one sum, and (七)总计·总计 of two."""
    solved = [cell for rule in form.rules.rules if rule.id.split(":")[0].endswith("_sum") for cell in rule.solve]
    totals = [cell for cell in form.template.cells if cell.endswith(".total") or ".handled." in cell]
    assert sorted(solved) == sorted([*totals, "requests.handled.total"])


@each_edition
@pytest.mark.parametrize("number", [0, 1, 7])
def test_every_message_can_be_said(form, number):
    report = Report(form)
    operands = {name: (number * index) % 23 for index, name in enumerate(report.check().operands)}
    for rule in form.rules.rules:
        left, right = rule.left.amount(operands), rule.right.amount(operands)
        message = describe(Outcome(rule, Verdict.FAIL, left, right), operands)
        assert not re.search(r"[{}]|None|未填", message), message
        assert rule.subject in message
        assert re.search(r"\d", message)


@each_edition
def test_an_edition_takes_figures_only_from_cells_that_exist(form):
    for edition, mapping in form.template.converts_from.items():
        other = FORMS.get(edition).template.cells
        for target, source in mapping.items():
            if target.endswith(".*"):
                assert any(cell.startswith(target[:-1]) for cell in other)
            else:
                assert source in other
                assert form.template.cells[target].kind is other[source].kind


@each_edition
def test_the_style_document_is_there(form):
    assert form.style.is_file()


@each_edition
def test_the_usual_title(form):
    title = form.template.title.format(organ="青禾镇人民政府", year=2023)
    assert title == "青禾镇人民政府2023年政府信息公开工作年度报告"


def rows_of_document(name: str) -> list[list[str]]:
    text = (DOCS / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[field.strip() for field in line.strip("|").split("|")] for line in lines if line.count("|") == 8]


def test_the_list_of_relations_is_true():
    """docs/relations.md names every rule with its scope, severity and editions, and no other."""
    described = {row[0].strip("`"): (row[1], row[2], row[3]) for row in rows_of_document("relations.md")}
    editions: dict[str, list[str]] = {}
    facts: dict[str, tuple[str, str]] = {}
    for form in FORMS:
        for rule in form.rules.rules:
            name = rule.id.partition(":")[0]
            facts[name] = (rule.scope, rule.severity.value)
            if form.template.edition not in editions.setdefault(name, []):
                editions[name].append(form.template.edition)
    assert described == {name: (*facts[name], ", ".join(sorted(editions[name]))) for name in facts}


def test_severities_of_the_contract():
    assert [severity.value for severity in Severity] == ["error", "warning", "info"]
