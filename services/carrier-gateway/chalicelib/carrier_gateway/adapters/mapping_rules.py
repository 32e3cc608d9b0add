"""What a mapping of payloads may hold: checked on entry, each mistake named with its place."""

import re
from collections.abc import Iterator
from math import prod
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import jmespath
from jmespath.exceptions import JMESPathError, LexerError, ParseError
from jmespath.functions import Functions
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from chalicelib.carrier_gateway.domain.scan import Status

LONGEST, DEEPEST, MOST = 300, 6, 300
# So often may an expression hold what it is given; more of an answer could fill the memory.
MOST_CHOICES = 24
CHOICES = {"multi_select_list", "multi_select_dict"}
ID = r"\{order_id\}|\{callback_id\}"
PATH = rf"^(/([A-Za-z0-9_~-]|{ID})([A-Za-z0-9._~-]|{ID})*)+$"
FUNCTIONS = Functions().FUNCTION_TABLE

Node = dict[str, Any]


def _expression(text: Any) -> str:  # noqa: ANN401 - as it came
    """Refuse what is no JMESPath, could not be evaluated, or could grow without bounds."""
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST:
        raise ValueError(f"give a JMESPath expression of at most {LONGEST} characters")
    try:
        tree = jmespath.compile(text).parsed
        nodes, choices = list(_nodes(tree)), _choices(tree)
    except (LexerError, ParseError) as error:
        raise ValueError(f"no JMESPath from character {error.lex_position + 1} on") from None
    except (JMESPathError, RecursionError):
        raise ValueError("no JMESPath") from None
    for node in nodes:
        _check_function(node)
        if node["type"] == "slice" and node["children"][2] == 0:
            raise ValueError("a slice takes no steps of 0")
    if choices > MOST_CHOICES:
        raise ValueError(f"choose at most {MOST_CHOICES} things in one expression")
    return text


def _choices(node: Node) -> int:
    """Return how many copies of its input an expression makes: choices multiply when chained."""
    inner = [_choices(child) for child in node["children"] if isinstance(child, dict)]
    if node["type"] in CHOICES:
        return sum(inner)
    # Each time that JSON is put into a text, its quotes and backslashes double.
    written = (node["type"], node.get("value")) == ("function_expression", "to_string")
    return prod(inner) * (2 if written else 1)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _nodes(child)


def _check_function(node: Node) -> None:
    """Refuse a function that nobody knows, or that wants more or fewer arguments."""
    if node["type"] != "function_expression":
        return
    known = FUNCTIONS.get(node["value"])
    if known is None:
        raise ValueError(f"there is no function {node['value']}()")
    wanted, given = known["signature"], len(node["children"])
    more = bool(wanted) and wanted[-1].get("variadic", False)
    if given < len(wanted) or (given > len(wanted) and not more):
        raise ValueError(f"{node['value']}() takes {len(wanted)} arguments")
    if node["value"] == "join" and node["children"][0]["type"] != "literal":
        # A long one between many parts would be written as often as there are parts.
        raise ValueError("join() takes what it puts between as a text in quotes")


def _template(template: Any, depth: int = 0) -> Any:  # noqa: ANN401 - any JSON
    """Check each leaf of a document of expressions."""
    if not isinstance(template, dict):
        return _expression(template)
    if depth == DEEPEST:
        raise ValueError(f"at most {DEEPEST} objects inside each other")
    for name, part in template.items():
        try:
            _template(part, depth + 1)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    return template


def _few(rules: Any) -> Any:  # noqa: ANN401 - any JSON
    """Refuse more than a person could have written."""
    if sum(1 for _ in _leaves(rules)) > MOST:
        raise ValueError(f"give at most {MOST} expressions and words")
    return rules


def _leaves(part: Any) -> Iterator[Any]:  # noqa: ANN401 - any JSON
    if isinstance(part, dict):
        for each in part.values():
            yield from _leaves(each)
    else:
        yield part


def _zone(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_]+(/[A-Za-z0-9_+-]+){0,2}", name):
        raise ValueError("give a time zone, such as Europe/Vienna")
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise ValueError("there is no such time zone") from None
    return name


Expression = Annotated[Any, AfterValidator(_expression)]
Template = Annotated[Any, AfterValidator(_template)]
Body = Annotated[dict[str, Any], AfterValidator(_template)]


class _Rule(BaseModel):
    """JSON with no key that is not known here."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class RequestRule(_Rule):
    """How one kind of request is written: its path below the partner's URL, and its body."""

    path: Annotated[str, Field(max_length=200, pattern=PATH)] | None = None
    body: Body | None = None


class ShippingRule(_Rule):
    """Where a carrier's answer says what becomes of an order."""

    shipping_status: Expression | None = None
    tracking_number: Expression | None = None


class EnrichmentRule(_Rule):
    """Where an answer says what a partner knows of an order."""

    customer: Template | None = None
    ship_to: Template | None = None
    lines: Expression | None = None
    currency: Expression | None = None
    attributes: Template | None = None


class TaxDocumentRule(_Rule):
    """Where an answer holds a document; a refusal is read as it is."""

    document_number: Expression | None = None
    media_type: Expression | None = None
    content: Expression | None = None
    issued_at: Expression | None = None


class RequestRules(_Rule):
    """The rules for each kind of request."""

    ORDER_SHIPPING_SERVICE: RequestRule | None = None
    CANCELLATION: RequestRule | None = None
    ORDER_ENRICHMENT: RequestRule | None = None
    TAX_DOCUMENT_ISSUANCE: RequestRule | None = None


class AnswerRules(_Rule):
    """The rules for the answers of each kind of task, at once or by callback."""

    ORDER_SHIPPING_SERVICE: ShippingRule | None = None
    ORDER_ENRICHMENT: EnrichmentRule | None = None
    TAX_DOCUMENT_ISSUANCE: TaxDocumentRule | None = None


FieldName = Literal[
    "order_id", "tracking_number", "status", "reason", "occurred_at", "location", "description",
    "reference", "amount", "currency", "callback_id", "task_type", "task_status", "task_output",
    "task_error", "task_cause",
]  # fmt: skip


class WebhookRule(_Rule):
    """How webhooks are read.

    `type` is `'tracking'` unless given; `scans` finds the list of scans in one webhook; `statuses`
    turns the partner's words into ours; `time_zone` is that of times which name none.
    """

    type: Expression | None = None
    scans: Expression | None = None
    fields: dict[FieldName, Template] = Field(default_factory=dict)
    statuses: dict[str, Status] = Field(default_factory=dict)
    time_zone: Annotated[str, AfterValidator(_zone)] | None = None


class MappingRules(_Rule):
    """A whole mapping; what has no rule here is said and understood in our standard form."""

    requests: RequestRules | None = None
    answers: AnswerRules | None = None
    webhook: WebhookRule | None = None


Mapping = Annotated[MappingRules, BeforeValidator(_few)]
