"""The commands of the contract (contract.md §5). Answers go to standard output, one-sentence refusals to standard error.

`check` is run dozens of times in a row: what only other commands need is imported by them.

What needs Qt (PDF) is handed in by main.py: core itself has none.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from core import __version__
from core.errors import UserError
from core.findings import Finding
from core.forms import Forms, load_forms
from core.importer.importing import Imported, import_report
from core.provenance import ImportRecord
from core.report import PreviousEdit, Report
from core.review import review
from core.rules import Severity, Verdict

if TYPE_CHECKING:
    from core.exporter.options import Options

    RenderPdf = Callable[[Report, Path, Options], None]
    Commands = argparse._SubParsersAction["_Parser"]  # pyright: ignore[reportPrivateUsage]  # argparse has no public name for it
OK, FOUND_ERRORS, FAILED = 0, 1, 2
_WORDS = {Severity.ERROR: "不符", Severity.WARNING: "警告", Severity.INFO: "提示"}
_SUFFIXES = ".docx、.xlsx、.html、.json、.nianbao、.pdf"


_USAGE = (  # what argparse says, and what the clerk reads
    (re.compile(r"the following arguments are required: (.+)"), "缺少 {}"),
    (re.compile(r"unrecognized arguments: (.+)"), "不认识 {}"),
    (re.compile(r"argument .*?: invalid choice: '(.*?)'.*"), "没有“{}”这个命令"),
    (re.compile(r"argument (?:--\w+/)?(.+): expected (?:one|at least one) argument"), "{} 后面还应写一项"),
    (re.compile(r"argument .*?: invalid int value: '(.*)'"), "“{}”不是整数"),
)


class _Parser(argparse.ArgumentParser):
    """Wrong usage is one Chinese sentence and status 2."""

    def error(self, message: str) -> NoReturn:
        found = ((match, shown) for pattern, shown in _USAGE if (match := pattern.fullmatch(message)))
        reason = next((f"（{shown.format(match.group(1))}）" for match, shown in found), "")
        raise UserError(f"命令写得不对{reason}，请用 --help 查看用法。")


@dataclass(frozen=True, slots=True)
class _Tools:
    forms: Forms
    render_pdf: RenderPdf | None


def main(argv: Sequence[str], render_pdf: RenderPdf | None = None, form_folders: Sequence[Path] = ()) -> int:
    """Run one command; returns the exit status: 0 nothing of severity error, 1 such findings, 2 could not be done.

    `form_folders` are further folders of editions (the user's data folder). `render_pdf` writes a report as PDF, None
    where that cannot be done.
    """
    try:
        arguments = _parser().parse_args(list(argv))
        tools = _Tools(load_forms(*form_folders), render_pdf)
        return arguments.run(arguments, tools)
    except UserError as error:
        print(error, file=sys.stderr)
        return FAILED
    except SystemExit:  # --help and --version have said what there is to say
        return OK


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="nianbao", description="政府信息公开工作年度报告：检查、转换、开始新一年。全部在本机完成，不联网。")
    parser.add_argument("--version", action="version", version=f"nianbao {__version__}")
    parser.add_argument("--self-test", dest="run", action="store_const", const=_self_test, help="检验程序是否完好")
    parser.add_argument("--sample", dest="run", action="store_const", const=_sample, help="用自带的样例走一遍全过程")
    parser.set_defaults(run=_nothing)
    commands = parser.add_subparsers(metavar="命令", parser_class=_Parser)
    check = commands.add_parser("check", help="检查报告")
    check.add_argument("files", nargs="+", type=Path, metavar="文件")
    check.add_argument("--previous", type=Path, metavar="文件", help="去年的报告")
    check.add_argument("--json", action="store_true", help="输出 JSON")
    check.add_argument("--report", type=Path, metavar="文件", help="把检查意见写成 .docx、.html 或 .xlsx（只检查一个文件时）")
    check.set_defaults(run=_check)
    convert = commands.add_parser("convert", help="转换格式，后缀决定写成什么")
    convert.add_argument("source", type=Path, metavar="原文件")
    convert.add_argument("target", type=Path, metavar="新文件")
    convert.add_argument("--previous", type=Path, metavar="文件", help="去年的报告")
    convert.add_argument("--edition", metavar="版本", help="改用这一版表样，例如 2021-30")
    convert.add_argument("--style", type=Path, metavar="文件", help="用本单位的 .docx 作样式（红头、页边距、字体）")
    convert.add_argument("--seal", action="store_true", help="署名和日期按加盖印章的位置排")
    convert.add_argument("--draft", action="store_true", help="每页加“送审稿”字样")
    convert.set_defaults(run=_convert)
    _add_paper(commands)
    new = commands.add_parser("new", help="从去年的报告开始新一年")
    new.add_argument("--from", dest="last", type=Path, required=True, metavar="去年文件")
    new.add_argument("target", type=Path, metavar="新文件")
    new.add_argument("--year", type=int, metavar="年度")
    new.set_defaults(run=_new)
    return parser


def _add_paper(commands: Commands) -> None:
    """Documents besides the report itself."""
    compare = commands.add_parser("compare", help="对照两份报告，写成 .html、.docx 或 .xlsx")
    compare.add_argument("old", type=Path, metavar="原报告")
    compare.add_argument("new", type=Path, metavar="新报告")
    compare.add_argument("target", type=Path, metavar="对照结果")
    compare.set_defaults(run=_compare)
    signoff = commands.add_parser("signoff", help="写出一份报告的审签单（.docx 或 .html）")
    signoff.add_argument("source", type=Path, metavar="报告")
    signoff.add_argument("target", type=Path, metavar="审签单")
    signoff.add_argument("--previous", type=Path, metavar="文件", help="去年的报告")
    signoff.set_defaults(run=_signoff)
    blank = commands.add_parser("blank", help="写出空白表样（.docx 或 .html）")
    blank.add_argument("target", type=Path, metavar="新文件")
    blank.add_argument("--edition", metavar="版本", help="表样的版本，例如 2019-60；不写用现行的")
    blank.set_defaults(run=_blank)


def _nothing(_arguments: argparse.Namespace, _tools: _Tools) -> int:
    raise UserError("没有给出要做什么，请用 --help 查看用法。")


def _self_test(_arguments: argparse.Namespace, tools: _Tools) -> int:
    from core.selftest import run_self_test

    for line in run_self_test(tools.forms, tools.render_pdf):
        print(line)
    return OK


def _sample(_arguments: argparse.Namespace, tools: _Tools) -> int:
    from core.selftest import run_sample

    for line in run_sample(tools.forms, Path.cwd() / "out"):
        print(line)
    return OK


def _read(path: Path, previous: Path | None, tools: _Tools) -> Imported:
    """A file, with last year's report laid beside it if one is given."""
    imported = import_report(path, tools.forms)
    if previous is not None:
        imported.report.apply(PreviousEdit(import_report(previous, tools.forms).report))
    return imported


def _check(arguments: argparse.Namespace, tools: _Tools) -> int:
    if arguments.report is not None and len(arguments.files) > 1:
        raise UserError("检查意见一次只写一个文件的，请逐个检查。")
    status = OK
    read: list[tuple[Imported, list[Finding]]] = []
    for path in arguments.files:
        try:
            imported = _read(path, arguments.previous, tools)
        except UserError as error:
            print(error, file=sys.stderr)
            status = FAILED
            continue
        findings = review(imported.report, imported.record)
        if arguments.report is not None:
            from core.paper.commands import write_check_report

            print(write_check_report(imported, findings, arguments.report), file=sys.stderr)
        if arguments.json:
            read.append((imported, findings))
        else:
            print("\n".join(_summary(imported.report, imported.record, findings)))
        status = max(status, _status(findings))
    if read:
        print(_json(read, len(arguments.files) > 1), end="")
    return status


def _json(read: Sequence[tuple[Imported, list[Finding]]], is_list: bool) -> str:
    """One object for one file, a list for several, even where only one of them could be read."""
    from core import storage

    documents = [storage.to_json(imported.report, imported.record, findings) for imported, findings in read]
    return storage.dump(documents if is_list else documents[0]).decode("utf-8")


def _status(findings: Sequence[Finding]) -> int:
    """Errors settled with a written reason (确认无误) do not count."""
    open_errors = [finding for finding in findings if finding.severity is Severity.ERROR and finding.accepted is None]
    return FOUND_ERRORS if open_errors else OK


def _summary(report: Report, record: ImportRecord, findings: Sequence[Finding]) -> list[str]:
    """The findings as lines for a person, in the order of the form."""
    template = report.form.template
    headings = {section.id: section.heading or "标题与说明" for section in template.sections}
    lines = [f"{report.meta.title or record.file}（{record.file}，{template.name}表样 {template.issued_as}）"]
    for finding in findings:
        word = _WORDS[finding.severity] if finding.accepted is None else "已确认"
        lines.append(f"  [{word}] {headings.get(finding.section, '全文')}：{finding.message}")
        if finding.accepted is None:
            lines += [f"         可以{fix.text}" for fix in finding.fixes]
        else:
            lines.append(f"         理由：{finding.accepted}")
    lines += [f"  [未放置] {item.where}：{item.text[:60]}" for item in record.unplaced]
    return [*lines, _tally(report)]


def _tally(report: Report) -> str:
    """How many relations hold; those of severity warning and info are counted apart, they are not contradictions."""
    outcomes = report.check().outcomes
    failed = [outcome.rule.severity for outcome in outcomes if outcome.verdict is Verdict.FAIL]
    broken = failed.count(Severity.ERROR)
    passed = sum(outcome.verdict is Verdict.PASS for outcome in outcomes)
    pending = len(outcomes) - passed - len(failed)
    hints = f"，提示 {len(failed) - broken}" if len(failed) > broken else ""
    return f"  共 {len(outcomes)} 项勾稽关系：相符 {passed}，不符 {broken}{hints}，待填或无去年数据 {pending}。"


def _convert(arguments: argparse.Namespace, tools: _Tools) -> int:
    from core.exporter.options import DRAFT_MARK, Options
    from core.next_year import convert_edition

    imported = _read(arguments.source, arguments.previous, tools)
    report, record = imported.report, imported.record
    if arguments.edition:
        report, notes = convert_edition(report, tools.forms.get(arguments.edition))
        record = record.with_problems(*notes)
        for note in notes:
            print(f"  [提示] {note.message}")
    options = Options(arguments.style, arguments.seal, DRAFT_MARK if arguments.draft else "")
    return _write(report, arguments.target, record, tools, options)


def _new(arguments: argparse.Namespace, tools: _Tools) -> int:
    from core.next_year import start_next_year

    last = import_report(arguments.last, tools.forms)
    started = start_next_year(last.report, tools.forms, arguments.year)
    for note in started.notes:
        print(f"  [提示] {note.message}")
    marks = sum(len(started.report.marks(section)) for section in started.report.texts)
    print(f"已按“{last.record.file}”开始 {started.report.meta.year} 年的报告，正文中有 {marks} 处去年的内容待修改。")
    return _write(started.report, arguments.target, None, tools)


def _compare(arguments: argparse.Namespace, tools: _Tools) -> int:
    from core.paper.commands import write_comparison

    print(write_comparison(arguments.old, arguments.new, arguments.target, tools.forms))
    return OK


def _signoff(arguments: argparse.Namespace, tools: _Tools) -> int:
    imported = _read(arguments.source, arguments.previous, tools)
    findings = review(imported.report, imported.record)
    from core.paper.commands import write_signoff

    print(write_signoff(imported, arguments.source, findings, arguments.target))
    return _status(findings)


def _blank(arguments: argparse.Namespace, tools: _Tools) -> int:
    form = tools.forms.get(arguments.edition) if arguments.edition else tools.forms.for_year(None)
    from core.paper.commands import write_blank

    print(write_blank(form, arguments.target))
    return OK


def _write(report: Report, target: Path, record: ImportRecord | None, tools: _Tools, options: Options | None = None) -> int:
    from core.exporter.export import export, export_document
    from core.exporter.options import PLAIN

    options = options or PLAIN
    findings = review(report, record)
    if target.suffix.lower() == ".pdf":
        if tools.render_pdf is None:
            raise UserError(f"这里不能写 PDF 文件，请改用其他格式（{_SUFFIXES}）。")
        tools.render_pdf(report, target, options)
        print(f"已写出“{target.name}”。")
        return _status(findings)
    if target.suffix.lower() == ".nianbao":
        from core.project import save_closed

        save_closed(report, target, tools.forms, record)
        print(f"已写出“{target.name}”，回读校验 {len(report.values)}/{len(report.values)} 格一致。")
        return _status(findings)
    if options == PLAIN:
        written = export(report, target, tools.forms, record, tuple(findings))
    else:
        written = export_document(report, target, tools.forms, options)
    print(f"已写出“{target.name}”，回读校验 {written.equal}/{written.compared} 格一致。")
    return _status(findings)
