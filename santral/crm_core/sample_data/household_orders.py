"""What persons call about when they buy: orders, deliveries, invoices; and what is said to them."""

from __future__ import annotations

from typing import Final

from santral.crm_core.sample_data.story import Story, call, later

WHERE_IS_MY_ORDER: Final = Story(
    13,
    (
        call(
            (
                "Siparişinin nerede olduğunu sordu.",
                "{siparis} numaralı sipariş hâlâ gelmemiş.",
                "Kargo soruyor.",
                "Teslimat gecikmesi için aradı.",
            ),
            (
                "Sistemde {kargo} şubesinde görünüyor.",
                "Araçta görünüyor, bugün teslim edilecek.",
                "Depodan {gun} çıkmış.",
                "Adres eksik olduğu için iade dönmüş.",
            ),
            (
                "{gun} günü teslim edileceği söylendi.",
                "Takip numarası SMS ile gönderildi.",
                "Nakliyeyle görüşüp döneceğimi söyledim.|call-back-promised",
                "Adres düzeltildi, tekrar sevk edilecek.",
            ),
            results=("information-given", "call-back-promised", "solved"),
        ),
        later(
            "call",
            "outbound",
            (2, 26),
            ("Geri arandı.", "Söz verilen geri arama yapıldı."),
            (
                "Nakliye {gun} {saat} arası getirecek.|information-given",
                "Ürün {ilce} deposunda, yarın dağıtımda.|information-given",
                "Açmadı, SMS bırakıldı.|not-reached",
                "Teslim almış, sorun yok.|solved",
            ),
            results=("solved", "not-reached", "information-given"),
        ),
    ),
)

LATE_DELIVERY: Final = Story(
    7,
    (
        call(
            (
                "Teslimat gecikmesinden şikâyetçi.",
                "Gecikmeye çok kızgın, üçüncü arayışı.",
                "{siparis} siparişi için şikâyet.",
            ),
            (
                "{gun} gelecek denmiş, gelmemiş; izin alıp evde beklemiş.",
                "İki kez randevu verilip gidilmemiş.",
                "Eski cihazı da kaldırmış, evde {urun_yalin} yok.",
            ),
            (
                "Özür dilendi, şikâyet kaydı açıldı.",
                "Yöneticisiyle görüşmek istedi, kayda alındı.",
                "İptal etmekle tehdit etti, ikna edildi.",
            ),
            results=("complaint-recorded",),
        ),
        later(
            "application",
            "",
            (0.02, 0.1),
            ("Şikâyet açıldı: teslimat gecikmesi.",),
            ("Sipariş {siparis}, {urun}.",),
        ),
        later(
            "call",
            "outbound",
            (1, 20),
            ("Nakliye sorumlusuyla görüşülüp müşteri arandı.", "Şikâyet için geri dönüldü."),
            (
                "{gun} {saat} arası kesin teslim sözü verildi.",
                "Telafi olarak {tutar} hediye çeki tanımlandı.",
                "Aynı gün teslim ayarlandı, yumuşadı.",
            ),
            results=("call-back-promised", "solved"),
        ),
        later(
            "sms",
            "inbound",
            (10, 60),
            (
                "Teslim aldım teşekkürler",
                "Geldi sağolun",
                "Ürün geldi ama kapıda küçük çizik var, foto atıyorum",
                "Tamam teslim edildi",
            ),
        ),
        later(
            "application",
            "",
            (0.5, 10),
            ("Şikâyet kapatıldı.",),
            ("Teslimat müşteriden teyit edildi.", "Müşteri memnun."),
        ),
    ),
    subject="Teslimat gecikmesi, {urun}",
    category="delivery-late",
    priorities=("high", "urgent", "high"),
)

INVOICE: Final = Story(
    7,
    (
        call(
            (
                "Fatura istedi.",
                "E-arşiv faturasını bulamıyor.",
                "Faturanın bir örneğini istiyor.",
                "Faturada isim yanlış yazılmış.",
            ),
            (
                "{siparis} siparişine ait.",
                "Garanti için lazımmış.",
                "Kayıtlı e-posta eskiymiş, güncellendi.",
                "",
            ),
            (
                "E-posta ile gönderildi.",
                "Muhasebeye iletildi, yarın düzeltilecek.",
                "SMS bağlantısı atıldı.",
            ),
            results=("solved", "passed-on"),
        ),
        later(
            "email",
            "outbound",
            (0.1, 3),
            ("Faturanız ektedir.", "Talep ettiğiniz fatura örneği ekte."),
            ("İyi günler dileriz.", "Başka bir isteğiniz olursa yanıtlayabilirsiniz."),
        ),
    ),
)

PRICE: Final = Story(
    8,
    (
        call(
            (
                "{urun} fiyatını sordu.",
                "Stok soruyor, {urun}.",
                "Kampanyayı duymuş, {urun} bakıyor.",
                "{urun} ile bir alt modelin farkını sordu.",
            ),
            (
                "Peşin {fiyat} söylendi.",
                "12 taksit olduğunu öğrendi.",
                "Mağazada görmek istedi, {ilce} bayisi söylendi.",
                "Eskisini alıyor muyuz diye sordu, takas anlatıldı.",
            ),
            (
                "Düşünüp arayacak.|information-given",
                "Hafta sonu mağazaya gidecek.|information-given",
                "Siparişi alındı.|order-taken",
                "Başka yerde daha ucuz bulmuş, indirim istiyor.|call-back-promised",
            ),
            results=("information-given", "order-taken", "call-back-promised"),
        ),
        later(
            "order",
            "inbound",
            (0.1, 72),
            ("Sipariş {siparis}: {urun}.",),
            ("Tutar {fiyat}, kapıda teslim.", "Tutar {fiyat}, 9 taksit."),
        ),
        later("payment", "inbound", (0.1, 2), ("{fiyat} tahsil edildi.",), ("Sanal POS.", "Havale.")),
    ),
)

OVERDUE_PAYMENT: Final = Story(
    5,
    (
        later(
            "call",
            "outbound",
            (0, 0),
            ("Geciken taksit için arandı.", "Vadesi geçen ödeme hatırlatıldı."),
            (
                "{gun} yatıracağını söyledi.|call-back-promised",
                "Maaş günü ayın 15'i, o zaman ödeyecek.",
                "Ödemiş ama sisteme düşmemiş, dekontu gönderecek.",
                "Açmadı.|not-reached",
                "Borcu kabul etmiyor, muhasebeye aktarıldı.|passed-on",
            ),
            results=("call-back-promised", "not-reached", "passed-on"),
        ),
        later(
            "sms",
            "outbound",
            (0.2, 2),
            ("{tutar} tutarındaki taksidinizin son ödeme tarihi geçmiştir.",),
            ("Ödediyseniz bu mesajı dikkate almayınız.",),
        ),
        later(
            "payment",
            "inbound",
            (20, 200),
            ("{tutar} ödeme alındı.",),
            ("Havale.", "Mağazadan nakit.", "Kart."),
        ),
    ),
)

NEW_ADDRESS: Final = Story(
    4,
    (
        call(
            (
                "Adres değişikliği bildirdi.",
                "Taşınmış, adresini güncelletti.",
                "Telefon numarası değişmiş.",
            ),
            ("Yeni adres {ilce}.", "Eski adrese gönderi çıkmasın dedi.", "Eşinin numarasını da ekletti."),
            ("Kayıt güncellendi.",),
            results=("solved",),
        ),
    ),
)

LOST_LINE: Final = Story(
    3,
    (
        call(
            (
                "Hat kesildi.|not-reached",
                "Ses gelmedi, kapattı.|not-reached",
                "Yanlış numara, başka firmayı arıyormuş.|wrong-number",
                "Cep telefonu çekmiyor, tekrar arayacak.|not-reached",
            ),
            results=("wrong-number", "not-reached"),
        ),
    ),
)

CAMPAIGN: Final = Story(
    4,
    (
        later(
            "sms",
            "outbound",
            (0, 0),
            (
                "Kış kampanyası başladı: seçili ürünlerde peşin fiyatına 9 taksit.",
                "Doğum gününüz kutlu olsun! 500 TL hediye çekiniz tanımlandı.",
                "Size özel: bakım paketinde yüzde {yuzde} indirim.",
            ),
        ),
        later(
            "sms",
            "inbound",
            (0.2, 30),
            ("RET", "İptal edin bu mesajları", "Çek nasıl kullanılıyor?", "Teşekkürler"),
        ),
    ),
)
