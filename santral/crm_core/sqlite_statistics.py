"""What SQLite's planner is told about the tables, so that it asks the same index in every house.

SQLite knows nothing of its tables until somebody runs ANALYZE, and until then lists of applications can take
a second among a million. PostgreSQL counts by itself; here the figures of a large house are written down with
the schema (by hand, as https://www.sqlite.org/optoverview.html#manctrl allows), so that no house waits for a
count and no plan changes overnight. They are what ANALYZE says of the benchmarks' data set: of each index the
rows, and how many have the same first column, the same first two columns, and so on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

OF_INDEXES: Final[Mapping[str, Mapping[str, str]]] = {
    "application": {
        "ix_application_category": "1006041 12898 1 1",
        "ix_application_changed": "1006041 1 1",
        "ix_application_employee_id": "1006041 1006041",
        "ix_application_member_id": "1006041 1",
        "ix_application_merged_into_id": "1006041 1006041",
        "ix_application_method": "1006041 1006041",
        "ix_application_open": "83420 1",
        "ix_application_open_category": "83420 1070 1 1 1 1 1 1",
        "ix_application_open_changed": "83420 1 1 1 1 1 1 1",
        "ix_application_open_due": "83420 116 1",
        "ix_application_open_owner": "83420 4171 1 1 1 1 1 1 1",
        "ix_application_open_priority": "83420 20855 1 1 1 1 1 1",
        "ix_application_open_product": "83420 6417 1 1 1 1 1 1 1",
        "ix_application_open_stage": "83420 16684 1 1 1 1 1 1",
        "ix_application_open_type": "83420 27807 1 1 1 1 1 1",
        "ix_application_owner": "1006041 50303 1 1",
        "ix_application_priority": "1006041 251511 1 1",
        "ix_application_product": "1006041 67070 1 1",
        "ix_application_serial_number": "1006041 1",
        "ix_application_stage": "1006041 167674 1 1",
        "ix_application_type": "1006041 335347 1 1",
        "sqlite_autoindex_application_1": "1006041 1",
    },
    "contact": {"ix_contact_member_id": "502363 1"},
    "employee": {"ix_employee_company_id": "250924 1", "ix_employee_person_id": "250924 1213"},
    "member": {"ix_member_parent_id": "1000000 18182"},
    "member_word": {"ix_member_word_word": "3223478 9623 1", "member_word": "3223478 4 1"},
    "phone": {
        "ix_phone_e164": "1439141 1",
        "ix_phone_employee_id": "1439141 6",
        "ix_phone_member_id": "1439141 2",
        "ix_phone_suffix": "1439141 1",
    },
    "timeline_entry": {"ix_timeline_entry_newest": "10000000 11 1 1 1"},
    "user_account": {
        "sqlite_autoindex_user_account_1": "1020 1",
        "sqlite_autoindex_user_account_2": "1020 1",
    },
}


def statistics_sql() -> Iterator[str]:
    """To be executed in their order, on a database with the newest schema. Whoever is connected already knows
    them from the next connection on."""
    yield "ANALYZE alembic_version"  # makes the table, where there is none
    for table, indexes in OF_INDEXES.items():
        yield f"DELETE FROM sqlite_stat1 WHERE tbl = '{table}'"
        for index, figures in indexes.items():
            yield f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('{table}', '{index}', '{figures}')"
