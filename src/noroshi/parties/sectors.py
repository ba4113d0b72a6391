"""The fifteen designated sectors and their competent ministries; the unified standard's own list.

Source: Economic Security Promotion Act Art. 50 [P] for the sectors; competent ministry inferred
from the ministries that issued Order No. 4 of 2026 [I]. The unified standard's list [S] is another
one and is never merged with it; its sixteenth entry is not confirmed and therefore not here."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sector:
    """A designated sector. ministry: the code of the competent ministry's organisation."""

    name: str
    name_ja: str
    ministry: str


SECTORS: Mapping[str, Sector] = {
    "electricity": Sector("Electricity", "電気", "METI"),
    "gas": Sector("Gas", "ガス", "METI"),
    "oil": Sector("Oil", "石油", "METI"),
    "water": Sector("Water", "水道", "MLIT"),
    "rail": Sector("Rail", "鉄道", "MLIT"),
    "truck_freight": Sector("Truck freight", "貨物自動車運送", "MLIT"),
    "ocean_cargo": Sector("Ocean cargo", "外航貨物", "MLIT"),
    "port_transport": Sector("Port transport", "港湾運送", "MLIT"),
    "aviation": Sector("Aviation", "航空", "MLIT"),
    "airports": Sector("Airports", "空港", "MLIT"),
    "telecoms": Sector("Telecommunications", "電気通信", "MIC"),
    "broadcasting": Sector("Broadcasting", "放送", "MIC"),
    "post": Sector("Post", "郵便", "MIC"),
    "finance": Sector("Finance", "金融", "FSA"),
    "credit_cards": Sector("Credit cards", "クレジットカード", "METI"),
}

UNIFIED_STANDARD_SECTORS: Mapping[str, tuple[str, str]] = {
    "power": ("Electric power", "電力"),
    "gas": ("Gas", "ガス"),
    "oil": ("Oil", "石油"),
    "water": ("Water", "水道"),
    "rail": ("Rail", "鉄道"),
    "logistics": ("Logistics", "物流"),
    "ports": ("Ports", "港湾"),
    "aviation": ("Aviation", "航空"),
    "airports": ("Airports", "空港"),
    "communications": ("Information and communications", "情報通信"),
    "finance": ("Finance", "金融"),
    "credit": ("Credit", "クレジット"),
    "medical": ("Medical care", "医療"),
    "chemical": ("Chemicals", "化学"),
    "government": ("Government services", "政府・行政サービス"),
}

KINDS: Mapping[str, tuple[str, str]] = {
    "operator": ("Operator", "特別社会基盤事業者"),
    "ministry": ("Competent ministry", "所管省庁"),
    "nco": ("National Cyber Office", "国家サイバー統括室"),
    "police": ("Police", "警察"),
    "defence": ("Defence", "防衛"),
    "nss": ("National Security Secretariat", "国家安全保障局"),
    "commission": ("Oversight commission", "サイバー通信情報監理委員会"),
    "council_member": ("Council member", "協議会構成員"),
    "supplier": ("Supplier", "機器等供給者"),
    "local_government": ("Local government", "地方公共団体"),
    "university": ("University", "大学"),
    "sme": ("Small or medium enterprise", "中小企業"),
    "partner": ("Partner country", "協力国"),
}
