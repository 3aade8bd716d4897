"""A woman of the SimPy model."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from simlib.programmes.hpv_rollout.spans import AGE_BANDS
from simlib.programmes.hpv_rollout.women import DAYS_IN_MONTH_CODE, Women


@dataclass
class Woman:
    """A woman on her way through the rollout; her school brings her on days of `brought` alone."""

    row: int
    identity: np.uint64
    township: int
    band: str
    birthday: date
    away: bool
    walks_in: bool
    group: int
    brought: range
    wish_day: int
    appointments: int = 0
    missed: int = 0
    doses: int = 0
    series: int = 0
    product: str = ""

    def age_on(self, day: date) -> int:
        """Age in completed years; born on 29 February, she is a year older from 1 March."""
        before_birthday = (day.month, day.day) < (self.birthday.month, self.birthday.day)
        return day.year - self.birthday.year - before_birthday


def woman_at(women: Women, row: int) -> Woman:
    """Return the woman of a row."""
    month, day = divmod(int(women.birth_code[row]), DAYS_IN_MONTH_CODE)
    pupils = women.pupils
    return Woman(
        row=row,
        identity=women.identity[row],
        township=int(women.township[row]),
        band=list(AGE_BANDS)[women.band[row]],
        birthday=date(int(women.birth_year[row]), month, day),
        away=bool(women.away[row]),
        walks_in=bool(women.walks_in[row]),
        group=int(pupils.group[row]),
        brought=range(int(pupils.brought_from[row]), int(pupils.brought_until[row])),
        wish_day=int(women.wish_day[row]),
    )
