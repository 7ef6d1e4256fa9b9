"""Names and credit codes of companies that do not exist."""

import random

from dealers.uscc import check_character

# Two characters each make a company's own name: 汀禾 Tinghe, 樾舟 Yuezhou.
FIRST = dict(
    zip(
        "汀樾砚霁苇澍屿槿筠珑垚芃",
        ("Ting", "Yue", "Yan", "Ji", "Wei", "Shu", "Yu", "Jin", "Yun", "Long", "Yao", "Peng"),
        strict=True,
    )
)
SECOND = dict(
    zip(
        "禾舟灯桥渡笙陌川檐棠麓汐",
        ("he", "zhou", "deng", "qiao", "du", "sheng", "mo", "chuan", "yan", "tang", "lu", "xi"),
        strict=True,
    )
)
TRADES = {
    "national": ("家电供应链有限公司", "Appliance Supply Chain"),
    "provincial": ("电器贸易有限公司", "Appliance Trading"),
    "city": ("厨电销售有限公司", "Kitchen Sales"),
    "outlet": ("厨电经营部", "Kitchen Store"),
}


class Namer:
    """Gives each company a name and a credit code that no other one of this demo has."""

    def __init__(self, rng: random.Random) -> None:
        self.words = [(a + b, FIRST[a] + SECOND[b]) for a in FIRST for b in SECOND]
        rng.shuffle(self.words)
        self.given = 0

    def name(self, place: str, place_en: str, tier: str) -> tuple[str, str]:
        word, word_en = self.words[self.given % len(self.words)]
        self.given += 1
        trade, trade_en = TRADES[tier]
        return f"{place}{word}{trade}", f"{place_en} {word_en} {trade_en}".strip()

    def uscc(self, region: str) -> str:
        """A valid credit code with an organisation part that has not been handed out."""
        region = "100000" if region == "000000" else region
        return uscc(region, self.given)


def uscc(region: str, number: int) -> str:
    body = f"91{region}MAYD{number:05}"
    return body + check_character(body)
