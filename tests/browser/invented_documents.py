"""What the pages of the document library show in these tests."""

from __future__ import annotations

from typing import Any

from santral.crm_core.documents.reading import DocumentRow
from tests.browser import invented_views as views

PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" width="800" height="500"><rect width="800" height="500"
fill="#9db"/><circle cx="400" cy="250" r="180" fill="#367"/></svg>"""
"""Stands for every picture that is a document."""

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def document(
    number: int, title: str, file_name: str, content_type: str = PDF, category: str = "", **others: Any
) -> DocumentRow:
    values: dict[str, Any] = {
        "document_id": number,
        "title": title,
        "category": category,
        "library": True,
        "current": 3,
        "version": 3,
        "file_name": file_name,
        "content_type": content_type,
        "size": 48_213 * number**3,
        "sha256": "0" * 64,
        "uploaded_at": views.ago(days=11 * number - 10),
        "uploaded_by": "Burak Çınar" if number % 2 else "Gökçe İnce",
    }
    return DocumentRow(**(values | others))


FOUND = (
    document(1, "Fiyat listesi, kasım 2026", "fiyat-listesi-2026-11.xlsx", XLSX),
    document(
        2,
        "CM900 çamaşır makinesi kurulum ve ilk çalıştırma kılavuzu",
        "cm900_kurulum_ve_ilk_calistirma_kilavuzu_duzeltilmis_son_hali.pdf",
        category="washing-machine",
    ),
    document(3, "INV12 klima: gider bağlantısı", "inv12-gider.jpg", "image/jpeg", "air-conditioner-drip"),
    document(4, "Cayma hakkı formu", "cayma-hakki-formu.pdf", category="return-request"),
)
DRAWING = FOUND[2]
VERSIONS = (
    DRAWING,
    document(3, DRAWING.title, "inv12-gider-eski.jpg", "image/jpeg", version=2, uploaded_by="Gökçe İnce"),
    document(3, DRAWING.title, "inv12-gider.pdf", version=1, size=980),
)

LIBRARY: dict[str, Any] = {
    "rows": FOUND, "more": "", "count": len(FOUND), "counted": 500,
    "text": "", "category": "", "may_add": True, "max_mb": 20,
}  # fmt: skip
NOTHING: dict[str, Any] = LIBRARY | {"rows": (), "count": 0, "text": "zürafa", "may_add": False}
ONE: dict[str, Any] = {"versions": VERSIONS, "may_add": True, "max_mb": 20}
