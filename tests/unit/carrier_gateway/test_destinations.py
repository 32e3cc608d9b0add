"""No URL leads a call to where the public internet does not reach, whatever its spelling or DNS."""

import socket
import ssl
from collections.abc import Sequence

import pytest
from urllib3.exceptions import HTTPError

from chalicelib.carrier_gateway.adapters.destinations import (
    DestinationBlocked,
    Destinations,
    is_public,
    resolve,
)
from chalicelib.carrier_gateway.adapters.http_out import HttpCarriers
from chalicelib.carrier_gateway.adapters.patience import patient_pools
from chalicelib.carrier_gateway.application.attempts import Attempt
from chalicelib.carrier_gateway.application.calls import NoReply
from chalicelib.carrier_gateway.domain.partner import Partner, Way
from tests.support.conversations import CALL

PUBLIC = "93.184.215.14"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

SPELLINGS = [
    *"""
http://acme.example/
HTTPS://acme.example/
ftp://acme.example/
file:///etc/passwd
gopher://acme.example:6379/_SET
//acme.example/
acme.example
https:acme.example
https:/acme.example
https:///acme.example
https://
https://user@acme.example/
https://user:pass@acme.example/
https://acme.example@127.0.0.1/
https://acme.example:443@127.0.0.1/
https://127.0.0.1\\@acme.example/
https://acme.example\\@127.0.0.1/
https://acme.example/?next=http://127.0.0.1
https://acme.example?x
https://acme.example/#x
https://acme.example#@127.0.0.1/
https://acme.example;127.0.0.1/
https://acme.example /
 https://acme.example/
https://acme.example/%
https://acme.example/%2
https://acme.example/a b
https://acme.example/{order_id}
https://acme.example./
https://acme..example/
https://-acme.example/
https://acme-.example/
https://.example/
https://ACME.example/
https://acme_x.example/
https://acme.example:/
https://acme.example:0/
https://acme.example:22/
https://acme.example:25/
https://acme.example:80/
https://acme.example:0443/
https://acme.example:65536/
https://acme.example:+443/
https://acme.example:443:443/
https://localhost/
https://localhost:9001/2018-06-01/runtime/invocation/next
https://acme/
https://metadata/
https://127.0.0.1/
https://127.0.0.1:9001/2018-06-01/runtime/invocation/next
https://127.1/
https://127.0.1/
https://2130706433/
https://0x7f000001/
https://0x7f.1/
https://0x7f.0x0.0x0.0x1/
https://0177.0.0.1/
https://017700000001/
https://00000177.0.0.1/
https://127.0.0.1./
https://127.0.0.1.:443/
https://0/
https://0.0.0.0/
https://169.254.169.254/latest/meta-data/
https://169.254.170.2/v2/credentials/
https://2852039166/latest/meta-data/
https://0xa9fea9fe/
https://0251.0376.0251.0376/
https://169.254.43518/
https://10.0.0.1/
https://172.16.0.1/
https://192.168.1.1/
https://100.64.0.1/
https://100.100.100.200/
https://8.8.8.8/
https://[::1]/
https://[::]/
https://[::1%25lo]/
https://[fe80::1%25eth0]/
https://[::ffff:127.0.0.1]/
https://[::ffff:7f00:1]/
https://[::127.0.0.1]/
https://[64:ff9b::7f00:1]/
https://[64:ff9b::a9fe:a9fe]/
https://[2002:7f00:1::]/
https://[2001:0:7f00:1::]/
https://[fd00:ec2::254]/latest/meta-data/
https://[fc00::1]/
https://[2606:2800:220:1:248:1893:25c8:1946]/
https://[::1/
https://::1/
https://%31%32%37.0.0.1/
https://127%2e0%2e0%2e1/
https://acme.example%00.evil.example/
https://acme.example%2f@127.0.0.1/
""".strip("\n").splitlines(),
    "https://acme.example/\r\nHost: x",
    "https://acme.example\n",
    "https://acme.\texample/",
    "https://acme.example/\x00",
    "https://127\u30020\u30020\u30021/",
    "https://\uff11\uff12\uff17.0.0.1/",
    "https://\u2460\u2461\u2466.0.0.1/",
    "https://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3/",
    "https://m\u00fcll.example/",
    "https://acme\u3002example/",
    "https://acme.example\uff0f@127.0.0.1/",
    "https://acme.\u0435xample/",
    "https://acme\u00ad.example/",
    "https://" + "a" * 64 + ".example/",
    "https://" + "a." * 126 + "example/",
    "https://acme.example/" + "a" * 1024,
]

ADDRESSES = [
    address
    for line in """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1
127.255.255.254 169.254.0.1 169.254.100.1 169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.255
192.0.0.1 192.0.0.9 192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255
198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::7f00:1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:0:7f00:1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b::808:808 64:ff9b:1::a00:1 100::1 2001::1
2001:0:7f00:1:: 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe:: 2002:808:808::
3fff::1 5f00::1 fc00::1 fd00:ec2::254 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1
4000::1 8000::1
""".splitlines()
    for address in line.split()
]


class NoConnections(AssertionError):
    """Somebody tried to connect."""


@pytest.fixture(autouse=True)
def _no_connections(monkeypatch):
    def refuse(_self, address):
        raise NoConnections(address)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)


class Secrets:
    def signing(self, partner_id: str) -> tuple[str, ...]:
        return (SECRET,)


class Log:
    def record(self, attempt: Attempt) -> None:
        pass


class Dns:
    """Answers each look-up with the next of `answers`, then with the last one again."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def called(url: str, destinations: Destinations) -> NoReply:
    carriers = HttpCarriers(Secrets(), destinations, Log())
    reply = carriers.send(CALL, Partner("acme", Way.SIGNED, url))
    assert isinstance(reply, NoReply)
    return reply


def test_the_corpus_is_large_enough():
    assert len(set(SPELLINGS)) >= 80
    assert len(set(ADDRESSES)) >= 50


@pytest.mark.parametrize("url", SPELLINGS)
def test_a_url_written_otherwise_is_refused_and_never_called(url):
    """With a DNS that knows every name, and with this machine's, which reads every spelling."""
    dns = Dns([PUBLIC])
    for destinations in (Destinations(resolve=dns), Destinations()):
        with pytest.raises(DestinationBlocked):
            destinations.check(url)
        assert called(url, destinations).code == "blocked_destination"
    assert dns.asked == 0


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_host_at_an_address_that_is_not_public_is_refused_and_never_called(address):
    for answer in ([address], [PUBLIC, address], [address, PUBLIC]):
        destinations = Destinations(resolve=Dns(answer))
        with pytest.raises(DestinationBlocked):
            destinations.check("https://acme.example/")
        assert called("https://acme.example/", destinations).code == "blocked_destination"


@pytest.mark.parametrize("name", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1", "localhost"])
def test_even_a_spelling_that_is_read_as_an_address_leads_nowhere(name):
    assert resolve(name, 443)
    with pytest.raises(DestinationBlocked):
        Destinations().addresses(name, 443)


@pytest.mark.parametrize(
    "url",
    [
        "https://acme.example",
        "https://acme.example/",
        "https://acme.example:443/api/v2/",
        "https://acme.example:8443/api",
        "https://acme.example:1024/~user/a-b_c.d/e,f;g=h",
        "https://api.eu-1.acme.example/%C3%BC/v1",
        "https://xn--mll-hoa.example/",
        "https://1and1.example/",
        "https://a.b.c.d.acme.example/",
    ],
)
@pytest.mark.parametrize("addresses", [[PUBLIC], ["2606:2800:220:1:248:1893:25c8:1946", PUBLIC]])
def test_a_public_host_passes(url, addresses):
    Destinations(resolve=Dns(addresses)).check(url)


def test_public_addresses_are_known_as_such():
    assert all(map(is_public, ("8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2a00:1450::1")))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:4570",
        "http://localhost:4570/x",
        "https://[::1]:4570",
        "http://acme.example:1024",
    ],
)
def test_this_machine_and_plain_http_pass_on_the_local_stage_only(url):
    dns = Dns(["127.0.0.1"])
    Destinations(local=True, resolve=dns).check(url)
    with pytest.raises(DestinationBlocked):
        Destinations(resolve=dns).check(url)


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "100.64.0.1", "fe80::1", "::"])
def test_the_local_stage_calls_no_other_machine_of_its_network(address):
    destinations = Destinations(local=True, resolve=Dns([address]))
    with pytest.raises(DestinationBlocked):
        destinations.check("http://acme.example:8080/")
    assert called("http://acme.example:8080/", destinations).code == "blocked_destination"


def test_a_host_that_nobody_knows_is_refused_at_entry_and_unreachable_at_the_call():
    def unknown(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    destinations = Destinations(resolve=unknown)
    with pytest.raises(DestinationBlocked, match="no address is known"):
        destinations.check("https://acme.example/")
    assert called("https://acme.example/", destinations).code == "unreachable"


def test_a_name_that_was_bound_anew_after_entry_is_not_called():
    destinations = Destinations(resolve=Dns([PUBLIC], ["169.254.169.254"]))
    destinations.check("https://acme.example/")
    assert called("https://acme.example/", destinations).code == "blocked_destination"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_checked_address_is_connected_to_without_a_second_look_up(monkeypatch, scheme):
    connected, looked_up, named = [], [], []

    def connect(_self, address):
        connected.append(address[0])

    def getaddrinfo(host, *_rest, **_more):
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 8443))]

    def wrap(_self, _sock, *_rest, server_hostname=None, **_more):
        named.append(server_hostname)
        raise ssl.SSLError("far enough")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrap)
    # The second answer would lead astray who asked again.
    dns = Dns([PUBLIC], ["127.0.0.1"])
    pools = patient_pools(1, Destinations(local=scheme == "http", resolve=dns))
    with pytest.raises(HTTPError):
        pools.request("POST", f"{scheme}://acme.example:8443/", retries=False, timeout=1)
    assert (dns.asked, connected) == (1, [PUBLIC])
    # Only the address itself is looked at again, which asks no DNS.
    assert set(looked_up) == {PUBLIC}
    assert named == (["acme.example"] if scheme == "https" else [])


def test_an_address_that_does_not_answer_gives_way_to_the_next(monkeypatch):
    connected = []

    def connect(_self, address):
        connected.append(address[0])
        raise OSError("no route")

    monkeypatch.setattr(socket.socket, "connect", connect)
    addresses = ["2606:2800:220:1::1", PUBLIC, "8.8.8.8"]
    destinations = Destinations(resolve=Dns(addresses))
    assert called("https://acme.example/", destinations).code == "unreachable"
    assert connected == addresses[:2]
