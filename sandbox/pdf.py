"""A real PDF of one page, made by hand: lines of text, one below the other."""

from collections.abc import Sequence

_PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources {} >>"
_FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def page(lines: Sequence[str]) -> bytes:
    """Return a PDF 1.4 file; the first of `lines` is the title, large."""
    shown = [f"/F1 18 Tf 72 770 Td {_text(lines[0])} Tj /F1 11 Tf 0 -14 Td"]
    shown += [f"0 -18 Td {_text(line)} Tj" for line in lines[1:]]
    content = " ".join(["BT", *shown, "ET"])
    stream = content.encode("cp1252", errors="replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        _PAGE.format("<< /Font << /F1 4 0 R >> >>").encode(),
        _FONT.encode(),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
    ]
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    """Put the objects, numbered from 1, one after the other, and the table of where they are."""
    made, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return b"%bxref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\n" % (
        made,
        size,
        table,
        size,
    ) + b"startxref\n%d\n%%%%EOF\n" % len(made)


def _text(line: str) -> str:
    for special in ("\\", "(", ")"):
        line = line.replace(special, f"\\{special}")
    return f"({''.join(c if c.isprintable() else '?' for c in line)})"
