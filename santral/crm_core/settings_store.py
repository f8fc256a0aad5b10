"""What an administrator sets on the screen: kept in the table `setting`, held in memory for who asks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.bus import Bus
from santral.crm_core.db import Base, Database
from santral.crm_core.pop_rules import PopAt, PopRules
from santral.crm_core.users import audit
from santral.crm_core.users.signed_in_user import SignedInUser

POP_RULES: Final = "pop_rules"


class Setting(Base):
    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None]


@dataclass(frozen=True, slots=True)
class PopRulesChanged:
    """The rules hold from now on. Published at start, and after the commit of a change."""

    rules: PopRules


class SettingsStore:
    """`pop_rules` are the rules in force: the defaults until `load`, and never a wait for a database."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus
        self.pop_rules = PopRules()

    async def load(self) -> None:
        """Read the rules and tell them to the house. Call it when everybody listens."""
        async with self._database.reading() as session:
            stored = await session.get(Setting, POP_RULES)
        if stored is not None:
            self.pop_rules = _read(stored.value)
        self._bus.publish(PopRulesChanged(self.pop_rules))

    async def save_pop_rules(self, rules: PopRules, user: SignedInUser, at: datetime) -> None:
        before, after = asdict(self.pop_rules), asdict(rules)
        changed = {name: after[name] for name in after if after[name] != before[name]}
        async with self._database.session() as session:
            await session.merge(Setting(key=POP_RULES, value=after, changed_at=at, changed_by=user.user_id))
            await audit.record(session, user, "changed", "setting", POP_RULES, changed, at)
        self.pop_rules = rules
        self._bus.publish(PopRulesChanged(rules))


def _read(stored: dict[str, Any]) -> PopRules:
    """Of what is stored, the values this version knows; a missing one has its default."""
    default = PopRules()
    return PopRules(
        pop_at=PopAt(stored.get("pop_at", default.pop_at)),
        never_pop=tuple(stored.get("never_pop", default.never_pop)),
        hot_days=int(stored.get("hot_days", default.hot_days)),
        wrap_up_s=int(stored.get("wrap_up_s", default.wrap_up_s)),
        pause_reasons=tuple(stored.get("pause_reasons", default.pause_reasons)),
    )
