"""What dealers, corporate customers and suppliers call about."""

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

CUSTOMER_STORIES: Final = (
    Story(
        12,
        (
            call(
                (
                    "{adet} adet {urun} için teklif istedi.",
                    "Toplu alım için fiyat istiyor.",
                    "Yeni proje için teklif talebi.",
                ),
                (
                    "Şantiye {ilce}, teslim {ay}.",
                    "Montaj dâhil olsun istiyor.",
                    "Üç firmadan teklif alıyorlar.",
                    "Geçen seneki koşulları hatırlattı.",
                ),
                ("Kurumsal satışa aktarıldı.", "Teklif {gun} gönderilecek.", "Keşif için {gun} gidilecek."),
                results=("passed-on", "call-back-promised"),
            ),
            later(
                "email",
                "outbound",
                (4, 50),
                ("{adet} adet {urun} teklifi", "Teklifimiz hakkında"),
                (
                    "Toplam {buyuk_tutar}, KDV hariç. Opsiyon 15 gün.",
                    "Görüşmemize istinaden teklifimiz ektedir.",
                ),
            ),
            later(
                "call",
                "outbound",
                (40, 160),
                ("Teklif için arandı.", "Teklifin durumu soruldu."),
                (
                    "Yönetim kurulunda, {gun} belli olacak.|call-back-promised",
                    "Fiyat yüksek bulundu, yüzde {yuzde} daha istiyorlar.|passed-on",
                    "Onaylandı, sipariş yazısı gelecek.|order-taken",
                    "Başka firmaya vermişler.|information-given",
                ),
                results=("call-back-promised", "order-taken", "information-given"),
            ),
            later(
                "order",
                "inbound",
                (10, 120),
                ("Sipariş {siparis}: {adet} adet {urun}.",),
                ("Tutar {buyuk_tutar}, teslim {ay}.",),
            ),
        ),
    ),
    Story(
        12,
        (
            call(
                ("Birden çok cihazda arıza var.", "{urun} arızası, acil.", "Arıza bildirdi ({urun})."),
                (
                    "{adet} cihazda {ariza}.",
                    "İş aksıyor, bugün gelinmesini istiyor.",
                    "Kullanım durmuş, öncelik istedi.",
                ),
                (
                    "Bakım sözleşmesi var, 8 saat içinde gidilmeli.",
                    "Sözleşmesi bitmiş, ücretli gidilecek.",
                    "Nöbetçi ekip yönlendirildi.",
                ),
                results=("passed-on", "appointment-made"),
            ),
            later(
                "application",
                "",
                (0.02, 0.1),
                ("Kurumsal servis kaydı açıldı.",),
                ("{urun}, {adet} adet: {ariza}.",),
            ),
            later(
                "visit",
                "outbound",
                (3, 40),
                ("{teknisyen} ve ekip gitti.", "Yerinde müdahale edildi."),
                (
                    "{onarim}.",
                    "İki cihaz yapıldı, diğerleri için parça bekleniyor.|call-back-promised",
                    "Voltaj sorunu var, elektrikçiye söylendi.",
                ),
                ("Teknik müdüre bilgi verildi.", "Form imzalatıldı."),
                results=("solved", "call-back-promised"),
            ),
            later(
                "call",
                "outbound",
                (24, 100),
                ("Arıza sonrası arandı.",),
                (
                    "Cihazlar çalışıyor.",
                    "Sorun yok, teşekkür ettiler.",
                    "Biri yine durmuş, {gun} bakılacak.|call-back-promised",
                ),
                results=("solved",),
            ),
        ),
        subject="{adet} adet {urun}: {ariza}",
        priorities=("high", "urgent", "normal"),
    ),
    Story(
        6,
        (
            call(
                (
                    "Bakım sözleşmesini yenilemek istiyor.",
                    "Sözleşme bitişini sordu.",
                    "Periyodik bakım takvimini istedi.",
                ),
                (
                    "Sözleşme {ay} ayında bitiyor.",
                    "Yeni bedel {buyuk_tutar}, eski fiyat istiyorlar.",
                    "{adet} cihaz daha eklenecek.",
                ),
                ("Teklif gönderilecek.", "Takvim e-posta ile gönderildi.", ""),
                results=("passed-on", "information-given"),
            ),
            later(
                "email",
                "outbound",
                (3, 60),
                ("Bakım sözleşmesi yenileme", "Periyodik bakım takvimi"),
                ("Ekte sunulmuştur, onayınızı rica ederiz.",),
            ),
        ),
    ),
    Story(
        6,
        (
            call(
                ("Fatura düzeltmesi istiyor.", "Faturada vergi dairesi yanlış.", "Fatura iki kez kesilmiş."),
                ("{siparis}, {buyuk_tutar}.", "Sipariş numarası faturaya yazılmamış, ödeme yapamıyorlar."),
                ("Muhasebeye iletildi.", "İade faturası kesecekler."),
                results=("passed-on", "solved"),
            ),
            later(
                "application", "", (0.02, 0.2), ("Fatura düzeltme talebi açıldı.",), ("Sipariş {siparis}.",)
            ),
            later(
                "email",
                "outbound",
                (5, 50),
                ("Düzeltilmiş fatura",),
                ("Düzeltilmiş faturanız ektedir, rahatsızlık için özür dileriz.",),
            ),
            later("application", "", (1, 20), ("Fatura düzeltme kapatıldı.",)),
        ),
        subject="Fatura düzeltme, sipariş {siparis}",
        priorities=("normal", "low"),
    ),
    Story(
        5,
        (
            later(
                "call",
                "outbound",
                (0, 0),
                ("Vadesi geçen fatura için arandı.", "Hakediş ödemesi soruldu."),
                (
                    "{gun} ödenecek.",
                    "Onayda bekliyormuş.",
                    "Yetkili toplantıda, tekrar aranacak.|not-reached",
                ),
                results=("call-back-promised", "not-reached"),
            ),
            later(
                "payment",
                "inbound",
                (24, 300),
                ("{buyuk_tutar} ödeme alındı.",),
                ("EFT.", "Çek, {ay} vadeli."),
            ),
        ),
    ),
    Story(
        5,
        (
            call(
                ("Montaj ekibinin ne zaman geleceğini sordu.", "Montaj programı için aradı."),
                (
                    "{gun} sabah {saat} arası gelinecek.",
                    "Şantiye hazır değil, bir hafta ertelendi.",
                    "Vinç ayarlanması istendi.",
                ),
                results=("information-given", "appointment-made"),
            ),
        ),
    ),
)

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
