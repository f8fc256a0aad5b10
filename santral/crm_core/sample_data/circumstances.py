"""The particulars of a story: which appliance, what is wrong with it, when, how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from santral.crm_core.sample_data.names import HOUSE_STAFF, TECHNICIANS


@dataclass(frozen=True, slots=True)
class Appliance:
    """What goes wrong with it as a customer says it and by its default category, what is done about it, and
    what is bought for it."""

    name: str
    faults: Mapping[str, str]
    repairs: tuple[str, ...]
    part: str


APPLIANCES: Final = (
    Appliance(
        "NF480 buzdolabı",
        {
            "alt bölüm soğutmuyor": "refrigerator-not-cooling",
            "buzluk karlanıyor": "refrigerator-frost",
            "sürekli ses yapıyor": "refrigerator",
        },
        ("Fan motoru değişti", "Rezistans değişti", "Gaz kaçağı giderildi, şarj yapıldı"),
        "sebzelik",
    ),
    Appliance(
        "NF610 buzdolabı",
        {
            "kapı fitili tutmuyor": "refrigerator-door",
            "su pınarı akıtmıyor": "refrigerator",
            "gece çok ses yapıyor": "refrigerator",
        },
        ("Fitil yenilendi", "Kapı ayarı yapıldı", "Kompresör takozları değişti"),
        "kapı rafı",
    ),
    Appliance(
        "CM900 çamaşır makinesi",
        {
            "sıkmada yürüyor": "washing-machine-noise",
            "su boşaltmıyor": "washing-machine-no-drain",
            "kapağı açılmıyor": "washing-machine",
            "E18 hatası veriyor": "washing-machine",
        },
        ("Tahliye pompası değişti", "Amortisörler değişti", "Kapak kilidi değişti"),
        "deterjan çekmecesi",
    ),
    Appliance(
        "CM1200 kurutmalı çamaşır makinesi",
        {
            "kurutma yapmıyor": "washing-machine",
            "kazan sesi var": "washing-machine-noise",
            "programda takılıyor": "washing-machine",
        },
        ("Kart değişti", "Rulman değişti", "Kurutma sensörü değişti"),
        "filtre kapağı",
    ),
    Appliance(
        "BM60 bulaşık makinesi",
        {
            "su almıyor": "dishwasher",
            "deterjan gözü açılmıyor": "dishwasher",
            "temiz yıkamıyor": "dishwasher-not-clean",
            "altından su kaçırıyor": "dishwasher",
        },
        ("Su giriş valfi değişti", "Deterjan kutusu değişti", "Taban contası yenilendi"),
        "üst sepet",
    ),
    Appliance(
        "K24 kombi",
        {
            "sıcak su vermiyor": "product",
            "basıncı düşüyor": "product",
            "F28 hatası veriyor": "product",
            "petekleri ısıtmıyor": "product",
        },
        ("Üç yollu vana değişti", "Genleşme tankı değişti", "Ateşleme kartı değişti"),
        "oda termostatı",
    ),
    Appliance(
        "INV12 klima",
        {
            "iç üniteden su akıtıyor": "air-conditioner-drip",
            "soğutmuyor": "air-conditioner-not-cooling",
            "kumandayı görmüyor": "air-conditioner-remote",
            "dış ünitesi ses yapıyor": "air-conditioner",
        },
        ("Tahliye hortumu temizlendi", "Gaz şarjı yapıldı", "Alıcı kart değişti"),
        "kumanda",
    ),
    Appliance(
        "INV18 klima",
        {
            "koku yapıyor": "air-conditioner",
            "soğutmuyor": "air-conditioner-not-cooling",
            "kendi kendine duruyor": "air-conditioner",
        },
        ("İç ünite temizlendi", "Gaz şarjı yapıldı", "Ortam sensörü değişti"),
        "dış ünite ayağı",
    ),
    Appliance(
        "SA7 su arıtma cihazı",
        {
            "suyu az veriyor": "small-appliance",
            "suyun tadı değişmiş": "small-appliance",
            "sürekli atık su veriyor": "small-appliance",
        },
        ("Membran değişti", "Pompa değişti", "Filtreler değişti"),
        "filtre seti",
    ),
    Appliance(
        "AF65 ankastre fırın",
        {
            "altı ısıtmıyor": "product",
            "kapak camı çatlamış": "product",
            "sigorta attırıyor": "product",
        },
        ("Alt rezistans değişti", "Kapak camı değişti", "Kablo bağlantısı yenilendi"),
        "fırın tepsisi",
    ),
    Appliance(
        "T55 televizyon",
        {
            "ekranında çizgi var": "television-lines",
            "kendi kendine kapanıyor": "television",
            "internete bağlanmıyor": "television-internet",
        },
        ("Yazılım güncellendi", "Besleme kartı değişti", "Panel bağlantısı yapıldı"),
        "kumanda",
    ),
    Appliance(
        "S3 elektrikli süpürge",
        {
            "çekişi azalmış": "small-appliance",
            "kablosunu toplamıyor": "small-appliance",
            "yanık kokusu yapıyor": "small-appliance",
        },
        ("Motor kömürü değişti", "Kablo makarası değişti", "Filtresi temizlendi"),
        "toz torbası",
    ),
)

MAINTENANCE: Final = (
    ("kombi", "Baca ve gaz basıncı ölçüldü"),
    ("klima", "Filtreler yıkandı, gaz tamamlandı"),
    ("su arıtma", "Filtreler değişti"),
)
DAYS: Final = ("pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi")
HOURS: Final = ("09:00-11:00", "10:00-12:00", "12:00-14:00", "13:00-15:00", "14:00-16:00", "16:00-18:00")
MONTHS: Final = (
    "ocak",
    "şubat",
    "mart",
    "nisan",
    "mayıs",
    "haziran",
    "temmuz",
    "ağustos",
    "eylül",
    "ekim",
    "kasım",
    "aralık",
)
CARRIERS: Final = ("Nakliye", "Kargo", "Ambar")


def circumstances(chance: Random, districts: tuple[str, ...]) -> dict[str, str]:
    """Values for the placeholders of one story, the same in all its steps."""
    appliance = chance.choice(APPLIANCES)
    fault = chance.choice(tuple(appliance.faults))
    price = chance.randrange(120, 690, 5) * 100 - 1
    pieces = chance.choice((2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 40))
    maintained, maintenance = chance.choice(MAINTENANCE)
    return {
        "personel": chance.choice(HOUSE_STAFF),
        "urun": appliance.name,
        "urun_yalin": appliance.name.split(" ", 1)[1],
        "ariza": fault,
        "ariza_buyuk": capital(fault),
        "ariza_kategorisi": appliance.faults[fault],
        "onarim": chance.choice(appliance.repairs),
        "parca": appliance.part,
        "bakim": maintained,
        "bakim_isi": maintenance,
        "gun": chance.choice(DAYS),
        "saat": chance.choice(HOURS),
        "ay": chance.choice(MONTHS),
        "ilce": chance.choice(districts),
        "kargo": chance.choice(CARRIERS),
        "teknisyen": chance.choice(TECHNICIANS),
        "siparis": f"SP-{chance.randrange(100_000, 999_999)}",
        "tutar": _lira(chance.choice((650, 850, 950, 1_200, 1_450, 1_900, 2_400, 3_200, 4_500))),
        "fiyat": _lira(price),
        "buyuk_tutar": _lira(round(pieces * price * 0.86 / 50) * 50),
        "adet": str(pieces),
        "yuzde": str(chance.choice((3, 5, 7, 8, 10, 12, 15))),
    }


def capital(sentence: str) -> str:
    """With a capital first letter, as Turkish has it."""
    return {"i": "İ", "ı": "I"}.get(sentence[:1], sentence[:1].upper()) + sentence[1:]


def _lira(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " TL"
