"""Makes documents, whole or hostile, with what a test cares about."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODF = {
    "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style", "meta": "meta",
    "fo": "xsl-fo-compatible", "manifest": "manifest",
}  # fmt: skip
_ODF_NAMES = " ".join(
    f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for key, name in _ODF.items()
)
_ODF_NAMES += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'


def zipped(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip with these parts in it."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", compression) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    """Return a paragraph of Word's with one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, parts: Mapping[str, str] | None = None, *, head: str = "", **related: str) -> bytes:
    """Return a .docx with this body; ``related`` gives the content of parts such as footnotes or styles."""
    names = f'xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    relations = "".join(
        f'<Relationship Id="r{kind}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>' for kind in related
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"{head}<w:document {names}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
            **{
                f"word/{kind}.xml": f"<w:{kind} {names}>{content}</w:{kind}>"
                for kind, content in related.items()
            },
            **(parts or {}),
        }
    )


def odt(body: str, *, automatic: str = "", meta: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """Return an .odt with this body, these automatic styles and what it says of itself."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_ODF_NAMES}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "meta.xml": f"<office:document-meta {_ODF_NAMES}><office:meta>{meta}</office:meta>"
            "</office:document-meta>",
            **{name: f"<x {_ODF_NAMES}>{content}</x>" for name, content in (parts or {}).items()},
        }
    )


def pdf(pages: list[list[str]], info: str = "") -> bytes:
    """Return a PDF whose pages hold these lines, 14 points apart, in letters of 11 points."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects += ["<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", f"<< {info} >>"]
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
        stream = f"BT /F1 11 Tf 72 720 Td {shown}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R "
    return made + f"{end}/Info 4 0 R >>\nstartxref\n{len(made)}\n%%EOF\n".encode("latin-1")
