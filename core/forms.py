"""All editions of the form that can be found: the program's own and those in the user's data folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import TemplateError
from core.geometry import Grid, layout
from core.rules import RuleSet, load_rules
from core.template import Template, load_template

BUNDLED = Path(__file__).resolve().parent.parent / "resources" / "forms"


@dataclass(frozen=True, slots=True)
class Form:
    """One edition ready for use: the form, its relations and the layout of its tables by section id."""

    template: Template
    rules: RuleSet
    grids: dict[str, Grid] = field(default_factory=dict[str, Grid])

    @property
    def style(self) -> Path:
        """The Word file whose styles, page and footer the export fills."""
        return self.template.folder / "style.docx"


class Forms:
    """The editions by id, newest first."""

    def __init__(self, forms: Iterable[Form]) -> None:
        ordered = sorted(forms, key=lambda form: form.template.first_year, reverse=True)
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


def load_form(folder: Path) -> Form:
    """One edition from its folder. Raises TemplateError that names file and key."""
    template = load_template(folder)
    try:
        grids = {section.id: layout(section) for section in template.sections if section.table}
    except ValueError as error:
        raise TemplateError(f"表样定义有误：{folder.name}/template.toml：{error}。") from error
    return Form(template, load_rules(template), grids)


def load_forms(*folders: Path) -> Forms:
    """Every edition found in the program and in `folders` (a folder of edition folders each; absent ones are fine).

    A later folder's edition replaces an earlier one of the same id. Raises TemplateError.
    """
    found: dict[str, Form] = {}
    for root in (BUNDLED, *folders):
        for file in sorted(root.glob("*/template.toml")):
            form = load_form(file.parent)
            found[form.template.edition] = form
    return Forms(found.values())
