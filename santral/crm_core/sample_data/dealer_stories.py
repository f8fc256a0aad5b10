"""What dealers call about."""

from __future__ import annotations

from typing import Final

from santral.crm_core.sample_data.story import Story, call, later

DEALER_STORIES: Final = (
    Story(
        16,
        (
            call(
                (
                    "Sipariş geçti.",
                    "Haftalık siparişini verdi.",
                    "{adet} adet {urun} istiyor.",
                    "Sipariş için aradı.",
                ),
                (
                    "Stokta {adet} adet var, kalanı {gun} gelecek.",
                    "Tamamı stoktan karşılandı.",
                    "{urun} yerine bir üst modeli önerildi, kabul etti.",
                ),
                ("Vade 60 gün.", "Peşin iskontosu yüzde {yuzde} uygulandı.", "Sevk {gun}.", ""),
                results=("order-taken",),
            ),
            later(
                "order",
                "inbound",
                (0.1, 2),
                ("Sipariş {siparis}: {adet} adet {urun}.",),
                ("Sevk deposu {ilce}.", "Tutar {buyuk_tutar}."),
            ),
            later(
                "email",
                "outbound",
                (0.2, 4),
                ("Sipariş onayı {siparis}",),
                ("Siparişiniz alınmıştır, sevk tarihi {gun}. Proforma ektedir.",),
            ),
        ),
    ),
    Story(
        8,
        (
            call(
                ("Eksik teslimat bildirdi.", "Gelen malda kırık var.", "İrsaliye ile gelen ürün tutmuyor."),
                (
                    "{siparis} siparişinde {adet} adet eksik.",
                    "{urun} kolisi ezilmiş, tutanak tutulmuş.",
                    "Yanlış model gönderilmiş.",
                ),
                ("Kayıt açıldı, depo kamerasına bakılacak.", "Fotoğraflar istendi.", "Sevkiyata iletildi."),
                results=("complaint-recorded", "passed-on"),
            ),
            later(
                "application",
                "",
                (0.02, 0.2),
                ("Sevkiyat farkı açıldı: {siparis}.",),
                ("{adet} adet {urun}.",),
            ),
            later(
                "email",
                "inbound",
                (0.5, 20),
                ("Tutanak ve fotoğraflar", "{siparis} hasar tutanağı"),
                ("Merhaba, tutanak ektedir. Yeni ürünlerin bu hafta gelmesini rica ederiz.",),
            ),
            later(
                "call",
                "outbound",
                (10, 60),
                ("Sevkiyat farkı için arandı.", "Depo sayımı bildirildi."),
                (
                    "Eksik ürünler {gun} aracına yüklendi.",
                    "Hasarlılar için iade faturası kesecekler.",
                    "Depoda kalmış, yarın gönderilecek.",
                ),
                results=("solved",),
            ),
            later(
                "application",
                "",
                (12, 90),
                ("Sevkiyat farkı kapatıldı.",),
                ("Ürünler teslim edildi, irsaliye imzalı.",),
            ),
        ),
        subject="Eksik/hasarlı teslimat, sipariş {siparis}",
        category="delivery-missing",
        priorities=("normal", "high"),
    ),
    Story(
        7,
        (
            call(
                ("Yeni fiyat listesini istedi.", "Kampanya koşullarını sordu.", "Ay sonu primini sordu."),
                (
                    "Liste {gun} yayınlanacak.",
                    "Primi {buyuk_tutar} görünüyor, mutabakat gönderilecek.",
                    "Teşhir ürünü için ek yüzde {yuzde} istiyor.",
                ),
                ("E-posta ile gönderildi.", "Bölge müdürüne iletildi.", ""),
                results=("information-given", "passed-on"),
            ),
        ),
    ),
    Story(
        7,
        (
            later(
                "call",
                "outbound",
                (0, 0),
                ("Vadesi gelen ödeme soruldu.", "Çek tahsilatı için arandı.", "Mutabakat için arandı."),
                (
                    "{gun} havale yapacaklar.|call-back-promised",
                    "Muhasebe müdürü izinde, pazartesi aransın.",
                    "Bakiye {buyuk_tutar}, mutabıkız.|solved",
                    "Bizim kayıtla {tutar} fark var, ekstre istediler.",
                ),
                results=("call-back-promised", "solved", "information-given"),
            ),
            later(
                "email",
                "outbound",
                (0.2, 3),
                ("Cari hesap ekstresi", "Mutabakat mektubu"),
                ("{ay} ayı ekstresi ektedir, mutabakatınızı rica ederiz.",),
            ),
            later(
                "payment",
                "inbound",
                (24, 240),
                ("{buyuk_tutar} havale alındı.",),
                ("{ay} vadesine mahsup edildi.",),
            ),
        ),
    ),
    Story(
        6,
        (
            later(
                "visit",
                "outbound",
                (0, 0),
                ("Bayi ziyareti yapıldı.", "Mağaza ziyareti, {ilce}.", "Aylık ziyaret."),
                (
                    "Teşhirde {urun} yok, gönderilecek.",
                    "Satışlar geçen aya göre iyi, {adet} adet {urun} satılmış.",
                    "Rakip kampanyasından yakındı, fotoğraf çekildi.",
                    "Yeni satış elemanına ürün eğitimi istedi.",
                ),
                ("Katalog ve broşür bırakıldı.", "{gun} tekrar görüşülecek.", ""),
                results=("information-given", "order-taken"),
            ),
        ),
    ),
    Story(
        4,
        (
            call(
                ("Müşterisinin servis kaydını soruyor.", "Sattığı {urun} için kurulum takibi yapıyor."),
                ("Servis {gun} gidecek.", "Kayıt bulunamadı, seri no istendi.", "Kurulum dün yapılmış."),
                results=("information-given",),
            ),
        ),
    ),
)
