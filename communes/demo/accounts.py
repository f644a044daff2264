"""Accounts and posts of the demonstration; every name is invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from communes.models import AdministrativeUnit, Agency, Membership
from communes.reference.files import Row, data, days
from kbang_ntm.core.models import User


@dataclass(frozen=True)
class Accounts:
    """All demonstration accounts by user name; `made` of them are new."""

    by_name: dict[str, User]
    made: int

    def officer(self, unit_key: str) -> User:
        """Who enters for a commune."""
        return self.by_name[f"xa.{unit_key.replace('-', '')}"]

    def leader(self, unit_key: str) -> User:
        """Who signs off for a commune."""
        return self.by_name[f"ld.{unit_key.replace('-', '')}"]


def load_accounts(password: str) -> Accounts:
    """Make the accounts that are not there yet; those there keep their passwords."""
    rows: list[Row] = data("demo/people.json")["accounts"]
    there = {user.username: user for user in User.objects.all()}
    secret = make_password(password)  # hashed once: sixty slow hashes would take half a minute
    units = {unit.key: unit for unit in AdministrativeUnit.objects.all()}
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    made = 0
    for row in rows:
        if row["username"] in there:
            continue
        user = User(
            username=row["username"],
            full_name=row["full_name"],
            position=row["position"],
            is_staff=row["staff"],
            password=secret,
        )
        user.save()
        there[user.username] = user
        made += 1
        Membership.objects.bulk_create(
            Membership(
                user=user,
                role=post["role"],
                unit=units[post["unit"]],
                agency=agencies[post["agency"]] if post["agency"] else None,
                title=post["title"],
                valid=days(post["valid"]),
                paper="phân công minh họa",
            )
            for post in row["posts"]
        )
    return Accounts({row["username"]: there[row["username"]] for row in rows}, made)
