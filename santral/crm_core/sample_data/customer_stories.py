"""What corporate customers call about."""

from __future__ import annotations

from typing import Final

from santral.crm_core.sample_data.story import Story, call, later

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
        category="{ariza_kategorisi}",
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
        category="invoice-wrong",
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
