"""Pages of county sites as their systems make them: the report somewhere among menus, paths, buttons and footers."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

from drafts import TITLE, Draft, write

MENU = "".join(f"<li><a href='/{number}'>{name}</a></li>" for number, name in enumerate(
    ("首页", "政务要闻", "政府信息公开", "办事服务", "互动交流", "走进石桥") * 10
))  # fmt: skip
PATH = f"<div class='path'>当前位置：<a>首页</a> &gt; <a>政府信息公开年报</a> &gt; <a>{TITLE}</a></div>"
INFO = (
    "<div class='info'><span>发布日期：2024-01-18 10:23</span> <span>来源：石桥镇人民政府</span> <span>浏览次数：128</span>"
    " 字号：[<a>大</a> <a>中</a> <a>小</a>]</div>"
)
META = (
    "<table class='xxgk'><tr><td>索引号</td><td>0000/2024-00012</td><td>发布机构</td><td>石桥镇人民政府</td></tr>"
    "<tr><td>成文日期</td><td>2024-01-18</td><td>文号</td><td>无</td></tr><tr><td>名称</td><td colspan=3>"
    f"{TITLE}</td></tr></table>"
)
RELATED = (
    "<div class='rel'><h3>相关文章</h3><ul><li><a>石桥镇人民政府2022年政府信息公开工作年度报告</a> 2023-01-16</li>"
    "<li><a>石桥镇人民政府2021年政府信息公开工作年度报告</a> 2022-01-19</li></ul></div>"
)
BUTTONS = "<p>【打印本页】 【关闭窗口】</p><p>上一篇：没有了</p><p>下一篇：石桥镇2024年预算公开</p>"
FOOTER = (
    "<div class='footer'><p>主办单位：云溪县人民政府办公室 网站标识码：0000000001</p>"
    "<p>某ICP备00000001号 公网安备 00000000000001号</p><p>地址：云溪县人民路1号 邮编：000000 电话：0000-1234567</p></div>"
)


def body(draft: Draft, folder: Path) -> str:
    """The draft as HTML, its title first."""
    page = write(draft, folder / "draft.html").read_text(encoding="utf-8")
    found = re.search("<body>(.*)</body>", page, re.DOTALL)
    assert found
    return found[1]


def _without_title(content: str) -> str:
    return content.replace(f"<p>{TITLE}</p>", "", 1)


def _frame(content: str, head: str = "") -> str:
    script = "<script>var a='<p>一、脚本</p>';</script><style>.a{}</style>"
    return f"<!DOCTYPE html><html><head>{head}<title>{TITLE}_云溪县人民政府</title>{script}</head><body>{content}</body></html>"


def article_in_a_box(content: str) -> str:
    """The text in one element, the title and everything else around it."""
    article = f"<h1>{TITLE}</h1>{INFO}<div id='zoom'>{_without_title(content)}</div>{BUTTONS}"
    return _frame(f"<ul class='nav'>{MENU}</ul>{PATH}<div class='main'>{META}{article}</div>{RELATED}{FOOTER}")


def title_inside(content: str) -> str:
    """The text with its own title; the system prints the title once more above."""
    return _frame(f"<ul>{MENU}</ul>{PATH}<h2>{TITLE}</h2>{INFO}<div class='TRS_Editor'>{content}</div>{RELATED}{FOOTER}")


def all_flat(content: str) -> str:
    """No element holds the text alone."""
    return _frame(f"<ul>{MENU}</ul>{PATH}{META}<h1>{TITLE}</h1>{INFO}{_without_title(content)}{BUTTONS}{FOOTER}")


def in_layout_tables(content: str) -> str:
    """A page of 2005: tables within tables hold everything."""
    rows = (f"<h3>{TITLE}</h3>", INFO, _without_title(content))
    inner = "<table width=100%>" + "".join(f"<tr><td>{row}</td></tr>" for row in rows) + "</table>"
    side = "<table><tr><td>栏目导航</td></tr><tr><td>机构设置</td></tr><tr><td>年报</td></tr></table>"
    return _frame(
        f"<table><tr><td colspan=2><table><tr><td><ul>{MENU}</ul></td></tr></table></td></tr>"
        f"<tr><td valign=top>{side}</td><td>{PATH}{inner}{BUTTONS}</td></tr><tr><td colspan=2>{FOOTER}</td></tr></table>"
    )


LAYOUTS = (article_in_a_box, title_inside, all_flat, in_layout_tables)


def as_mht(page: str, charset: str, encoding: str) -> bytes:
    """The page as browsers and Word save it: a message of several parts, `encoding` being base64 or quoted-printable."""
    message = MIMEMultipart("related", type="text/html")
    message["From"], message["Subject"] = "<Saved by Blink>", "report"
    part = EmailMessage()
    part.set_content(page, subtype="html", charset=charset, cte=encoding)
    del part["MIME-Version"]
    message.attach(part)
    message.attach(MIMEText("p{}", "css"))
    return message.as_bytes()
