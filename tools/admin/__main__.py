"""Administer a stage: python -m tools.admin --stage dev client-add demo --tenant shop.

Keys and secrets are printed once and can not be read again.
"""

import argparse

from chalicelib.carrier_gateway.domain.partner import Partner, PartnerInvalid, Way
from chalicelib.orders.domain.plan import PlanInvalid
from tools.admin import administrators, channels, clients, partners
from tools.admin.stage import Stage
from tools.services import STAGES

KNOWN_AT = {
    "client": clients.SERVICES,
    "partner": partners.SERVICES,
    "admin": administrators.SERVICES,
}


def main() -> None:
    """Do what the command line says."""
    asked = _parser().parse_args()
    stage = Stage(asked.stage)
    match asked.command:
        case "client-add":
            print("api_key", clients.add_client(stage, asked.id, asked.tenant, asked.carrier))
        case "admin-add":
            print("api_key", administrators.add_administrator(stage, asked.id))
        case "partner-add":
            _add_partner(stage, asked)
        case "partner-key":
            print("api_key", partners.add_key(stage, asked.id))
        case "partner-secret":
            print("signing", partners.rotate_secret(stage, asked.id))
        case "channel-set" | "channel-unset" | "channel-list":
            _channels(stage, asked)
        case "key-revoke":
            stage.take_key(asked.key, KNOWN_AT[asked.kind])
            print("revoked")


def _add_partner(stage: Stage, asked: argparse.Namespace) -> None:
    try:
        partner = Partner(
            asked.id, Way(asked.way), asked.url, rate_per_second=asked.rate, signs=asked.signs
        )
        given = partners.add_partner(stage, partner)
    except PartnerInvalid as wrong:
        raise SystemExit(f"{asked.id}: {wrong}") from None
    print("api_key", given.api_key)
    for name, value in given.secret.items():
        print(name, value)


def _channels(stage: Stage, asked: argparse.Namespace) -> None:
    """Change what a channel wants, and show what all channels of its tenant want then."""
    try:
        if asked.command == "channel-set":
            channels.set_channel(stage, asked.tenant, asked.channel, channels.plan_of(asked))
        if asked.command == "channel-unset":
            channels.unset_channel(stage, asked.tenant, asked.channel)
    except PlanInvalid as wrong:
        raise SystemExit(str(wrong)) from None
    for channel, plan in channels.channels_of(stage, asked.tenant).items():
        print(f"{channel}: {channels.told(plan)}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.admin", description=__doc__)
    parser.add_argument("--stage", choices=STAGES, default="dev")
    commands = parser.add_subparsers(dest="command", required=True)
    client = commands.add_parser("client-add", help="give a client a key")
    client.add_argument("id")
    client.add_argument("--tenant", required=True, help="whose orders these are")
    client.add_argument("--carrier", default="", help="who ships where an order names nobody")
    admin = commands.add_parser("admin-add", help="give a key that may change the registry")
    admin.add_argument("id")
    partner = commands.add_parser("partner-add", help="register a carrier, give it a key")
    partner.add_argument("id")
    partner.add_argument("--way", choices=[way.value for way in Way], default=Way.SIGNED.value)
    partner.add_argument("--url", required=True, help="the root of the carrier's paths")
    partner.add_argument("--rate", type=int, default=20, help="calls a second, at most")
    partner.add_argument(
        "--signs", action=argparse.BooleanOptionalAction, default=True, help="it signs its calls"
    )
    for name, what in (("partner-key", "one more key"), ("partner-secret", "a new secret")):
        commands.add_parser(name, help=f"give a partner {what}").add_argument("id")
    channels.add_commands(commands)
    revoke = commands.add_parser("key-revoke", help="make a key worthless")
    revoke.add_argument("kind", choices=list(KNOWN_AT))
    revoke.add_argument("key")
    return parser


if __name__ == "__main__":
    main()
