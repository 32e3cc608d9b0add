"""A customer gets each letter once, whatever comes twice, late, or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.notifications.application.letters import OrderUnknown
from chalicelib.notifications.application.posting import LONGEST_PAUSE, Cause, pause
from chalicelib.notifications.application.view import view
from chalicelib.notifications.domain.contact import Customer, Statement
from chalicelib.notifications.domain.letter import LetterNotOpen, LetterUnknown, Status
from tests.support.letters import (
    NOON,
    NOT_READ,
    ORDER_ID,
    ORDER_PLACED,
    ORDER_PROCESSING,
    ORDER_SHIPPED,
    PATIENCE,
    PDF,
    PLACED_LETTER,
    PROCESSING_LETTER,
    REJECTED,
    SHIPPED_LETTER,
    TENANT,
    THROTTLED,
    WHOLE,
    Crash,
    World,
    without_answer,
)


@pytest.fixture
def world() -> World:
    return World()


def placed(world: World) -> None:
    world.letters.placed(ORDER_PLACED, WHOLE)


def shipped(world: World) -> None:
    world.letters.told(ORDER_SHIPPED)


def letters_delivered(world: World) -> list[str]:
    return sorted(letter for letter, _ in world.office.delivered)


def test_each_fact_is_told_once(world: World):
    placed(world)
    shipped(world)
    assert letters_delivered(world) == [PLACED_LETTER, SHIPPED_LETTER]
    assert world.history(PLACED_LETTER) == ["AttemptBegun", "LetterSent"]
    assert world.letter(SHIPPED_LETTER).message_id == "m-2"
    assert world.waiting == 0


def test_a_fact_told_again_sends_nothing(world: World):
    for _ in range(3):
        placed(world)
        shipped(world)
    assert letters_delivered(world) == [PLACED_LETTER, SHIPPED_LETTER]


def test_a_letter_waits_for_its_address_and_is_sent_when_that_comes(world: World):
    shipped(world)
    shipped(world)
    assert world.history(SHIPPED_LETTER) == ["AddressAwaited"]
    assert world.office.delivered == []

    placed(world)
    assert letters_delivered(world) == [PLACED_LETTER, SHIPPED_LETTER]
    assert [mail.text for _, mail in world.office.delivered] == ["", "acme"]
    assert world.store.read(SHIPPED_LETTER).commits[1].provenance.causation_id == f"{ORDER_ID}#1"
    assert world.letter(SHIPPED_LETTER).answers == f"{ORDER_ID}#4"


def test_the_address_that_comes_while_the_fact_looks_for_it_is_found(world: World):
    world.contacts.on_miss = lambda: placed(world)
    shipped(world)
    assert letters_delivered(world) == [PLACED_LETTER, SHIPPED_LETTER]


def test_the_fact_that_comes_while_the_address_is_being_stored_is_found(world: World):
    keep = world.contacts.keep
    world.contacts.keep = lambda *said: (shipped(world), keep(*said))[1]  # type: ignore[method-assign]
    placed(world)
    assert letters_delivered(world) == [PLACED_LETTER, SHIPPED_LETTER]


def test_two_who_handle_the_same_event_at_the_same_moment_send_one_letter(world: World):
    append = world.store.append

    def beaten(commit, *, due=None):
        world.store.append = append  # type: ignore[method-assign]
        placed(world)
        return append(commit, due=due)

    world.store.append = beaten  # type: ignore[method-assign, assignment]
    placed(world)
    assert letters_delivered(world) == [PLACED_LETTER]
    assert world.history(PLACED_LETTER) == ["AttemptBegun", "LetterSent"]


def test_who_lost_the_answer_of_its_own_append_sends_the_letter(world: World):
    append = world.store.append

    def twice(commit, *, due=None):
        append(commit, due=due)
        return append(commit, due=due)  # as a client does by itself whose answer was lost

    world.store.append = twice  # type: ignore[method-assign, assignment]
    placed(world)
    assert letters_delivered(world) == [PLACED_LETTER]


def test_a_letter_waits_for_the_rest_of_what_it_needs(world: World):
    world.letters.placed(ORDER_PLACED, replace(WHOLE, customer=None, lines=None))
    world.letters.told(ORDER_PROCESSING)
    assert world.history(PLACED_LETTER) == ["AddressAwaited"]
    enriched(world, Statement(2, NOON, customer=WHOLE.customer))
    assert world.office.delivered == []

    enriched(world, Statement(3, NOON, lines=WHOLE.lines))
    assert letters_delivered(world) == [PLACED_LETTER, PROCESSING_LETTER]
    released = world.store.read(PLACED_LETTER).commits[1].provenance
    assert (released.causation_id, released.tenant_id) == (f"{ORDER_ID}#3", TENANT)
    assert world.letter(PLACED_LETTER).answers == f"{ORDER_ID}#1"


def test_what_is_learned_while_a_letter_begins_to_wait_releases_it(world: World):
    rest = Statement(2, NOON, customer=WHOLE.customer)
    append = world.store.append

    def overtaken(commit, *, due=None):
        world.store.append = append  # type: ignore[method-assign]
        enriched(world, rest)
        return append(commit, due=due)

    world.store.append = overtaken  # type: ignore[method-assign, assignment]
    world.letters.placed(ORDER_PLACED, replace(WHOLE, customer=None))
    assert letters_delivered(world) == [PLACED_LETTER]


def test_letters_after_a_correction_go_to_the_right_person(world: World):
    placed(world)
    eve = Customer("Eve", "eve@example.com")
    enriched(world, Statement(2, NOON, customer=eve))
    shipped(world)
    enriched(world, Statement(2, NOON, customer=eve))
    assert [mail.to for _, mail in world.office.delivered] == ["ada@example.com", eve.email]


def enriched(world: World, statement: Statement) -> None:
    cause = Cause(f"{ORDER_ID}#{statement.version}", TENANT)
    world.letters.learned(ORDER_ID, statement, cause)


def test_a_letter_goes_out_with_its_document(world: World):
    placed(world)
    world.letters.told(ORDER_PROCESSING)
    world.letters.told(ORDER_PROCESSING)
    enclosures = {letter: mail.enclosure for letter, mail in world.office.delivered}
    assert enclosures[PLACED_LETTER] is None
    assert enclosures[PROCESSING_LETTER].content == PDF
    assert len(world.office.delivered) == 2


def test_a_letter_whose_document_cannot_be_read_is_not_sent_until_it_can(world: World):
    placed(world)
    world.enclosures.refusals = [NOT_READ]
    world.letters.told(ORDER_PROCESSING)
    assert world.letter(PROCESSING_LETTER).code == "DocumentNotRead"
    assert letters_delivered(world) == [PLACED_LETTER]

    assert world.sweep(after=pause(1)) == 1
    assert letters_delivered(world) == [PLACED_LETTER, PROCESSING_LETTER]
    assert world.office.delivered[-1][1].enclosure.content == PDF


@pytest.mark.parametrize("outcome", [without_answer(), Crash()])
def test_an_unknown_outcome_is_held_and_never_repeated_by_itself(world: World, outcome):
    world.office.answers = [outcome]
    try:
        placed(world)
    except Crash:
        placed(world)  # the queue delivers again
    assert world.letter(PLACED_LETTER).status is Status.PENDING

    assert world.sweep(after=PATIENCE - timedelta(seconds=1)) == 0
    assert world.sweep(after=timedelta(seconds=1)) == 1
    assert world.letter(PLACED_LETTER).status is Status.HELD
    for _ in range(3):
        placed(world)
        assert world.sweep(after=timedelta(days=30)) == 0
    assert letters_delivered(world) == [PLACED_LETTER]


def test_a_crash_before_the_post_is_called_is_held_too(world: World):
    world.posting.office.send = crash  # type: ignore[method-assign]
    with pytest.raises(Crash):
        placed(world)
    world.sweep(after=PATIENCE)
    assert world.letter(PLACED_LETTER).status is Status.HELD


def crash(*_: object) -> None:
    raise Crash


@pytest.mark.parametrize("swept", [False, True])
def test_news_from_the_mail_service_settles_a_letter_whenever_it_comes(world: World, swept: bool):
    world.office.answers = [without_answer()]
    placed(world)
    if swept:
        world.sweep(after=PATIENCE)
    world.letters.evidenced(PLACED_LETTER, "m-9", "aws.ses:1")
    world.letters.evidenced(PLACED_LETTER, "m-9", "aws.ses:2")
    world.sweep(after=PATIENCE)
    assert world.letter(PLACED_LETTER).message_id == "m-9"
    assert world.history(PLACED_LETTER)[-1] == "LetterSent"
    assert world.waiting == 0


def test_news_that_is_faster_than_the_answer_changes_nothing_else(world: World):
    send = world.office.send

    def overtaken(mail, letter_id):
        answer = send(mail, letter_id)
        world.letters.evidenced(letter_id, "m-1", "aws.ses:1")
        return answer

    world.office.send = overtaken  # type: ignore[method-assign]
    placed(world)
    assert world.history(PLACED_LETTER) == ["AttemptBegun", "LetterSent"]
    assert world.waiting == 0


def test_what_was_surely_not_taken_is_tried_again_with_growing_pauses(world: World):
    world.office.answers = [THROTTLED, THROTTLED]
    placed(world)
    assert world.letter(PLACED_LETTER).status is Status.FAILED
    assert world.sweep(after=pause(1) - timedelta(seconds=1)) == 0
    assert world.sweep(after=timedelta(seconds=1)) == 1
    assert world.sweep(after=pause(1)) == 0
    assert world.sweep(after=pause(2) - pause(1)) == 1
    assert world.letter(PLACED_LETTER).attempt == 3
    assert letters_delivered(world) == [PLACED_LETTER]
    assert world.waiting == 0


def test_pauses_grow_to_a_limit():
    assert [pause(n) // timedelta(minutes=1) for n in (1, 2, 3, 8)] == [1, 2, 4, 128]
    assert pause(9) == pause(10_000) == LONGEST_PAUSE


def test_the_letter_of_a_later_attempt_says_the_same(world: World):
    world.contacts.keep(ORDER_ID, WHOLE)
    world.office.answers = [THROTTLED]
    shipped(world)
    world.sweep(after=pause(1))
    ((_, mail),) = world.office.delivered
    assert mail.text == "acme"


def test_what_is_refused_for_good_waits_for_a_person(world: World):
    world.office.answers = [REJECTED]
    placed(world)
    assert world.sweep(after=timedelta(days=30)) == 0
    assert world.letter(PLACED_LETTER).code == "MessageRejected"

    world.letters.send_again(PLACED_LETTER, "operator:ada", "settle:1")
    assert letters_delivered(world) == [PLACED_LETTER]
    begun = world.store.read(PLACED_LETTER).commits[2].provenance
    assert (begun.actor, begun.causation_id, begun.tenant_id) == (
        "operator:ada",
        "settle:1",
        TENANT,
    )


def test_a_letter_to_an_address_that_was_erased_fails_for_good(world: World):
    world.office.answers = [THROTTLED]
    placed(world)
    world.contacts.kept.clear()
    world.sweep(after=pause(1))
    letter = world.letter(PLACED_LETTER)
    assert (letter.status, letter.code, letter.retryable) == (Status.FAILED, "NoAddress", False)
    assert world.office.delivered == []
    assert world.waiting == 0


def test_a_person_can_confirm_that_a_held_letter_was_sent(world: World):
    world.office.answers = [without_answer()]
    placed(world)
    with pytest.raises(LetterNotOpen):
        world.letters.confirm_sent(PLACED_LETTER, "operator:ada", "settle:1")
    world.sweep(after=PATIENCE)
    world.letters.confirm_sent(PLACED_LETTER, "operator:ada", "settle:2")
    assert world.letter(PLACED_LETTER).status is Status.SENT
    assert letters_delivered(world) == [PLACED_LETTER]


@pytest.mark.parametrize("told", ["evidenced", "confirm_sent", "send_again"])
def test_nothing_can_be_told_of_a_letter_that_never_was(world: World, told: str):
    with pytest.raises(LetterUnknown):
        getattr(world.letters, told)(PLACED_LETTER, "m-1", "x")


def test_a_client_sees_the_letters_of_its_own_orders_only(world: World):
    shipped(world)
    (stream,) = world.letters.of_order(ORDER_ID, TENANT)
    assert stream.stream_id == SHIPPED_LETTER
    for order_id, tenant in ((ORDER_ID, "other"), ("unknown", TENANT)):
        with pytest.raises(OrderUnknown):
            world.letters.of_order(order_id, tenant)


def test_the_view_shows_no_person(world: World):
    placed(world)
    (stream,) = world.letters.of_order(ORDER_ID, TENANT)
    assert view(stream) == {
        "letter_id": PLACED_LETTER,
        "kind": "order_placed",
        "state": "sent",
        "attempt": 1,
        "answers": f"{ORDER_ID}#1",
        "created_at": "2026-11-20T12:00:00.000Z",
        "updated_at": "2026-11-20T12:00:00.000Z",
        "message_id": "m-1",
    }
