"""All editions of the form that can be found: the program's own and those in the user's data folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from core.claims import ClaimBook, load_claims
from core.errors import TemplateError
from core.geometry import Grid, layout
from core.rule_files import load_rules
from core.rules import RuleSet
from core.template import Section, Template, load_template

BUNDLED = Path(__file__).resolve().parent.parent / "resources" / "forms"


@dataclass(frozen=True)
class Form:
    """One edition ready for use: the form and the layout of its tables by section id; relations and claims when asked for.

    Whoever opens a file needs the labels of every edition, but the relations of one.
    """

    template: Template
    grids: dict[str, Grid] = field(default_factory=dict[str, Grid])

    @cached_property
    def rules(self) -> RuleSet:
        """The relations of the edition. Raises TemplateError that names file and key."""
        return load_rules(self.template)

    @cached_property
    def claims(self) -> ClaimBook:
        """What texts may claim about the figures. Read when first asked for: its patterns cost a fifth of a start.

        Raises TemplateError that names file and key.
        """
        return load_claims(self.template)

    @property
    def style(self) -> Path:
        """The Word file whose styles, page and footer the export fills."""
        return self.template.folder / "style.docx"


class Forms:
    """The editions by id, newest first. An edition without a last year ends where the next newer one begins."""

    def __init__(self, forms: Iterable[Form]) -> None:
        ordered = _ended(sorted(forms, key=lambda form: form.template.first_year, reverse=True))
        self._forms = {form.template.edition: form for form in ordered}
        if not self._forms:
            raise TemplateError("没有找到任何年报表样，请重新安装程序。")

    def __iter__(self) -> Iterator[Form]:
        return iter(self._forms.values())

    def get(self, edition: str) -> Form:
        """The form of that edition id. Raises TemplateError when there is none."""
        if edition not in self._forms:
            known = "、".join(self._forms)
            raise TemplateError(f"没有“{edition}”这一版表样，可用的有 {known}。")
        return self._forms[edition]

    def for_year(self, year: int | None) -> Form:
        """The edition in force for a report year; the newest for None or a year before all editions."""
        newest = next(iter(self._forms.values()))
        if year is None:
            return newest
        return next((form for form in self._forms.values() if form.template.covers(year)), newest)


def _ended(forms: list[Form]) -> list[Form]:
    """Newest first in and out: a newer edition in the user's folder takes over from its first year on."""
    ended: list[Form] = []
    newer: int | None = None
    for form in forms:
        first = form.template.first_year
        if form.template.last_year is None and newer is not None and first < newer:
            form = replace(form, template=replace(form.template, last_year=newer - 1))
        ended.append(form)
        newer = first
    return ended


def load_form(folder: Path) -> Form:
    """One edition from its folder, all of it checked. Raises TemplateError that names file and key."""
    form = _read_form(folder)
    _ = form.rules, form.claims
    return form


def _read_form(folder: Path) -> Form:
    template = load_template(folder)
    return Form(template, {section.id: _grid(section, folder) for section in template.sections if section.table})


def _grid(section: Section, folder: Path) -> Grid:
    try:
        return layout(section)
    except ValueError as error:
        place = f"{folder.name}/template.toml 的 section.table（{section.id}）"
        raise TemplateError(f"表样定义有误：{place}：各格没有正好铺满表格，请核对 path、spans 和各列宽度。") from error


def load_forms(*folders: Path) -> Forms:
    """Every edition found in the program and in `folders` (a folder of edition folders each; absent ones are fine).

    A later folder's edition replaces an earlier one of the same id. Raises TemplateError, also for an id twice in one
    folder.
    """
    found: dict[str, Form] = {}
    for root in (BUNDLED, *folders):
        here: dict[str, Form] = {}
        for file in sorted(root.glob("*/template.toml")):
            # an edition that somebody brought along shows its mistakes now, not in the middle of the work
            form = _read_form(file.parent) if root == BUNDLED else load_form(file.parent)
            edition = form.template.edition
            if edition in here:
                other = here[edition].template.folder.name
                raise TemplateError(f"表样定义有误：文件夹 {other} 和 {file.parent.name} 的 edition 都是 {edition}，请删去一个。")
            here[edition] = form
        found |= here
    return Forms(found.values())
