"""What the pages of teams and of giving out applications show in these tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from santral.crm_core.assignment.choosing import LEVELS, Way
from santral.crm_core.assignment.rule import AssignmentRule
from santral.crm_core.assignment.rules import WAYS_OF_RULES
from santral.crm_core.assignment.skills import Skill, SkilledPerson
from santral.crm_core.teams.reading import TeamLine, TeamMemberLine
from tests.browser import invented_views as views
from tests.browser.invented_applications import COLLEAGUES

NAMES = (
    *((one.user_id, one.name) for one in COLLEAGUES),
    *((5, "Oğuzhan Kılıç"), (6, "Tuğba Şen"), (7, "Işıl Ünlü")),
)


def _team(number: int, code: str, name: str, people: int, lead: int | None = 1, **other: Any) -> TeamLine:
    members = tuple(TeamMemberLine(user_id, word, user_id != 4) for user_id, word in NAMES[:people])
    return TeamLine(number, code, name, lead, other.get("retired_at"), members)


TEAMS = (
    _team(1, "beyaz-esya", "Beyaz eşya", 4),
    _team(2, "ikinci-basamak", "İkinci basamak ve bölge servisleriyle eşgüdüm", 7, 2),
    _team(3, "iade", "İade", 1, None),
    _team(4, "gece", "Gece", 0, None, retired_at=views.ago(days=40)),
)
TEAM: dict[str, Any] = {
    "team": TEAMS[0],
    "colleagues": COLLEAGUES,
    "form": {"name": "Beyaz eşya", "members": {1, 2, 3}, "lead_id": "1", "seen": "1"},
    "errors": {"retired": "The process “Complaints” asks for this team."},
    "named_in": (),
    "saved": True,
}
NEW_TEAM = TEAM | {
    "team": None,
    "form": {"name": "", "members": frozenset(), "lead_id": "", "seen": ""},
    "errors": {"name": "Type a name."},
    "saved": False,
}

SKILLS = (
    Skill("washing-machine", "", "", 3),
    Skill("air-conditioner-drip", "", "", 2),
    Skill("", "cm900", "CM900 çamaşır makinesi", 3),
    Skill("return-request", "", "", 1),
    Skill("delivery-late", "", "", 1),
)
PEOPLE = (
    SkilledPerson(1, "Elif Şahin", "agent", SKILLS, None, None),
    SkilledPerson(2, "Burak Çınar", "supervisor", SKILLS[:1], views.ago(days=2), views.ago(days=-5)),
    SkilledPerson(4, "Gökçe İnce", "agent", (), views.ago(days=20), None),
    SkilledPerson(5, "Oğuzhan Kılıç", "agent", SKILLS[2:4], None, None),
)
RULES = (
    AssignmentRule(1, "complaint", "washing-machine", "beyaz-esya", Way.BY_SKILL, 2),
    AssignmentRule(2, "service", "", "iade", Way.IN_TURN),
    AssignmentRule(3, "", "air-conditioner-drip", "ikinci-basamak", Way.LEAST_BUSY),
    AssignmentRule(4, "", "", "", Way.BY_HAND),
)
ASSIGNMENT: dict[str, Any] = {
    "rules": RULES,
    "people": PEOPLE,
    "teams": [(team.code, team.name) for team in TEAMS[:3]],
    "team_names": {team.code: team.name for team in TEAMS},
    "ways": WAYS_OF_RULES,
    "levels": LEVELS,
    "form": {"way": "in_turn", "least_level": "1"},
    "errors": {"team": "This team is retired. Choose another one."},
    "saved": False,
}
PERSON: dict[str, Any] = {
    "person": PEOPLE[0],
    "levels": LEVELS,
    "refused": "skills",
    "form": {"category": "", "product": "", "level": "2"},
    "errors": {"category": "Choose a category or type a product."},
    "saved": False,
}

PAGES: dict[str, tuple[str, str, Mapping[str, Any]]] = {
    "teams": ("/administration/teams", "administration/teams.html", {"teams": TEAMS}),
    "teams-none": ("/administration/teams/none", "administration/teams.html", {"teams": ()}),
    "team": ("/administration/teams/beyaz-esya", "administration/team.html", TEAM),
    "team-new": ("/administration/teams/new", "administration/team.html", NEW_TEAM),
    "assignment": ("/administration/assignment", "administration/assignment/rules.html", ASSIGNMENT),
    "assignment-none": (
        "/administration/assignment/none",
        "administration/assignment/rules.html",
        ASSIGNMENT | {"rules": (), "people": PEOPLE[2:3], "teams": [], "errors": {}},
    ),
    "assignment-person": (
        "/administration/assignment/people/1",
        "administration/assignment/person.html",
        PERSON,
    ),
    "assignment-away": (
        "/administration/assignment/people/4",
        "administration/assignment/person.html",
        PERSON | {"person": PEOPLE[2], "refused": "", "errors": {}},
    ),
}
