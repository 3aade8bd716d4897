"""Write `scenarios/gaoping-2023/calendar.yaml` from the library `holidays`.

Run once by hand (`python scripts/make_calendar.py`): the calendar is data, so that an upgrade of the library
never changes a result.
"""

from datetime import date, timedelta
from pathlib import Path

import holidays

YEARS = range(2023, 2027)
TARGET = Path(__file__).resolve().parents[1] / "scenarios" / "gaoping-2023" / "calendar.yaml"

HEAD = """# Made by scripts/make_calendar.py; data, so that no upgrade of a library changes a result.
calendar:
"""
ENTRY = """  {name}:
    value: [{dates}]
    unit: date
    kind: fact
    confidence: {confidence}
    source: state-council-holidays
    label: {{en: {en}, zh: {zh}}}
    note: {note}
"""
SATURDAY = 5


def days_off() -> tuple[list[date], list[date]]:
    """Return the holidays with the weekends that join them, and the make-up workdays."""
    china = holidays.China(years=YEARS)
    makeup = {day for day in china.weekend_workdays if day.year in YEARS}
    off = set(china) - makeup
    for day in sorted(off):
        for step in (timedelta(days=-1), timedelta(days=1)):
            neighbour = day + step
            while neighbour.weekday() >= SATURDAY and neighbour not in makeup and neighbour.year in YEARS:
                off.add(neighbour)
                neighbour += step
    return sorted(off), sorted(makeup)


def main() -> None:
    """Write the file."""
    off, makeup = days_off()
    entries = (
        (
            "holidays",
            off,
            "Public holidays",
            "法定节假日",
            "In March 2023 only those of 2023 were announced.",
        ),
        ("makeup_workdays", makeup, "Make-up workdays", "调休上班日", "Weekend days worked in exchange."),
    )
    text = HEAD + "".join(
        ENTRY.format(name=name, dates=", ".join(map(str, dates)), confidence="high", en=en, zh=zh, note=note)
        for name, dates, en, zh, note in entries
    )
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET}: {len(off)} days off, {len(makeup)} make-up workdays")


if __name__ == "__main__":
    main()
