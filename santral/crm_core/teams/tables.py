"""The teams of the house and who is in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base


class Team(Base):
    """`code` is what processes and rules hold of a team, and never changes. A retired one (`retired_at`)
    stays, for what it is named in; nobody counts as being in it."""

    __tablename__ = "team"

    team_id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.user_id"))  # always one of the team
    retired_at: Mapped[datetime | None]


class TeamMember(Base):
    __tablename__ = "team_member"

    team_id: Mapped[int] = mapped_column(ForeignKey("team.team_id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"), primary_key=True, index=True)
