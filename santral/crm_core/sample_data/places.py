"""Where the customers live: cities with the code of their area, and districts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class City:
    """`weight` is roughly the share of customers."""

    name: str
    area_code: str
    districts: tuple[str, ...]
    weight: int


CITIES: Final = (
    City(
        "İstanbul", "212", ("Şişli", "Bakırköy", "Beşiktaş", "Fatih", "Bağcılar", "Eyüpsultan", "Sarıyer"), 14
    ),
    City(
        "İstanbul", "216", ("Kadıköy", "Üsküdar", "Ümraniye", "Maltepe", "Kartal", "Ataşehir", "Pendik"), 12
    ),
    City("Ankara", "312", ("Çankaya", "Keçiören", "Yenimahalle", "Etimesgut", "Mamak"), 12),
    City("İzmir", "232", ("Karşıyaka", "Bornova", "Konak", "Buca", "Çiğli", "Urla"), 10),
    City("Bursa", "224", ("Nilüfer", "Osmangazi", "Yıldırım", "İnegöl"), 7),
    City("Antalya", "242", ("Muratpaşa", "Kepez", "Alanya", "Manavgat"), 7),
    City("Adana", "322", ("Seyhan", "Çukurova", "Yüreğir"), 5),
    City("Konya", "332", ("Selçuklu", "Meram", "Karatay"), 5),
    City("Gaziantep", "342", ("Şahinbey", "Şehitkamil"), 4),
    City("Kayseri", "352", ("Melikgazi", "Kocasinan"), 3),
    City("Eskişehir", "222", ("Odunpazarı", "Tepebaşı"), 3),
    City("Mersin", "324", ("Yenişehir", "Mezitli", "Tarsus"), 3),
    City("Samsun", "362", ("İlkadım", "Atakum"), 3),
    City("Trabzon", "462", ("Ortahisar", "Akçaabat"), 2),
    City("Denizli", "258", ("Pamukkale", "Merkezefendi"), 2),
    City("Muğla", "252", ("Bodrum", "Fethiye", "Menteşe", "Marmaris"), 2),
    City("Diyarbakır", "412", ("Kayapınar", "Bağlar"), 2),
    City("Malatya", "422", ("Battalgazi", "Yeşilyurt"), 1),
    City("Iğdır", "476", ("Merkez",), 1),
    City("Van", "432", ("İpekyolu", "Edremit"), 1),
)

QUARTERS: Final = (
    "Cumhuriyet",
    "Yeni",
    "Bahçelievler",
    "Atatürk",
    "Fatih",
    "Hürriyet",
    "İstiklal",
    "Yıldız",
    "Çamlık",
    "Gazi",
    "Zafer",
    "Barbaros",
    "Kültür",
    "Mimar Sinan",
    "Yavuz Selim",
    "Güzelyalı",
    "Çarşı",
    "Esentepe",
)

STREETS: Final = (
    "Lale Sok.",
    "Çınar Sok.",
    "Atatürk Cad.",
    "İnönü Cad.",
    "Menekşe Sok.",
    "1453 Sok.",
    "Gül Sok.",
    "Karanfil Sok.",
    "Okul Cad.",
    "İstasyon Cad.",
    "Mevlana Cad.",
    "2024 Sok.",
    "Akasya Sok.",
    "Pazar Cad.",
)
