"""Who can sign in to the demo."""

from dataclasses import dataclass

from .network import FIRST_IN_GUANGZHOU

PASSWORD = "channels-demo"  # of everybody: it is a demo
SECRET = "CHANNELSDEMOSECRETOFNOUSE2345674"  # of the second factor: the demo shows its codes

SELLS_ELSEWHERE = "C440600-1"  # the city dealer of Foshan, whose goods turn up in Hangzhou
SEES_DOWNSTREAM = "P440000-1"  # the provincial dealer whose principal sees the dealers below it


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    full_name: str
    role: str
    region: str = ""
    dealer: str = ""


PEOPLE = (
    Person("hq", "沈知远", "headquarters"),
    Person("finance", "陆静怡", "finance"),
    Person("guangdong", "黎景行", "province", region="440000"),
    Person("guangzhou", "梁若谷", "city", region="440100"),
    Person("auditor", "严守正", "auditor"),
    Person("dealer", "冯嘉树", "principal", dealer=FIRST_IN_GUANGZHOU),
    Person("dealer2", "杭乐山", "principal", dealer="C330100-1"),
    Person("dealer3", "佛远程", "principal", dealer=SELLS_ELSEWHERE),
    Person("clerk", "江小雨", "clerk", dealer=FIRST_IN_GUANGZHOU),
    Person("provincial", "邹启明", "principal", dealer=SEES_DOWNSTREAM),
)
