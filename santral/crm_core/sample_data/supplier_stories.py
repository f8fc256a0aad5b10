"""What is said with suppliers."""

from __future__ import annotations

from typing import Final

from santral.crm_core.sample_data.story import Story, call, later

SUPPLIER_STORIES: Final = (
    Story(
        10,
        (
            later(
                "call",
                "outbound",
                (0, 0),
                ("Bekleyen parça siparişi soruldu.", "Termin için arandı."),
                (
                    "{adet} adet {gun} yola çıkacak.",
                    "Gümrükte bekliyor, {ay} başı.",
                    "Kısmi sevk edecekler.",
                    "Üretim müdürü dönecek.",
                ),
                results=("information-given", "call-back-promised"),
            ),
            later(
                "email",
                "inbound",
                (3, 60),
                ("Termin bilgisi", "Sevk bildirimi"),
                ("{adet} adet ürün {gun} sevk edilecektir, irsaliye ektedir.",),
            ),
        ),
    ),
    Story(
        6,
        (
            call(
                ("Ödeme tarihini sordu.", "Faturasının onaylanıp onaylanmadığını soruyor."),
                (
                    "Ödeme listesi {gun}.",
                    "Fatura onayda, {buyuk_tutar}.",
                    "Mal kabulde eksik var, onaylanmadı.",
                ),
                results=("information-given", "passed-on"),
            ),
        ),
    ),
    Story(
        5,
        (
            later(
                "call",
                "outbound",
                (0, 0),
                ("Kalite sorunu bildirildi.", "Hatalı parti için arandı."),
                ("{adet} parça ölçü dışı.", "Kapak menteşelerinde çatlak var."),
                ("Numune gönderilecek.", "8D raporu istendi.", "Değişim yapacaklar."),
                results=("complaint-recorded",),
            ),
            later("application", "", (0.1, 2), ("Uygunsuzluk kaydı açıldı.",), ("{adet} parça.",)),
            later(
                "email",
                "inbound",
                (40, 200),
                ("8D raporu", "Kalite bildirimi yanıtı"),
                ("Merhaba, kök neden raporumuz ektedir. Değişim ürünleri {gun} sevk edilecektir.",),
            ),
            later(
                "application", "", (10, 100), ("Uygunsuzluk kapatıldı.",), ("Yeni parti mal kabulden geçti.",)
            ),
        ),
        subject="Uygunsuz parti, {adet} parça",
        category="product",
        priorities=("normal", "high"),
    ),
    Story(
        3,
        (
            call(
                ("Yeni ürünlerini tanıtmak istiyor.", "Fiyat artışı bildirdi."),
                ("Yüzde {yuzde}, {ay} ayından itibaren.", "Katalog gönderecek."),
                ("Satın almaya iletildi.",),
                results=("passed-on",),
            ),
        ),
    ),
)
