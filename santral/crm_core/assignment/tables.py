"""What is kept of giving out cases: the rules, whose turn it was, who knows what, and who is away."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base
from santral.crm_core.definitions.kinds import LONGEST_CODE, DefinitionKind
from santral.crm_core.definitions.usage import holds_codes

LONGEST_POOL: Final = 80
LONGEST_PRODUCT: Final = 120


class AssignmentRuleRow(Base):
    """See `AssignmentRule`. The rules are asked in the order of `position`."""

    __tablename__ = "assignment_rule"

    rule_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    application_type: Mapped[str] = mapped_column(String(LONGEST_CODE), default="")
    category: Mapped[str] = mapped_column(String(LONGEST_CODE), default="")
    team: Mapped[str] = mapped_column(String(LONGEST_CODE), default="")
    way: Mapped[str] = mapped_column(String(16))
    least_level: Mapped[int] = mapped_column(default=1)


class AssignmentTurn(Base):
    """Who of a pool was chosen last: a team's code, or "" for all agents."""

    __tablename__ = "assignment_turn"

    pool: Mapped[str] = mapped_column(String(LONGEST_POOL), primary_key=True)
    user_id: Mapped[int | None]


class SkillRow(Base):
    """Somebody knows a category (its code) or a product (its name, folded); the other one of the two is "".
    `product_name` is as it was typed; `level` is one of `LEVELS`."""

    __tablename__ = "skill"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"), primary_key=True)
    category: Mapped[str] = mapped_column(String(LONGEST_CODE), primary_key=True)
    product: Mapped[str] = mapped_column(String(LONGEST_PRODUCT), primary_key=True)
    product_name: Mapped[str] = mapped_column(String(LONGEST_PRODUCT), default="")
    level: Mapped[int]


class AbsenceRow(Base):
    """Somebody gets no cases until the moment `until`; None: until told otherwise."""

    __tablename__ = "absence"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"), primary_key=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]


holds_codes(DefinitionKind.APPLICATION_TYPE, AssignmentRuleRow.application_type, counted=False)
holds_codes(DefinitionKind.CATEGORY, AssignmentRuleRow.category, counted=False)
holds_codes(DefinitionKind.CATEGORY, SkillRow.category, counted=False)
