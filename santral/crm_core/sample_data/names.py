"""What people and companies are called."""

from __future__ import annotations

from typing import Final

WOMEN: Final = (
    "Fatma", "Ayşe", "Emine", "Hatice", "Zeynep", "Elif", "Meryem", "Şerife", "Zehra", "Sultan",
    "Hanife", "Merve", "Havva", "Özlem", "Esra", "Hacer", "Kübra", "Büşra", "Songül", "Gülsüm",
    "Yasemin", "Dilek", "Sevim", "Aysel", "Nuray", "Gamze", "Tuğba", "Derya", "Ebru", "Sevgi", "Pınar",
    "Çiğdem", "Şule", "Irmak", "İpek", "Gönül", "Nilüfer", "Ümran", "Begüm", "Ceren", "Defne", "Duygu",
    "Filiz", "Gizem", "Işıl", "Leyla", "Melike", "Nesrin", "Oya", "Selin", "Tülay", "Yeşim", "Zübeyde",
    "Asuman", "Bahar", "Canan",
)  # fmt: skip

MEN: Final = (
    "Mehmet", "Mustafa", "Ahmet", "Ali", "Hüseyin", "Hasan", "İbrahim", "İsmail", "Osman", "Yusuf",
    "Murat", "Ömer", "Ramazan", "Halil", "Süleyman", "Abdullah", "Mahmut", "Recep", "Salih", "Fatih",
    "Kadir", "Emre", "Hakan", "Adem", "Kemal", "Yaşar", "Bekir", "Musa", "Metin", "Orhan", "Serkan",
    "Burak", "Furkan", "Şükrü", "Çağrı", "Özgür", "Uğur", "Gökhan", "Ilgaz", "İlker", "Tolga", "Volkan",
    "Barış", "Cem", "Deniz", "Erdem", "Ferhat", "Güven", "Koray", "Levent", "Nihat", "Onur", "Rıza",
    "Sinan", "Tayfun", "Ümit", "Yiğit", "Zafer",
)  # fmt: skip

SURNAMES: Final = (
    "Yılmaz", "Kaya", "Demir", "Çelik", "Şahin", "Yıldız", "Yıldırım", "Öztürk", "Aydın", "Özdemir",
    "Arslan", "Doğan", "Kılıç", "Aslan", "Çetin", "Kara", "Koç", "Kurt", "Özkan", "Şimşek", "Polat",
    "Korkmaz", "Özcan", "Çakır", "Erdoğan", "Acar", "Şen", "Yavuz", "Can", "Güneş", "Ünal", "Tekin",
    "Aktaş", "Bulut", "Işık", "Avcı", "Türk", "Bozkurt", "Taş", "Güler", "Turan", "Keskin", "Aksoy",
    "Coşkun", "Kaplan", "Tunç", "Gül", "Ateş", "Uçar", "Karaca", "Duman", "Ceylan", "Erol", "Toprak",
    "Uysal", "Özer", "Sarı", "Ekinci", "Ergin", "Soylu", "Gündüz", "Öğüt", "Sönmez", "Bayram", "Alkan",
    "Tosun", "Çiftçi", "Akın", "Durmaz", "Ilıca", "İnce", "Uzun", "Karakaş", "Balcı", "Oğuz", "Yalçın",
    "Gök", "Pekcan", "Dinç", "Sezer", "Ermiş", "Baran",
)  # fmt: skip

TRADES: Final = (
    ("dealer", "Beyaz Eşya"),
    ("dealer", "Elektronik"),
    ("dealer", "Ev Aletleri"),
    ("dealer", "Dayanıklı Tüketim"),
    ("dealer", "Isıtma Soğutma"),
    ("dealer", "Mutfak"),
    ("customer", "Turizm"),
    ("customer", "İnşaat"),
    ("customer", "Gıda"),
    ("customer", "Tekstil"),
    ("customer", "Otomotiv"),
    ("customer", "Mobilya"),
    ("customer", "Eğitim Kurumları"),
    ("customer", "Sağlık Hizmetleri"),
    ("customer", "Lojistik"),
    ("customer", "Restoran İşletmeciliği"),
    ("supplier", "Yedek Parça"),
    ("supplier", "Ambalaj"),
    ("supplier", "Elektrik Malzemeleri"),
    ("supplier", "Plastik Kalıp"),
)
"""What a company is to the house, and the word for what it does."""

FIRST_WORDS: Final = (
    "Anadolu", "Öz", "Yeni", "Güven", "Marmara", "Ege", "Toros", "Akdeniz", "Kardeşler", "Doruk",
    "Zirve", "Çınar", "Işıl", "Şafak", "Umut", "Bereket", "Yıldız", "Ümran", "Başak", "Körfez",
    "Karadeniz", "Çağdaş",
)  # fmt: skip

COMPANY_FORMS: Final = ("Ltd. Şti.", "A.Ş.", "San. ve Tic. Ltd. Şti.", "Tic. A.Ş.", "")

ESTATES: Final = (
    "Çamlıca Konakları",
    "Gökkuşağı Sitesi",
    "Mavi Şehir Sitesi",
    "Bahçekent Evleri",
    "Papatya Sitesi",
    "Yeşil Vadi Konutları",
    "İncirli Apartmanı",
    "Deniz Kent Sitesi",
    "Akasya Evleri",
    "Güneş Sitesi",
)

HOTELS: Final = ("Otel", "Butik Otel", "Termal Otel", "Apart Otel", "Resort")

ROLES: Final = (
    "Satın alma",
    "Muhasebe",
    "Mağaza müdürü",
    "Teknik müdür",
    "Genel müdür",
    "Depo sorumlusu",
    "Yönetici asistanı",
    "Satış temsilcisi",
    "Şantiye şefi",
    "Otel müdürü",
    "İdari işler",
    "Bakım şefi",
    "Finans müdürü",
    "Ortak",
)

HOUSE_STAFF: Final = (
    "Deniz Aksoy",
    "Ece Tunç",
    "Burak Şen",
    "Selin Kurt",
    "Onur Dinç",
    "Gizem Ateş",
    "Kerem Uysal",
    "Melis Oğuz",
    "Tuna Ergin",
    "Pelin Sezer",
    "Arda Keskin",
    "Nazlı Güler",
    "Umut Bayram",
    "İrem Çakır",
)

FIELD_STAFF: Final = (
    "Hakan Sönmez",
    "Sedat Alkan",
    "Cengiz Toprak",
    "Murat Ekinci",
    "Yavuz Dinç",
    "Erkan Balcı",
)

TECHNICIANS: Final = (
    "Hakan Usta",
    "Sedat Bey",
    "Cengiz Usta",
    "Murat Bey",
    "Yavuz Usta",
    "Erkan Bey",
    "İlhan Usta",
)
