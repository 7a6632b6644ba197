"""The fonts that GB/T 9704 wants, what else each is called, and what stands in where one is missing on a computer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Font:
    """`name` is what files say. `aliases` are the same face under other names, `stand_ins` what to take instead, best first.

    `family` is Word's kind of face; `use` what it is for, as people say it.
    """

    name: str
    use: str
    aliases: tuple[str, ...]
    stand_ins: tuple[str, ...]
    family: str


TITLE = Font(
    "方正小标宋简体",
    "标题",
    ("FZXiaoBiaoSong-B05S", "FZXBSJW--GB1-0", "方正小标宋_GBK", "FZXiaoBiaoSong-B05", "小标宋"),
    ("宋体", "SimSun", "Noto Serif CJK SC", "思源宋体"),
    "script",
)
BODY = Font("仿宋_GB2312", "正文", ("FangSong_GB2312",), ("仿宋", "FangSong", "STFangsong", "华文仿宋", "方正仿宋简体"), "modern")
KAI = Font("楷体_GB2312", "二级标题", ("KaiTi_GB2312",), ("楷体", "KaiTi", "STKaiti", "华文楷体", "LXGW WenKai"), "modern")
HEI = Font("黑体", "一级标题", ("SimHei",), ("SimHei", "微软雅黑", "Microsoft YaHei", "Noto Sans CJK SC"), "modern")
SONG = Font("宋体", "页码", ("SimSun",), ("SimSun", "NSimSun", "新宋体", "Noto Serif CJK SC"), "auto")
FONTS = (TITLE, BODY, KAI, HEI, SONG)


@dataclass(frozen=True, slots=True)
class MissingFont:
    """A font that this computer lacks. `stand_in` is what it will be shown with, "" when there is nothing like it."""

    name: str
    use: str
    stand_in: str

    def words(self) -> str:
        """「标题用的“方正小标宋简体”没有安装，显示和打印时改用“宋体”」."""
        instead = f"显示和打印时改用“{self.stand_in}”" if self.stand_in else "显示和打印的字体会与标准不同"
        return f"{self.use}用的“{self.name}”没有安装，{instead}"


def missing_fonts(available: Collection[str]) -> list[MissingFont]:
    """The fonts of the official form that are not among the families of this computer (in any of their names)."""
    present = {name.casefold(): name for name in available}
    found: list[MissingFont] = []
    for font in FONTS:
        if not any(name.casefold() in present for name in (font.name, *font.aliases)):
            stand_in = next((present[name.casefold()] for name in font.stand_ins if name.casefold() in present), "")
            found.append(MissingFont(font.name, font.use, stand_in))
    return found
