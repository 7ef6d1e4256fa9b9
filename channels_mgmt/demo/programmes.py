"""The demo's rebate programmes, as the document of the programme file."""

from typing import Any

START = "2025-01-01"
QUARTER_BOUNDS = (500_000, 1_000_000, 2_000_000)  # yuan


def document() -> dict[str, Any]:
    """One programme of each method, benefit and period; two caps, and two with a new version."""
    return {"programmes": [*_bought(), *_sold()]}


def _bought() -> list[dict[str, Any]]:
    """On what dealers buy from the brand."""
    monthly = _steps("percent", ("100000", "0.5"), ("250000", "0.8"), ("500000", "1.2"))
    quarter = _steps("percent", *zip(map(str, QUARTER_BOUNDS), ("1.2", "1.8", "2.5"), strict=True))
    year = _steps("percent", ("1500000", "0.5"), ("3000000", "0.8"), ("6000000", "1.2"))
    better = _steps("percent", ("1500000", "0.6"), ("3000000", "1"), ("6000000", "1.5"))
    running = _steps("percent", ("3000000", "0.8"), ("6000000", "1.2"), ("10000000", "1.5"))
    stacked = _steps("percent", ("1000000", "0.3"), ("2000000", "0.3"), ("4000000", "0.4"))
    stacked[0]["lump_sum"] = "3000"
    water = _steps("percent", ("0", "1"), ("500000", "2"), ("1500000", "3"))
    return [
        _programme(
            "BUY-MONTH", "月度阶梯返利", "Monthly graduated rebate",
            _version("sell_in", monthly, "graduated", "month", tiers=["city"]),
        ),
        _programme(
            "BUY-QUARTER", "季度达量返利", "Quarterly volume rebate",
            _version("sell_in", quarter, "whole", "quarter", tiers=["provincial", "city"]),
        ),
        _programme(
            "BUY-YEAR", "年度提货返利", "Annual purchase rebate",
            _version("sell_in", year, "whole", "year", tiers=["city"], to="2025-07-01"),
            _version("sell_in", better, "whole", "year", tiers=["city"], start="2025-07-01"),
            payment_form="cash",
        ),
        _programme(
            "BUY-RUNNING", "年度累进返利", "Running annual rebate",
            _version("sell_in", running, "whole", "quarter", tiers=["national", "provincial"],
                     cumulation="progressive"),
        ),
        _programme(
            "BUY-HALF", "半年叠加奖励", "Half-year stacked bonus",
            _version("sell_in", stacked, "stacked", "half", tiers=["city"],
                     cap={"on": "benefit", "amount": "30000"}),
        ),
        _programme(
            "WATER-HALF", "热水净水专项返利", "Water heating special",
            _version("sell_in", water, "graduated", "half", tiers=["provincial", "city"],
                     lines=["WATER"], upper_inclusive=True),
        ),
    ]  # fmt: skip


def _sold() -> list[dict[str, Any]]:
    """On what dealers sell on."""
    lump = _steps("lump_sum", ("300000", "3000"), ("600000", "8000"), ("1200000", "20000"))
    hoods = _steps("per_unit", ("20", "8"), ("40", "12"), ("80", "18"))
    stoves = _steps("percent", ("0", "1"), ("30", "2"), ("80", "3.5"))
    faster = _steps("percent", ("0", "1.5"), ("20", "2.5"), ("60", "4"))
    outlet = _steps("percent", ("500000", "0.3"), ("1000000", "0.5"), ("2500000", "0.8"))
    integrated = {"tiers": ["city", "outlet"], "lines": ["INTEGRATED"], "target": "quantity",
                  "earning": "net_amount"}  # fmt: skip
    return [
        _programme(
            "SUPPLY-QUARTER", "季度分销达标奖", "Quarterly supply bonus",
            _version("sell_through", lump, "whole", "quarter", tiers=["provincial", "city"]),
            payment_form="goods",
        ),
        _programme(
            "HOOD-UNITS", "油烟机台量奖", "Range hoods by the piece",
            _version("sell_out", hoods, "whole", "month", tiers=["city", "outlet"],
                     lines=["HOODS"], target="quantity", cap={"on": "measure", "amount": "120"}),
        ),
        _programme(
            "INTEGRATED-QUARTER", "集成灶推广奖", "Integrated stoves promotion",
            _version("sell_out", stoves, "graduated", "quarter", to="2026-05-16", **integrated),
            _version("sell_out", faster, "graduated", "quarter", start="2026-05-16", **integrated),
        ),
        _programme(
            "OUTLET-YEAR", "网点年度零售奖", "Outlets' annual bonus",
            _version("sell_out", outlet, "whole", "year", tiers=["outlet"]),
            payment_form="cash",
        ),
        _programme(
            "ONLINE-LOCAL", "线上同城分享", "Share of the flagship's local sales",
            _version("online", _steps("per_unit", ("1", "25")), "whole", "month",
                     tiers=["provincial", "city"], target="quantity", shops=["TMALL-LANZAO"]),
            sales_linked=False,
        ),
    ]  # fmt: skip


def _programme(code: str, name: str, name_en: str, *versions: dict, **terms: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "name_en": name_en,
        "payment_form": "credit",
        "sales_linked": True,
        "exclusion_group": None,
        "priority": 10,
        "enrolment": "scope",
        **terms,
        "versions": list(versions),
    }


def _version(
    kind: str, steps: list[dict[str, str]], method: str, period: str, *,
    start: str = START, to: str | None = None, tiers: list[str], lines: list[str] | None = None,
    shops: list[str] | None = None, target: str = "net_amount", earning: str | None = None,
    cap: dict[str, str] | None = None, **terms: Any,
) -> dict[str, Any]:  # fmt: skip
    include = {"tiers": tiers, "product_lines": lines or [], "shops": shops or []}
    return {
        "valid_from": start,
        "valid_to": to,
        "scope": {"kinds": [kind], "include": include, "exclude": {}},
        "target_measure": {"of": target},
        "earning_measure": {"of": earning or target},
        "steps": steps,
        "method": method,
        "period": period,
        "cap": cap,
        **terms,
    }


def _steps(benefit: str, *steps: tuple[str, str]) -> list[dict[str, str]]:
    return [{"from": lower, benefit: amount} for lower, amount in steps]
