"""Proof that an installed program works, and the whole job on the bundled sample, both told line by line."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from core.errors import UserError
from core.exporter.export import export
from core.exporter.options import PLAIN, Options
from core.forms import Forms
from core.importer.importing import import_report
from core.next_year import start_next_year
from core.report import CellEdit, Meta, Report
from core.review import review
from core.rules import Severity, Verdict
from core.values import Value

SAMPLE = Path(__file__).resolve().parent.parent / "resources" / "sample" / "去年年报样例.docx"
_FORMATS = (".docx", ".xlsx", ".html", ".json", ".nianbao")


def run_self_test(forms: Forms, render_pdf: Callable[[Report, Path, Options], None] | None) -> Iterator[str]:
    """Every edition: check, write each format, read it back, print to PDF. Raises UserError at the first defect."""
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        for form in forms:
            report = Report(
                form,
                Meta(
                    "自检镇人民政府",
                    form.template.first_year,
                    f"自检镇人民政府{form.template.first_year}年政府信息公开工作年度报告",
                ),
            )
            report.apply(CellEdit({cell: Value.of(0) for cell in report.values}))
            if any(outcome.verdict is Verdict.FAIL for outcome in report.check().outcomes):
                raise UserError(f"自检失败：{form.template.name}表样的勾稽关系有误，请重新安装程序。")
            for suffix in _FORMATS:
                written = export(report, Path(folder) / f"{form.template.edition}{suffix}", forms)
                yield f"{form.template.name} {suffix}：回读校验 {written.equal}/{written.compared} 格一致"
            if render_pdf is not None:
                target = Path(folder) / f"{form.template.edition}.pdf"
                render_pdf(report, target, PLAIN)
                yield f"{form.template.name} .pdf：{target.stat().st_size} 字节"
    yield "自检通过。"


def run_sample(forms: Forms, folder: Path) -> Iterator[str]:
    """Last year's sample in, next year's report out, into `folder`. Raises UserError."""
    imported = import_report(SAMPLE, forms)
    filled = sum(value.number is not None for value in imported.report.values.values())
    yield f"读入“{SAMPLE.name}”：{imported.report.meta.title}，{filled}/{len(imported.report.values)} 格有数字。"
    findings = review(imported.report, imported.record)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    yield f"检查：{len(imported.report.check().outcomes)} 项勾稽关系，发现 {errors} 处不符、{len(findings) - errors} 处提示。"
    yield from (f"  {finding.message}" for finding in findings)
    started = start_next_year(imported.report, forms).report
    marks = sum(len(started.marks(section)) for section in started.texts)
    yield f"开始 {started.meta.year} 年的报告：上年结转已带入，正文中标出去年内容 {marks} 处。"
    folder.mkdir(parents=True, exist_ok=True)
    for report, name in ((imported.report, "去年年报"), (started, "新一年报告")):
        for suffix in (".docx", ".xlsx", ".html", ".nianbao"):
            written = export(report, folder / f"{name}{suffix}", forms)
            yield f"已写出“{written.path.name}”，回读校验 {written.equal}/{written.compared} 格一致。"
    yield f"结果在 {folder}"
