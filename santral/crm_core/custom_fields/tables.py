"""The fields that were added; their values are in `application.custom`, by code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base
from santral.crm_core.definitions.kinds import LONGEST_CODE, LONGEST_NAME


class CustomFieldRow(Base):
    """`application_type` is the code of one; `code` is unique among the fields of its type and never changes.
    `choices` are `{"code", "name_tr", "name_en", "retired"}` each, for the kind "choice"."""

    __tablename__ = "custom_field"

    field_id: Mapped[int] = mapped_column(primary_key=True)
    application_type: Mapped[str] = mapped_column(String(LONGEST_CODE))
    code: Mapped[str] = mapped_column(String(LONGEST_CODE))
    kind: Mapped[str] = mapped_column(String(12))
    name_tr: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_en: Mapped[str] = mapped_column(String(LONGEST_NAME))
    required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    choices: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    retired_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("application_type", "code"),)
