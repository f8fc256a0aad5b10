"""The definitions a new house begins with; written into the table at the first start, while it is empty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.default_categories import CATEGORIES
from santral.crm_core.definitions.definition import Definition
from santral.crm_core.definitions.kinds import DefinitionKind

CALL_BACK_PROMISED: Final = "call-back-promised"
"""The result that leaves something to do: the agent's desk lists it until the customer was called."""

_METHODS: Final = """
phone | Telefon | Phone | | *
sms | SMS | SMS
email | E-posta | E-mail
visit | Yerinde ziyaret | Visit
walk-in | Yüz yüze (mağazada) | Walk-in
chat | Canlı sohbet | Chat
letter | Mektup ve dilekçe | Letter
social-media | Sosyal medya | Social media
"""

DEFAULTS: Final[Mapping[DefinitionKind, str]] = {
    DefinitionKind.CATEGORY: CATEGORIES,
    DefinitionKind.PRIORITY: """
low | Düşük | Low | grey
normal | Normal | Normal | grey | *
high | Yüksek | High | amber
urgent | Acil | Urgent | red
""",
    DefinitionKind.APPLICATION_TYPE: """
service | Servis talebi | Service
complaint | Şikâyet | Complaint | | *
problem | Sorun bildirimi | Problem
request | Bilgi ve istek | Request
""",
    DefinitionKind.RESULT: """
solved | Çözüldü | Solved
information-given | Bilgi verildi | Information given
call-back-promised | Geri aranacak | Call back promised
passed-on | Yönlendirildi | Passed on
complaint-recorded | Şikâyet alındı | Complaint recorded
order-taken | Sipariş alındı | Order taken
appointment-made | Randevu verildi | Appointment made
not-reached | Ulaşılamadı | Not reached
wrong-number | Yanlış numara | Wrong number
""",
    DefinitionKind.INTERACTION_METHOD: _METHODS,
    DefinitionKind.APPLICATION_METHOD: _METHODS,
    DefinitionKind.RETURN_CATEGORY: """
withdrawal | Cayma hakkı | Withdrawal
  changed-mind | Vazgeçti | Changed their mind
  found-cheaper | Daha uygununu buldu | Found it cheaper
defective | Ayıplı mal | Defective goods
  defective-on-arrival | Kutudan arızalı çıktı | Faulty out of the box
  defective-in-use | Kullanırken arızalandı | Broke down in use
damaged-in-transit | Taşımada hasar gördü | Damaged in transit
wrong-product | Yanlış ürün gönderildi | Wrong product sent
missing-part | Parçası veya aksesuarı eksik | A part or accessory is missing
not-as-described | Tanıtıldığı gibi değil | Not as described
does-not-fit | Ölçüsü veya modeli uymadı | Wrong size or model
late-delivery | Geç teslim edildi | Delivered late
""",
    DefinitionKind.RETURN_REJECTION_CATEGORY: """
deadline-passed | İade süresi doldu | The time for returns is over
used | Ürün kullanılmış | The product was used
damaged-by-customer | Kullanıcı kaynaklı hasar | Damaged by the customer
package-incomplete | Kutusu veya aksesuarı eksik | Box or accessories are missing
no-invoice | Fatura ibraz edilmedi | No invoice was shown
seal-broken | Koruma bandı açılmış | The seal is broken
hygiene | Hijyen nedeniyle iadesi yok | Not returnable for hygiene
serial-number-mismatch | Seri numarası tutmuyor | The serial number does not match
not-our-sale | Bizden satın alınmamış | Not bought from us
no-fault-found | Arıza saptanmadı | No fault was found
""",
}
"""By kind, one a line: code, Turkish name, English name, colour, `*` for the default."""


@cache
def default_book() -> DefinitionBook:
    """The definitions that come with Santral."""
    return DefinitionBook(one for kind, lines in DEFAULTS.items() for one in _read(kind, lines))


def _read(kind: DefinitionKind, lines: str) -> Iterator[Definition]:
    above: list[str] = []
    positions: dict[str, int] = defaultdict(int)
    for line in lines.strip().splitlines():
        level = (len(line) - len(line.lstrip())) // 2
        code, name_tr, name_en, colour, mark = ([part.strip() for part in line.split("|")] + [""] * 2)[:5]
        del above[level:]
        parent = above[-1] if above else ""
        yield Definition(
            kind, code, name_tr, name_en, parent, positions[parent], colour, is_default=mark == "*"
        )
        positions[parent] += 1
        above.append(code)
