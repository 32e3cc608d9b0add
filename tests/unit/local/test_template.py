"""Templates and paths are read as a pipe reads them."""

import pytest

from local.pipes.template import dig, render, resolve

DOCUMENT = {"a": {"b": [{"c": "x"}, {"c": 'quo"te'}]}, "n": 3, "o": {"k": "v"}}


@pytest.mark.parametrize(
    ("path", "value"),
    [("$", DOCUMENT), ("$.a.b[1].c", 'quo"te'), ("$.n", 3), ("$.a.x", None), ("$.a.b[7]", None)],
)
def test_a_path_names_a_value_or_nothing(path, value):
    assert dig(DOCUMENT, path) == value


def test_a_parameter_is_a_literal_or_a_path():
    assert resolve("waybill.orders", DOCUMENT) == "waybill.orders"
    assert resolve("$.n", DOCUMENT) == 3


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("<$.o>", '{"k": "v"}'),
        ('{"n": <$.n>, "c": <$.a.b[0].c>}', '{"n": 3, "c": "x"}'),
        ('{"c": "<$.a.b[1].c>"}', '{"c": "quo\\"te"}'),
        ('{"o": "<$.o>"}', '{"o": "{\\"k\\": \\"v\\"}"}'),
        ('{"gone": <$.gone>}', '{"gone": null}'),
    ],
)
def test_a_template_becomes_json(template, text):
    assert render(template, DOCUMENT) == text
