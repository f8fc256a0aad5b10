"""Two thousand members: persons, companies with branches and employees, and how to reach them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from santral.crm_core.folding import words
from santral.crm_core.sample_data.callers import (
    ALI,
    AYDIN,
    AYDIN_ACCOUNTANT,
    AYSE,
    HOUSEHOLD,
    JOHN,
    SUKRU,
)
from santral.crm_core.sample_data.names import (
    COMPANY_FORMS,
    ESTATES,
    FIRST_WORDS,
    HOTELS,
    MEN,
    ROLES,
    SURNAMES,
    TRADES,
    WOMEN,
)
from santral.crm_core.sample_data.phone_numbers import FictitiousNumbers
from santral.crm_core.sample_data.places import CITIES, QUARTERS, STREETS, City

SHARE_OF_COMPANIES: Final = 0.28
PERSON_NOTES: Final = (
    "Öğleden sonra aranmasını istiyor.",
    "Kulağı ağır işitiyor, yavaş ve yüksek sesle konuşun.",
    "Gündüz çalışıyor, SMS tercih ediyor.",
    "Aramalarda kızı Elif Hanım'la görüşülebilir.",
    "Tanıtım mesajı istemiyor.",
    "Apartmanda asansör yok, 5. kat; nakliyeye bildirin.",
    "Eski müşterimiz, komşularını da yönlendirir.",
)
COMPANY_NOTES: Final = (
    "Ödeme günü ayın 15'i; öncesinde arayınca kızıyorlar.",
    "Siparişlerde mutlaka sipariş numarası istiyorlar.",
    "Faturalar yalnız e-postayla.",
    "Sevkiyat 16:00'dan sonra kabul edilmiyor.",
    "Fiyatı yalnız satın alma müdürüyle konuşun.",
)
DEBT_NOTE: Final = "Vadesi geçmiş bakiyesi var; yeni siparişte önce muhasebeye danışın."
BLACKLIST_NOTE: Final = "Karşılıksız çek nedeniyle kara listede: sipariş almayın, yöneticiye aktarın."


@dataclass(slots=True)
class SampleMember:
    """One member to be, with what belongs to it. `business` says whose stories it lives through."""

    member_id: int
    kind: str
    name: str
    city: City
    business: str  # "household" | "dealer" | "customer" | "supplier"
    member_since: datetime
    parent_id: int | None = None
    unit: str = ""
    tier: str = ""
    flags: frozenset[str] = frozenset({"active"})
    note: str = ""
    phones: list[tuple[str, str]] = field(default_factory=list)  # number, label
    email: str = ""
    address: str = ""
    employees: list[SampleEmployee] = field(default_factory=list)


@dataclass(slots=True)
class SampleEmployee:
    name: str
    role: str
    phones: list[str]
    person: SampleMember | None = None


class Society:
    """Makes members. The first ones are those of `callers`, with the same ids in every set."""

    def __init__(self, chance: Random, now: datetime) -> None:
        self._chance = chance
        self._now = now
        self._numbers = FictitiousNumbers(chance)
        self._company_names: set[str] = set()
        self.members: list[SampleMember] = []

    def grow(self, size: int) -> Sequence[SampleMember]:
        """Exactly `size` members; at least thirty."""
        self._callers()
        while len(self.members) < size - 6:
            draw = self._chance.random()
            if draw < SHARE_OF_COMPANIES * 0.8:
                self._company_with_branches()
            elif draw < SHARE_OF_COMPANIES * 0.8 + 0.02:
                self._family()
            else:
                self._person()
        while len(self.members) < size:
            self._person()
        return self.members

    def _callers(self) -> None:
        istanbul, izmir, ankara = CITIES[0], CITIES[3], CITIES[2]
        self._person("Ayşe Çelik", istanbul, [(AYSE, "mobile")], tier="gold", years=6)
        self._person("Şükrü Öğüt", CITIES[14], [(SUKRU, "mobile")], note=PERSON_NOTES[1], years=11)
        aydin = self._company(
            "AYDIN TİCARET A.Ş.", istanbul, "dealer", [(AYDIN, "head office")], tier="platinum"
        )
        aydin.flags = frozenset({"active", "buyer"})
        self._employ(aydin, "Nurhan Aydın", "Ortak")
        accountant = self._employ(aydin, "Serpil Işık", "Muhasebe")
        accountant.phones[:] = [AYDIN_ACCOUNTANT]
        self._employ(aydin, "Kenan Er", "Mağaza müdürü")
        for city, district in ((CITIES[1], "Kadıköy"), (izmir, "Bornova")):
            self._branch(aydin, "AYDIN TİCARET", city, district)
        self._person(
            "Ali Veli",
            ankara,
            [(ALI, "mobile")],
            flags=frozenset({"active", "debt"}),
            note=DEBT_NOTE,
            years=4,
        )
        self._person(
            "John Smith", CITIES[15], [(JOHN, "mobile")], note="Türkçesi az, İngilizce konuşun.", years=2
        )
        self._family("Kaya", HOUSEHOLD)

    def _person(
        self,
        name: str = "",
        city: City | None = None,
        phones: list[tuple[str, str]] | None = None,
        *,
        flags: frozenset[str] | None = None,
        tier: str | None = None,
        note: str | None = None,
        years: float | None = None,
    ) -> SampleMember:
        chance = self._chance
        city = city or self._city()
        name = name or self._name()
        member = self._add("person", name, city, "household", years)
        member.flags = flags or self._flags("household")
        member.tier = (
            chance.choices(("standard", "silver", "gold", "platinum"), (80, 13, 6, 1))[0]
            if tier is None
            else tier
        )
        member.note = self._note(member, PERSON_NOTES) if note is None else note
        member.phones = phones or [(self._numbers.mobile(), "mobile")]
        if phones is None and chance.random() < 0.35:
            member.phones.append((self._numbers.landline(city.area_code), "home"))
        if phones is None and chance.random() < 0.1:
            member.phones.append((self._numbers.mobile(), "work"))
        if chance.random() < 0.6:
            member.email = f"{'.'.join(words(name))}@posta.example"
        return member

    def _family(self, surname: str = "", shared: str = "") -> None:
        """Two or three persons with a surname, an address and a telephone at home in common."""
        surname, city = surname or self._chance.choice(SURNAMES), CITIES[1] if shared else self._city()
        shared = shared or self._numbers.landline(city.area_code)
        first = None
        for _ in range(self._chance.choice((2, 2, 3))):
            given = self._chance.choice((*WOMEN, *MEN))
            member = self._person(
                f"{given} {surname}", city, [(self._numbers.mobile(), "mobile"), (shared, "home")]
            )
            first = first or member
            member.address = first.address

    def _company_with_branches(self) -> None:
        chance = self._chance
        business, trade = chance.choice(TRADES)
        city = self._city()
        draw = chance.random()
        if draw < 0.08:
            business, name = "customer", f"{chance.choice(ESTATES)} Yönetimi"
        elif draw < 0.22:
            business, name = "customer", f"{chance.choice(FIRST_WORDS)} {chance.choice(HOTELS)}"
        else:
            start = chance.choice(FIRST_WORDS) if chance.random() < 0.4 else chance.choice(SURNAMES)
            name = f"{start} {trade}"
        if name in self._company_names:
            name = f"{chance.choice(city.districts)} {name}"
        self._company_names.add(name)
        form = chance.choice(COMPANY_FORMS) if draw >= 0.22 else ""
        company = self._company(
            f"{name} {form}".strip(),
            city,
            business,
            [(self._numbers.landline(city.area_code), "head office")],
        )
        for _ in range(chance.choices((1, 2, 3, 4, 6), (30, 30, 20, 15, 5))[0]):
            self._employ(company, self._name(), chance.choice(ROLES))
        if chance.random() < 0.18:
            for district in chance.sample(
                city.districts, min(len(city.districts), chance.choice((1, 1, 2, 3)))
            ):
                self._branch(company, name, city, district)

    def _company(
        self, name: str, city: City, business: str, phones: list[tuple[str, str]], tier: str | None = None
    ) -> SampleMember:
        chance = self._chance
        company = self._add("company", name, city, business, None)
        company.flags = self._flags(business)
        company.tier = (
            chance.choices(("standard", "silver", "gold", "platinum"), (60, 22, 13, 5))[0]
            if tier is None
            else tier
        )
        company.note = self._note(company, COMPANY_NOTES)
        company.phones = phones
        if chance.random() < 0.25:
            company.phones.append((self._numbers.landline(city.area_code), "fax"))
        company.email = f"info@{'-'.join(words(name)[:2])}.example"
        return company

    def _branch(self, parent: SampleMember, name: str, city: City, district: str) -> None:
        landline = (self._numbers.landline(city.area_code), "work")
        branch = self._company(f"{name} {district} Şubesi", city, parent.business, [landline], parent.tier)
        branch.parent_id, branch.unit = parent.member_id, "branch"
        self._employ(branch, self._name(), "Mağaza müdürü" if parent.business == "dealer" else "İdari işler")

    def _employ(self, company: SampleMember, name: str, role: str) -> SampleEmployee:
        """Somebody who works there; one in five is a customer at home too, with the same mobile."""
        mobile = self._numbers.mobile()
        employee = SampleEmployee(name, role, [mobile])
        if self._chance.random() < 0.2:
            employee.person = self._person(name, company.city, [(mobile, "mobile")])
        elif self._chance.random() < 0.25:
            employee.phones.append(company.phones[0][0])  # reached through the switchboard
        company.employees.append(employee)
        return employee

    def _add(self, kind: str, name: str, city: City, business: str, years: float | None) -> SampleMember:
        chance = self._chance
        since = self._now - timedelta(days=years * 365 if years else chance.triangular(5, 365 * 12, 500))
        member = SampleMember(len(self.members) + 1, kind, name, city, business, since.replace(microsecond=0))
        door = f"/{chance.randrange(1, 24)}" if kind == "person" else ""
        member.address = (
            f"{chance.choice(QUARTERS)} Mah. {chance.choice(STREETS)} No: {chance.randrange(1, 140)}{door} "
            f"{chance.choice(city.districts)}/{city.name}"
        )
        self.members.append(member)
        return member

    def _name(self) -> str:
        chance = self._chance
        given = chance.choice(WOMEN if chance.random() < 0.5 else MEN)
        second = f" {chance.choice(MEN)}" if chance.random() < 0.06 else ""
        # Common names are common: the first ones of the lists are drawn more often.
        surname = SURNAMES[min(int(chance.expovariate(1 / 28)), len(SURNAMES) - 1)]
        return f"{given}{second} {surname}"

    def _city(self) -> City:
        return self._chance.choices(CITIES, [city.weight for city in CITIES])[0]

    def _flags(self, business: str) -> frozenset[str]:
        draw = self._chance.random()
        flags = {"active"}
        if draw < 0.07:
            flags.add("prospect")
        elif business == "supplier":
            flags.add("supplier")
        elif business != "household":
            flags.add("buyer")
        if business == "dealer" and self._chance.random() < 0.15:
            flags.add("affiliate")
        if self._chance.random() < 0.05:
            flags.add("debt")
        if self._chance.random() < 0.008:
            flags.add("blacklisted")
        if self._chance.random() < 0.04:
            flags.discard("active")
        return frozenset(flags)

    def _note(self, member: SampleMember, notes: tuple[str, ...]) -> str:
        if "blacklisted" in member.flags:
            return BLACKLIST_NOTE
        if "debt" in member.flags:
            return DEBT_NOTE
        return self._chance.choice(notes) if self._chance.random() < 0.12 else ""
