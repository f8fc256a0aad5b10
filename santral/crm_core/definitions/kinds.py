"""The kinds of definitions there are, and what each of them can have."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class DefinitionKind(StrEnum):
    """In the order in which an administrator sees them."""

    CATEGORY = "category"
    """The complaint categories, a tree of any depth, for applications and interactions alike."""
    PRIORITY = "priority"
    APPLICATION_TYPE = "application_type"
    RESULT = "result"
    INTERACTION_METHOD = "interaction_method"
    APPLICATION_METHOD = "application_method"
    RETURN_CATEGORY = "return_category"
    RETURN_REJECTION_CATEGORY = "return_rejection_category"


TREES: Final = frozenset({DefinitionKind.CATEGORY, DefinitionKind.RETURN_CATEGORY})
"""Kinds whose definitions lie below one another; the others are lists."""

COLOURED: Final = frozenset({DefinitionKind.PRIORITY})
"""Kinds whose definitions have a colour on the screen."""

COLOURS: Final = ("", "grey", "blue", "green", "amber", "red", "purple")
"""Names of colours; what they look like in light and dark is the screens' matter. "" is none."""

LONGEST_CODE: Final = 40
"""Characters. A column that holds codes is this wide."""
LONGEST_NAME: Final = 80
DEEPEST: Final = 8
"""Levels of a tree. Nobody chooses from more, and every screen has room for these."""
