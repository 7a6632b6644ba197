"""review.toml: strict loading, and what a pattern means."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from core.claims import ClaimBook, load_claims
from core.errors import TemplateError
from core.forms import load_forms
from core.template import Template

TEMPLATE = load_forms().get("2021-30").template
CLAIM = """
[words]
"收到" = "收到|受理"
[[claim]]
id = "text.x"
name = "收到申请"
sections = ["overview"]
units = ["件"]
patterns = ["{收到}…申请[共]{n}"]
equals = "requests.received.total"
severity = "error"
message = "写 {stated}，表 {table}"
source = "条例"
"""


def load(folder: Path, content: str | None) -> ClaimBook:
    if content is not None:
        (folder / "review.toml").write_text(content, encoding="utf-8")
    return load_claims(replace(TEMPLATE, folder=folder))


def test_an_edition_without_the_file_claims_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, None).claims == ()


def test_both_editions_load() -> None:
    for form in load_forms():
        assert len(form.claims.claims) > 20
        assert [topic.name for topic in form.claims.topics][:2] == ["主动公开", "依申请公开"]


def test_a_pattern_is_a_bounded_expression(tmp_path: Path) -> None:
    (claim,) = load(tmp_path, CLAIM).claims
    assert claim.exact is not None
    assert claim.exact.search("受理公民的申请共\ufdd0\ufdd1")
    assert not claim.exact.search("受理" + "很" * 31 + "申请\ufdd0")
    assert claim.cells == ("requests.received.total",)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('name = "收到申请"', 'nom = "收到申请"', "name"),
        ('severity = "error"', 'severity = "fatal"', "severity"),
        ('sections = ["overview"]', 'sections = ["annex"]', "sections"),
        ("requests.received.total", "requests.recieved.total", "equals"),
        ('equals = "requests.received.total"', 'equals = "requests.received.total +"', "equals"),
        ("{收到}…", "{得到}…", "patterns"),
        ("申请[共]", "申请[共", "patterns"),
        ("申请[共]", "申请{共", "patterns"),
        ("表 {table}", "表 {tabel}", "message"),
        ('source = "条例"', 'source = "条例"\nspeed = 1', "speed"),
        ("[[claim]]", "[[claims]]", "claims"),
    ],
)
def test_a_mistake_names_file_and_key(tmp_path: Path, old: str, new: str, place: str) -> None:
    with pytest.raises(TemplateError) as error:
        load(tmp_path, CLAIM.replace(old, new))
    assert "review.toml" in str(error.value)
    assert place in str(error.value)


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="编号相同"):
        load(tmp_path, CLAIM + CLAIM.split('"收到|受理"')[1])


def test_a_listing_knows_its_parts(tmp_path: Path) -> None:
    listing = (
        '[[listing]]\nid = "l"\nparts = ["text.y"]\nsums = ["requests.handled.total"]\nleast = 2\nmessage = ""\nsource = ""\n'
    )
    with pytest.raises(TemplateError, match=r"text\.y"):
        load(tmp_path, CLAIM + listing)


def test_an_accepted_sum_is_checked(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="nowhere"):
        load(tmp_path, CLAIM + '[[claim.accept]]\nsum = "nowhere"\n')


def test_a_copied_edition_brings_its_own_claims(tmp_path: Path) -> None:
    folder = tmp_path / "forms" / "2021-30"
    shutil.copytree(TEMPLATE.folder, folder)
    (folder / "review.toml").write_text(CLAIM, encoding="utf-8")
    form = load_forms(tmp_path / "forms").get("2021-30")
    assert [claim.id for claim in form.claims.claims] == ["text.x"]
    assert isinstance(form.template, Template)
