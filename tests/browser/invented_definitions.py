"""What the pages of the definitions show in these tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from santral.crm_core.definitions.changes import create, rename, retire
from santral.crm_core.definitions.csv_import import plan_import
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.definitions.differences import differences
from santral.crm_core.definitions.kinds import COLOURED, COLOURS, TREES, DefinitionKind

CATEGORY, PRIORITY = DefinitionKind.CATEGORY, DefinitionKind.PRIORITY
BOOK = retire(default_book(), CATEGORY, "store-and-dealer")
USES = {"washing-machine-no-drain": 1284, "delivery-late": 311, "television-lines": 7, "store-and-dealer": 52}
FILE = """kind;code;parent;name_tr;name_en;position;colour;retired
category;dryer;product;Kurutma makinesi;Tumble dryer;2;;
category;dryer-noise;dryer;Sesli çalışıyor;Noisy;;;
category;staff;service;Personel;Staff;1;;
category;other;;Diğer konular;Other;;;
category;website-order;website;Sipariş verilemiyor;Cannot order;;;1
"""


def definitions(kind: DefinitionKind, opened: str = "", **other: object) -> Mapping[str, Any]:
    values: dict[str, Any] = {
        "kind": kind,
        "kinds": list(DefinitionKind),
        "book": BOOK,
        "uses": USES,
        "opened": opened,
        "is_tree": kind in TREES,
        "colours": COLOURS if kind in COLOURED else (),
        "wrong": "",
        "form": {},
        "errors": {},
        "saved": False,
    }
    return values | other


def many(count: int) -> Mapping[str, Any]:
    """A tree of so many categories, ten below each."""
    book = BOOK
    for number in range(1, count // 110 + 1):
        book = create(book, CATEGORY, name_tr=f"Marka {number}", name_en="", code=f"brand-{number}")
    plan = plan_import(
        book,
        "kind;code;parent;name_tr\n"
        + "".join(
            f"category;b{one}-{two};brand-{one};Model {one}.{two}\n"
            + "".join(f"category;b{one}-{two}-{n};b{one}-{two};Arıza {n} {one}.{two}\n" for n in range(10))
            for one in range(1, count // 110 + 1)
            for two in range(10)
        ),
    )
    assert plan.bad == ()
    return definitions(CATEGORY, book=plan.book)


def preview(text: str) -> Mapping[str, Any]:
    plan = plan_import(BOOK, text)
    found = differences(BOOK, plan.book)
    return {
        "kind": CATEGORY,
        "name": "kategoriler.csv",
        "text": text,
        "rows": plan.rows,
        "bad": [(row.line, row.error.field, str(row.error)) for row in plan.bad],
        "differences": found,
        "left_off": 12,
        "counts": {what: sum(one.what == what for one in found) for what in {one.what for one in found}},
        "book": plan.book,
    }


CATEGORIES = definitions(
    CATEGORY,
    "washing-machine-no-drain",
    wrong="names",
    form={"name_tr": "Su kaçırıyor", "name_en": "Does not drain"},
    errors={"name_tr": "“Su kaçırıyor” is here already."},
)
PRIORITIES = definitions(PRIORITY, "high", book=rename(BOOK, PRIORITY, "low", name_tr="Düşük", name_en=""))
GOOD_FILE = preview(FILE)
BAD_FILE = preview(FILE.replace(";dryer;product", ";Dryer;product").replace(";service;", ";serv;"))
