"""To whom a call can be handed, and in which order they are offered."""

from __future__ import annotations

import pytest

from santral.console.desk.colleagues import reachable
from santral.console.floor.colleague import Colleague
from santral.cti.agent_events import AgentState

STATES = {
    "PJSIP/1001": AgentState.READY,
    "PJSIP/1002": AgentState.ON_CALL,
    "PJSIP/1003": AgentState.READY,
    "PJSIP/1004": AgentState.OFFLINE,
}
COLLEAGUES = (
    Colleague(1, "Ayşe Yılmaz", "PJSIP/1001", "tr", extension="1001"),
    Colleague(2, "Çağrı Işık", "PJSIP/1002", "tr", extension="1002"),
    Colleague(3, "Zeynep Kaya", "PJSIP/1003", "tr", extension="1003"),
    Colleague(4, "Bora Yıldız", "PJSIP/1004", "tr", extension="1004"),
    Colleague(5, "Oya Öz", "", "tr"),
)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", ["Zeynep Kaya", "Çağrı Işık", "Bora Yıldız"]),  # the free one first, who is away last
        ("isik", ["Çağrı Işık"]),
        ("ÇAĞ", ["Çağrı Işık"]),
        (" kaya", ["Zeynep Kaya"]),
        ("1004", ["Bora Yıldız"]),
        ("aya", []),
        ("ayşe", []),  # nobody hands a call to himself
    ],
)
def test_colleagues_are_found_by_the_beginning_of_a_name_or_extension(asked: str, names: list[str]) -> None:
    found = reachable(COLLEAGUES, STATES.__getitem__, asked, besides=1)
    assert [one.display_name for one in found] == names
