"""What the tax-document provider makes by hand is a PDF that readers can read."""

import re

import pytest

from sandbox import pdf

PAGE = pdf.page(["Invoice F-2026-000001", "Zoë (of \\ Łódź)", ""])


def test_the_table_says_where_each_object_is():
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", PAGE)[1])
    table = PAGE[start:]
    assert table.startswith(b"xref\n0 6\n0000000000 65535 f \n")
    places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n \n", table)]
    assert len(places) == 5
    for number, place in enumerate(places, start=1):
        assert PAGE[place:].startswith(b"%d 0 obj\n" % number)


def test_the_stream_is_as_long_as_it_says():
    found = re.search(rb"/Length (\d+) >>\nstream\n(.*)\nendstream", PAGE, re.DOTALL)
    assert len(found[2]) == int(found[1])


def test_letters_it_has_not_become_questions_and_brackets_stay():
    assert "(Zoë \\(of \\\\ ?ód?\\)) Tj".encode("cp1252") in PAGE


@pytest.mark.parametrize("lines", [["only a title"], ["a", "b\nc\x00"]])
def test_any_text_makes_a_page(lines):
    assert pdf.page(lines).endswith(b"%%EOF\n")
