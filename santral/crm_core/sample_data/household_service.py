"""What persons call about once they have an appliance: that it is broken, due, to be set up or sent back."""

from __future__ import annotations

from typing import Final

from santral.crm_core.sample_data.story import Story, call, later

BREAKDOWN: Final = Story(
    16,
    (
        call(
            (
                "{urun} arızası bildirdi.",
                "{urun} için servis istiyor.",
                "Cihazı arızalanmış ({urun}).",
                "Servis talebi var, {urun}.",
            ),
            ("Şikâyeti: {ariza}.", "{ariza} diyor.", "Dün akşamdan beri {ariza}.", "Üç gündür {ariza}."),
            (
                "Fişten çekip bekletmesini söyledim, düzelmedi.",
                "Hata kodu okutamadı, ekran yanmıyor.",
                "",
                "Daha önce de aynı arıza olmuş.",
                "Evde küçük çocuk var, acele etmemizi istedi.",
                "Kiracıymış, ev sahibi arayın demiş.",
            ),
            (
                "{gun} {saat} arasına randevu verildi.|appointment-made",
                "Servise yönlendirildi, {gun} gelinecek.|passed-on",
                "Kayıt açıldı, servis arayacak.|passed-on",
                "En erken {gun} verebildim, biraz söylendi.|appointment-made",
            ),
            results=("appointment-made", "passed-on", "complaint-recorded"),
        ),
        later("application", "", (0.02, 0.1), ("Servis kaydı açıldı: {urun}.",), ("{ariza_buyuk}.",)),
        later(
            "sms",
            "outbound",
            (0.1, 1),
            (
                "Servis randevunuz {gun} {saat} arasındadır.",
                "Sayın müşterimiz, teknisyenimiz {gun} {saat} saatlerinde adresinizde olacaktır.",
            ),
            (
                "Değişiklik için bu mesajı yanıtlayabilirsiniz.",
                "Bizi tercih ettiğiniz için teşekkür ederiz.",
            ),
        ),
        later(
            "visit",
            "outbound",
            (20, 96),
            ("{teknisyen} yerinde baktı.", "Yerinde müdahale edildi.", "Servis ziyareti yapıldı."),
            ("{onarim}.", "{onarim}, cihaz test edildi."),
            (
                "Parça ücreti {tutar} tahsil edildi.",
                "Ücret alınmadı, garanti kapsamında.",
                "İşçilik {tutar}, kartla ödendi.",
            ),
            results=("solved",),
        ),
        later(
            "call",
            "outbound",
            (24, 72),
            ("Memnuniyet için arandı.", "Servis sonrası arandı."),
            (
                "Sorun giderilmiş, teşekkür etti.",
                "Memnun, puanı 10.",
                "Cihaz çalışıyor ama teknisyen geç gelmiş, 7 verdi.",
                "Çalışıyor, memnun.",
            ),
            results=("solved",),
        ),
    ),
    subject="{urun}: {ariza}",
    category="{ariza_kategorisi}",
    priorities=("normal", "normal", "high", "urgent"),
)

INSTALLATION: Final = Story(
    8,
    (
        call(
            (
                "Yeni aldığı {urun} için kurulum istiyor.",
                "Kurulum randevusu almak için aradı.",
                "Ürün teslim edilmiş, kurulum bekliyor ({urun}).",
            ),
            (
                "{ilce} servisine yönlendirildi.",
                "Kutuyu açmaması söylendi.",
                "Tesisatı hazırmış.",
                "Daire 4. kat, asansör yok.",
            ),
            ("{gun} {saat} arası uygun dedi.", "Hafta sonu istedi, {gun} verildi."),
            results=("appointment-made",),
        ),
        later("sms", "outbound", (0.1, 1), ("Kurulum randevunuz {gun} {saat} olarak planlandı.",)),
        later(
            "visit",
            "outbound",
            (20, 90),
            ("Kurulum tamamlandı.", "{teknisyen} kurulumu yaptı."),
            (
                "Kullanımı anlatıldı, garanti belgesi kaşelendi.",
                "Priz uygun değil, uzatmayla kullanmaması söylendi.",
                "Yeri dar, havalandırma boşluğu bırakıldı.",
            ),
            results=("solved",),
        ),
    ),
)

MAINTENANCE_REMINDER: Final = Story(
    8,
    (
        later(
            "call",
            "outbound",
            (0, 0),
            ("Yıllık bakım hatırlatıldı.", "Bakım dönemi için arandı ({bakim})."),
            (
                "{gun} için randevu verdi.|appointment-made",
                "Şimdilik istemiyor, kışa doğru aransın.|call-back-promised",
                "Fiyatı sordu, {tutar} söylendi; düşünecek.|information-given",
                "Başka yerde yaptırmış.|information-given",
                "Açmadı.|not-reached",
            ),
            results=("appointment-made", "not-reached", "information-given"),
        ),
    ),
)

MAINTENANCE: Final = Story(
    6,
    (
        call(
            (
                "Bakım randevusu istedi ({bakim}).",
                "Kış gelmeden bakım yaptırmak istiyor.",
                "Bakım zamanı gelmiş ({bakim}).",
            ),
            ("Ücret {tutar} olarak söylendi, kabul etti.", "Bakım sözleşmesi var, ücret alınmayacak."),
            ("{gun} {saat} arası yazıldı.",),
            results=("appointment-made",),
        ),
        later(
            "visit",
            "outbound",
            (24, 120),
            ("Bakım yapıldı.", "{teknisyen} bakımı tamamladı."),
            ("Genel durumu iyi.", "{bakim_isi}.", "{bakim_isi}, bir sonraki {ay}."),
            results=("solved",),
        ),
    ),
)

WARRANTY: Final = Story(
    6,
    (
        call(
            (
                "Garanti süresini sordu.",
                "Garanti kapsamında mı diye soruyor ({urun}).",
                "Ek garanti hakkında bilgi istedi.",
            ),
            (
                "Fatura tarihine göre {ay} ayına kadar garantili.",
                "Süresi geçen ay dolmuş.",
                "Seri numarasından bakıldı, 2 yıl daha var.",
            ),
            (
                "Ek garanti {tutar} dendi, eşine soracak.|information-given",
                "Teşekkür etti.|information-given",
                "Ek garanti satıldı, {tutar}, 3 taksit.|order-taken",
                "",
            ),
            results=("information-given", "order-taken"),
        ),
    ),
)

SERVICE_COMPLAINT: Final = Story(
    4,
    (
        call(
            (
                "Gelen teknisyenden şikâyetçi.",
                "Servis ücretine itiraz ediyor.",
                "Servis sonrası arıza tekrarlamış.",
            ),
            (
                "Ayakkabıyla içeri girmiş, söyleyince terslemiş.",
                "{tutar} alınmış, telefonda daha az söylenmiş.",
                "İki gün çalışıp yine {ariza}.",
            ),
            ("Şikâyet kaydı açıldı, servis müdürü arayacak.", "Kayıt dinlenecek, geri dönülecek."),
            results=("complaint-recorded",),
        ),
        later(
            "application",
            "",
            (0.02, 0.1),
            ("Şikâyet açıldı: servis hizmeti.",),
            ("Servis fişi ve görüşme kaydı eklendi.",),
        ),
        later(
            "call",
            "outbound",
            (4, 50),
            ("Servis müdürü müşteriyi aradı.", "Şikâyet için geri arandı."),
            (
                "Ücretin yarısı iade edilecek.",
                "Ücretsiz tekrar gidilecek, {gun}.",
                "Teknisyenle görüşüldü, özür dilendi; konu kapandı.",
            ),
            results=("solved",),
        ),
        later(
            "application",
            "",
            (0.5, 24),
            ("Şikâyet kapatıldı.",),
            ("Müşteri çözümü kabul etti.", "İade yapıldı."),
        ),
    ),
    subject="Servis şikâyeti, {urun}",
    category="service",
    priorities=("high", "normal", "urgent"),
)

SPARE_PART: Final = Story(
    3,
    (
        call(
            (
                "Yedek parça sordu.",
                "{urun} için {parca} arıyor.",
                "{parca} kırılmış, yenisini istiyor ({urun}).",
            ),
            (
                "Stokta var, {tutar}.|order-taken",
                "Parça tedarikte, gelince haber verilecek.|call-back-promised",
                "Kodu fotoğraftan bulundu.",
            ),
            ("Kargo ile gönderilecek.", "{ilce} servisinden alacak.", ""),
            results=("order-taken", "call-back-promised"),
        ),
        later(
            "sms",
            "outbound",
            (20, 200),
            ("Beklediğiniz yedek parça gelmiştir.", "Parçanız kargoya verildi."),
            ("{kargo}, takip no SMS ile iletilecektir.", ""),
        ),
    ),
)

RETURN: Final = Story(
    6,
    (
        call(
            (
                "Ürünü iade etmek istiyor ({urun}).",
                "Değişim talebi var.",
                "Cayma hakkını kullanmak istiyor.",
            ),
            (
                "Kutusu açılmış ama kullanılmamış.",
                "Ölçüsü uymamış, yerine sığmamış.",
                "Rengini beğenmemiş.",
                "Kutudan çizik çıkmış, fotoğraf istedim.",
            ),
            ("14 gün şartı anlatıldı, kayıt açıldı.", "İade kodu SMS ile gönderildi."),
            results=("passed-on", "complaint-recorded"),
        ),
        later("application", "", (0.02, 0.2), ("İade talebi açıldı: {urun}.",), ("Sipariş {siparis}.",)),
        later(
            "email",
            "inbound",
            (2, 30),
            ("Fotoğraflar ektedir", "İade konusu hakkında", "Çizik fotoğrafları"),
            (
                "Merhaba, istediğiniz fotoğrafları gönderiyorum. Geri dönüşünüzü bekliyorum.",
                "Ürünü ne zaman alacaksınız? Evde {gun} öğleden sonra varım.",
            ),
        ),
        later(
            "call",
            "outbound",
            (5, 48),
            ("İade onayı bildirildi.", "İade talebi için arandı."),
            (
                "{gun} ürün adresten alınacak.",
                "Değişim ürünü stokta, {gun} gönderilecek.",
                "Bedel iadesi istedi, {fiyat} karta iade edilecek.",
            ),
            results=("solved", "information-given"),
        ),
        later("payment", "outbound", (48, 160), ("İade bedeli {fiyat} karta aktarıldı.",)),
    ),
    subject="İade: {urun}",
    category="return-request",
    priorities=("normal", "normal", "low"),
)
