"""What persons call about, as those who took the call wrote it down."""

from __future__ import annotations

from typing import Final

from santral.crm_core.sample_data.story import Story, call, later

HOUSEHOLD_STORIES: Final = (
    Story(
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
        priorities=("normal", "normal", "high", "urgent"),
    ),
    Story(
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
    ),
    Story(
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
        priorities=("high", "urgent", "high"),
    ),
    Story(
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
    ),
    Story(
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
    ),
    Story(
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
    ),
    Story(
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
    ),
    Story(
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
    ),
    Story(
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
        priorities=("normal", "normal", "low"),
    ),
    Story(
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
    ),
    Story(
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
    ),
    Story(
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
    ),
    Story(
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
        priorities=("high", "normal", "urgent"),
    ),
    Story(
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
    ),
    Story(
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
    ),
    Story(
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
    ),
)
