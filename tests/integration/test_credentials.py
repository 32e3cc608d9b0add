"""A key is known only by its hash, and stands for one caller until it is revoked."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from eventing.credentials import (
    Caller,
    CredentialItem,
    Credentials,
    authorize,
    caller_of,
    key_hash,
    new_key,
)
from eventing.tables import bound
from tests.support.aws import account

CLIENT = Caller("client", "demo", "demo", "0b7c0000-0000-4000-8000-000000000001", "acme")
PARTNER = Caller("partner", "acme", "acme", "0b7c0000-0000-4000-8000-000000000002")


@pytest.fixture
def credentials() -> Iterator[Credentials]:
    with account():
        yield Credentials("credentials")


@pytest.mark.parametrize("caller", [CLIENT, PARTNER])
def test_a_key_stands_for_its_caller(credentials, caller):
    key = new_key()
    credentials.register(key, caller)
    assert credentials.caller(key) == caller


@pytest.mark.parametrize("key", ["", "unknown", "ü\ud7ff", "x" * 10_000])
def test_an_unknown_key_is_nobodys(credentials, key):
    assert credentials.caller(key) is None


def test_two_keys_may_live_while_one_replaces_the_other(credentials):
    old, new = new_key(), new_key()
    credentials.register(old, CLIENT)
    credentials.register(new, CLIENT)
    assert credentials.caller(old) == credentials.caller(new) == CLIENT
    credentials.revoke(old)
    assert (credentials.caller(old), credentials.caller(new)) == (None, CLIENT)


def test_revoking_is_harmless_when_repeated(credentials):
    credentials.revoke("never given")


def test_the_key_itself_is_not_stored(credentials):
    key = new_key()
    credentials.register(key, CLIENT)
    [item] = bound(CredentialItem, "credentials").scan()
    assert item.key_hash == key_hash(key)
    assert key not in str(item.serialize())


def test_keys_are_long_and_never_the_same():
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert min(map(len, keys)) >= 43


def answer(credentials: Credentials, key: str, kind) -> dict:
    request = SimpleNamespace(
        token=key, auth_type="TOKEN", method_arn="arn:aws:execute-api:r:1:a/s/GET/x"
    )
    given = authorize(request, credentials, kind)  # type: ignore[arg-type]
    return {"routes": given.routes, "principal": given.principal_id, "context": given.context}


def test_a_caller_of_the_right_kind_may_use_every_route(credentials):
    credentials.register("key", CLIENT)
    given = answer(credentials, "key", "client")
    assert (given["routes"], given["principal"]) == (["*"], "client:demo")
    assert caller_of({"authorizer": given["context"]}) == CLIENT


@pytest.mark.parametrize(("key", "kind"), [("unknown", "client"), ("key", "partner")])
def test_all_others_may_use_none_and_learn_nothing(credentials, key, kind):
    credentials.register("key", CLIENT)
    assert answer(credentials, key, kind) == {"routes": [], "principal": "nobody", "context": {}}
