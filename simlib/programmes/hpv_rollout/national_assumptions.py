"""The group `hpv_rollout.national_programme`: free vaccination by the country, which may come or not."""

from datetime import date

from simlib.scenario.assumption import Age, Section, UnitPrice


class NationalProgramme(Section):
    """Girls whose doses the country gives, if it does, from a day on.

    They are born on `born_from` or later, and get them from `youngest` on, whether or not their batch has
    opened; `price` is what a dose of vaccine costs those who pay for it, whichever the product.
    """

    in_force: bool
    starts: date
    born_from: date
    youngest: Age
    price: UnitPrice
