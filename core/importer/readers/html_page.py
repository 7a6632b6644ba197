"""What of a web page is the document and what is the site around it: menus, paths, print buttons, footers.

The document is the smallest element that holds most of the numbered headings and tables, with the title nearest
before them. Everything else stays readable as page header or footer, so that nothing of it gets into a section and
nothing is dropped. A page without such an element, or with nothing around it, is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.importer.guard import XmlElement
from core.importer.source import SourceParagraph, SourceTable

Block = SourceParagraph | SourceTable

_MOST = 0.8
_LEAST_SIGNS = 3
_ENOUGH_SIGNS = 500
_LEAST_CELLS = 8
_HEADING = re.compile(r"[一二三四五六七八九十]、\S.{1,40}")
_TITLE = re.compile(r"(?!.*[>＞»]).{0,60}信息公开.{0,16}报告")
_NAMELESS = re.compile(r"\d{4}年|[二〇○零一二三四五六七八九]{4}年|政府信息公开|政务公开")
_NAME = re.compile(r"[^，。；：、>＞»]{2,30}")
_INFO = re.compile(
    r"[【\[（(]?(?:发布日期|发布时间|发布机构|发文日期|成文日期|更新时间|时间|日期|信息来源|文章来源|来源|作者|编辑|责任编辑|浏览次数|浏览量|浏览|点击数"
    r"|点击|阅读次数|阅读量|阅读|字体|字号|视力保护色|打印|索引号|文号|分享到|分享|访问量)[】\]）)]?[:：\s\[【（(].*|[\d\-/.:年月日\s]+"
)
_TAIL = re.compile(
    r"[【\[（(>＞»]?\s*(?:打印|关闭|上一篇|下一篇|上一条|下一条|返回|分享|扫一扫|扫码|责任编辑|责编|编辑|作者|来源|信息来源|审核|校对|浏览|点击|字体|字号|收藏"
    r"|相关|推荐|没有了|主办|承办|版权|技术支持|网站|友情链接|联系我们|隐私|关于我们|无障碍|政府网站|公网安备|地址|邮编|电话|邮箱|首页|微信|微博|顶部|最佳|建议"
    r"|Copyright|©|\|).*|.*(?:ICP|公网安备|备案号|版权所有|网站标识码|打印本页|关闭窗口|打印此页).*",
    re.IGNORECASE,
)
_LONGEST_LINE = 120
_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and the element that its text begins in."""

    block: Block
    node: XmlElement


def sort_out(blocks: Sequence[Placed]) -> list[Block]:
    """The blocks in their order, those outside the document turned into page headers and footers."""
    signs = [index for index, placed in enumerate(blocks) if _is_sign(placed.block)]
    if len(signs) < _LEAST_SIGNS:
        return [placed.block for placed in blocks]
    container = _container([blocks[index].node for index in signs[:_ENOUGH_SIGNS]])
    inside = set(_inside(blocks, container))
    first = _first(blocks, [index for index in signs if index in inside])
    title = _title(blocks, first)
    start = min(inside) if title is None else title
    kept = {index for index in inside if index >= start} | {start}
    kept -= set(_info(blocks, kept, start, first))
    kept -= set(_tail(blocks, kept, max(index for index in signs if index in kept)))
    return [block for index, placed in enumerate(blocks) for block in _sorted(placed.block, index in kept, index < first)]


def _is_sign(block: Block) -> bool:
    if isinstance(block, SourceTable):
        return len(block.cells) >= _LEAST_CELLS
    return block.kind == "paragraph" and _HEADING.fullmatch(block.text) is not None


def _first(blocks: Sequence[Placed], signs: Sequence[int]) -> int:
    """The first heading; the first table only where there is none, since a site's own table may stand above the title."""
    return next((index for index in signs if isinstance(blocks[index].block, SourceParagraph)), signs[0])


def _container(nodes: Sequence[XmlElement]) -> XmlElement:
    """The deepest element that holds most of the nodes."""
    counts: dict[XmlElement, int] = {}
    deepest: tuple[int, XmlElement] = (-1, nodes[0].getroottree().getroot())
    for node in nodes:
        for element in (node, *node.iterancestors()):
            counts[element] = counts.get(element, 0) + 1
    for element, count in counts.items():
        if count >= _MOST * len(nodes):
            deepest = max(deepest, (sum(1 for _ in element.iterancestors()), element), key=lambda found: found[0])
    return deepest[1]


def _inside(blocks: Sequence[Placed], container: XmlElement) -> Iterator[int]:
    """The numbers of the blocks whose text begins in the container. Every element is looked at once."""
    known = {container: True}
    for index, placed in enumerate(blocks):
        path: list[XmlElement] = []
        node: XmlElement | None = placed.node
        while node is not None and node not in known:
            path.append(node)
            node = node.getparent()
        is_inside = node is not None and known[node]
        known.update(dict.fromkeys(path, is_inside))
        if is_inside:
            yield index


def _title(blocks: Sequence[Placed], first: int) -> int | None:
    """The nearest line before the first heading or table that can be the title, with the name of the body above it."""
    for index in range(first - 1, -1, -1):
        text = _line(blocks[index].block)
        above = _line(blocks[index - 1].block) if index else ""
        if _TITLE.fullmatch(text):
            return index - 1 if _NAMELESS.match(text) and _NAME.fullmatch(above) else index
        if "报告" in text and len(above + text) < _LONGEST_TITLE and _TITLE.fullmatch(above + text):
            return index - 1
    return None


def _info(blocks: Sequence[Placed], kept: set[int], start: int, first: int) -> Iterator[int]:
    """Lines between the title and the text that speak of the page: date, source, font size."""
    for index in sorted(kept):
        if start < index < first and _INFO.fullmatch(_line(blocks[index].block)):
            yield index


def _tail(blocks: Sequence[Placed], kept: set[int], last_sign: int) -> Iterator[int]:
    """Buttons and site lines behind the text, from the end up to the first line that is neither."""
    for index in sorted((index for index in kept if index > last_sign), reverse=True):
        block = blocks[index].block
        if isinstance(block, SourceParagraph) and block.kind == "paragraph" and not _TAIL.fullmatch(_line(block)):
            return
        yield index


def _line(block: Block) -> str:
    """The text of a short paragraph, "" for anything else."""
    if isinstance(block, SourceTable) or block.kind != "paragraph" or len(block.text) > _LONGEST_LINE:
        return ""
    return block.text.strip()


def _sorted(block: Block, is_kept: bool, is_before: bool) -> Iterator[Block]:
    kind = "header" if is_before else "footer"
    if is_kept:
        yield block
    elif isinstance(block, SourceTable):
        rows: dict[int, list[str]] = {}
        for cell in block.cells:
            rows.setdefault(cell.row, []).append(" ".join(cell.text.split()))
        for row in rows.values():
            yield SourceParagraph("\t".join(row), block.where, kind)
    elif block.kind == "paragraph":
        yield SourceParagraph(block.text, block.where, kind, None)
    else:
        yield block
