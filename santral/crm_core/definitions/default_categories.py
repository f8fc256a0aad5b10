"""The complaint categories that come with Santral: for a house that sells and repairs appliances and
electronics. An administrator makes them the own house's.

One a line: code, Turkish name, English name; two spaces further in lies what is below.
"""

from __future__ import annotations

from typing import Final

CATEGORIES: Final = """
product | Ürün | Product
  washing-machine | Çamaşır makinesi | Washing machine
    washing-machine-no-drain | Su boşaltmıyor | Does not drain
    washing-machine-no-spin | Sıkma yapmıyor | Does not spin
    washing-machine-noise | Sesli ve sarsıntılı çalışıyor | Noisy, shakes
    washing-machine-leak | Su kaçırıyor | Leaks water
  refrigerator | Buzdolabı | Refrigerator
    refrigerator-not-cooling | Soğutmuyor | Does not cool
    refrigerator-frost | Karlanma yapıyor | Frosts up
    refrigerator-door | Kapı ve conta | Door and seal
  dishwasher | Bulaşık makinesi | Dishwasher
    dishwasher-not-clean | İyi yıkamıyor | Does not wash clean
    dishwasher-no-drain | Suyu tahliye etmiyor | Does not drain
  air-conditioner | Klima | Air conditioner
    air-conditioner-not-cooling | Soğutmuyor | Does not cool
    air-conditioner-drip | Su damlatıyor | Drips water
    air-conditioner-remote | Kumanda çalışmıyor | Remote control does not work
  television | Televizyon | Television
    television-picture | Görüntü | Picture
      television-no-picture | Görüntü gelmiyor | No picture
      television-lines | Ekranda çizgi var | Lines on the screen
      television-broken-screen | Ekran kırık | Broken screen
    television-sound | Ses gelmiyor | No sound
    television-internet | İnternete bağlanmıyor | Does not connect to the internet
  phone-and-computer | Telefon ve bilgisayar | Phone and computer
    device-not-starting | Açılmıyor | Does not start
    device-battery | Batarya ve şarj | Battery and charging
    device-software | Yazılım ve güncelleme | Software and updates
  small-appliance | Küçük ev aletleri | Small appliances
delivery | Teslimat | Delivery
  delivery-late | Teslimat gecikti | Late delivery
  delivery-damaged | Hasarlı geldi | Arrived damaged
    delivery-damaged-box | Koli ezik veya açılmış | Box crushed or opened
    delivery-damaged-product | Ürün hasarlı | Product damaged
  delivery-missing | Eksik ürün veya parça | Something is missing
  delivery-wrong | Yanlış ürün geldi | Wrong product
  delivery-address | Adres ve randevu değişikliği | Change of address or appointment
installation | Kurulum | Installation
  installation-appointment | Kurulum randevusu | Installation appointment
  installation-late | Ekip randevuya gelmedi | The team did not come
  installation-faulty | Hatalı kurulum | Wrongly installed
  installation-extra-charge | Kurulumda ek ücret istendi | Extra charge at the installation
service | Servis | Service
  service-appointment | Servis randevusu | Service appointment
  service-late | Servis geç geldi veya gelmedi | Service late or absent
  service-repair-time | Onarım uzun sürdü | The repair took too long
  service-spare-part | Yedek parça bekleniyor | Waiting for a spare part
  service-again | Aynı arıza tekrarladı | The same fault again
  service-price | Servis ücreti | Price of the service
billing | Fatura ve ödeme | Invoice and payment
  invoice | Fatura | Invoice
    invoice-missing | Fatura ulaşmadı | No invoice received
    invoice-wrong | Fatura bilgileri hatalı | Wrong details on the invoice
  payment | Ödeme | Payment
    payment-twice | Karttan iki kez çekildi | Charged twice
    payment-instalments | Taksit sayısı | Instalments
    payment-refused | Ödeme alınamadı | Payment refused
  refund-late | Para iadesi yapılmadı | Refund not made
warranty | Garanti | Warranty
  warranty-query | Garanti süresi | Length of the warranty
  warranty-refused | Garanti dışı sayıldı | Taken as out of warranty
  warranty-extended | Ek garanti paketi | Extended warranty
return-and-exchange | İade ve değişim | Return and exchange
  return-request | İade talebi | Wants to return
  exchange-request | Değişim talebi | Wants an exchange
  return-pickup | İade ürünü alınmadı | Return not picked up
  return-rejected | İade reddine itiraz | Objects to a rejected return
staff | Personel | Staff
  staff-call-centre | Çağrı merkezi | Call centre
  staff-store | Mağaza | Store
  staff-field | Servis ve teslimat ekibi | Service and delivery team
website | Web sitesi ve mobil uygulama | Web site and mobile app
  website-account | Üyelik ve giriş | Account and signing in
  website-order | Sipariş verilemiyor | Cannot order
  website-information | Fiyat, stok veya ürün bilgisi yanlış | Wrong price, stock or product details
store-and-dealer | Mağaza ve bayi | Stores and dealers
other | Diğer | Other
"""
