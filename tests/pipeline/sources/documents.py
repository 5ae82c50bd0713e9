"""Word, PDF and HTML files for tests, made from paragraphs."""

import io
import zipfile
from html import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def word_paragraph(text: str, properties: str = "") -> str:
    """A paragraph of document.xml."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def word_file(body: str, **parts: str) -> bytes:
    """A .docx with this inside its body; further parts by name, ``__`` for a dot."""
    members = {
        "[Content_Types].xml": _TYPES,
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {_W}><w:body>{body}</w:body></w:document>',
        **{name.replace("__", "."): text.replace("<w:root", f"<w:root {_W}") for name, text in parts.items()},
    }
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return sink.getvalue()


def page_of(paragraphs: list[str]) -> str:
    """A court's web page around a document."""
    lines = "\n".join(f"<p>　　{escape(text)}</p>" for text in paragraphs)
    return f"""<!DOCTYPE html><html><head><meta charset="gb2312"><title>首页 - 公告</title>
<meta name="author" content="内部人员"><script>track("u1")</script><style>p {{ text-indent: 2em }}</style></head>
<body><nav><a href="/">首页</a> <a href="/x">当前位置</a></nav><div class="content"><img src="http://t.example/p.gif">
{lines}</div><p hidden>隐藏的段落</p><p style="display:none">也是隐藏的</p><!-- 批注 -->
<form><input value="搜索"><button>提交</button></form><footer>版权所有 <a href="x">备案号</a></footer></body></html>"""


def pdf_file(
    paragraphs: list[str], width: int = 30, indent: int = 2, apart: float = 0.0, page_lines: int = 20, head: str = ""
) -> bytes:
    """A PDF with paragraphs wrapped at ``width`` signs of 12 points; title centred, pages numbered."""
    lines: list[tuple[float, float, str]] = []
    for number, text in enumerate(paragraphs):
        rest = text
        start = max(0.0, (width - len(rest)) / 2) if number == 0 else indent
        first = True
        while rest:
            room = int(width - start)
            cut = room + (rest[room : room + 1] in set("，。；：、）》”"))
            while 0 < cut < len(rest) and rest[cut].isascii() and rest[cut - 1].isascii() and rest[cut].isalnum():
                cut -= 1
            lines.append((start, 20.0 + (apart if first and number else 0.0), rest[:cut]))
            rest, start, first = rest[cut:], 0, False
    pages = [lines[at : at + page_lines] for at in range(0, len(lines), page_lines)]
    return _pdf([_page_stream(page, number, width, head) for number, page in enumerate(pages, 1)])


def _page_stream(lines: list[tuple[float, float, str]], number: int, width: int, head: str) -> str:
    height, parts = 760.0, []
    if head:
        parts.append(_show(200, 800, head))
    for start, drop, text in lines:
        height -= drop
        parts.append(_show(72 + 12 * start, height, text))
    parts.append(_show(72 + 6 * width, 40, f"- {number} -"))
    return "\n".join(parts)


def _show(left: float, bottom: float, text: str) -> str:
    return f"BT /F1 12 Tf {left:.1f} {bottom:.1f} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _pdf(streams: list[str]) -> bytes:
    count = len(streams)
    kids = " ".join(f"{5 + 2 * page} 0 R" for page in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 >>",
    ]
    for page, stream in enumerate(streams):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {6 + 2 * page} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    content, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R "
    return content + f"{end}/Info << /Author (insider) >> >>\nstartxref\n{len(content)}\n%%EOF\n".encode()
