"""The routes of notifications described, each under the name of its view, for the HTTP document."""

from chalicelib.notifications.adapters.answers import LettersAnswer, PreviewAnswer
from chalicelib.notifications.domain.occasion import Kind
from eventing.operations import UUID, Answer, Operation, Parameter

OPERATIONS = {
    "get_notifications": Operation(
        "Look at the letters of an order",
        parameters=(Parameter("query", "order_id", "The order's id.", UUID, required=True),),
        answers={200: Answer("The letters, the first one first.", LettersAnswer)},
        refusals={
            400: "No order is named.",
            404: "There is no such order; one of another tenant is answered the same.",
        },
    ),
    "preview_template": Operation(
        "See how a letter looks, with made-up data",
        parameters=(
            Parameter("path", "kind", "What the letter tells.", {"enum": [k.value for k in Kind]}),
            Parameter(
                "query",
                "locale",
                "A language, or with a country; English where there is no such wording.",
                {"type": "string", "pattern": "^[a-z]{2}(-[A-Z]{2})?$"},
            ),
        ),
        answers={200: Answer("The letter.", PreviewAnswer)},
        refusals={400: "`locale` is none.", 404: "There is no such letter."},
    ),
}
