"""What must agree between the parts of `welfare_centre.beds`, and what is worth knowing of them."""

from collections.abc import Iterator

import numpy as np

from simlib.language.message import Message
from simlib.programmes.welfare_centre.beds_assumptions import CARES, BedsSection
from simlib.programmes.welfare_centre.beds_capacity import beds_with, carers_after
from simlib.programmes.welfare_centre.beds_money import BEDS


def bed_misfits(section: BedsSection) -> Iterator[tuple[str, str]]:
    """Yield path and message of everything that does not agree."""
    beds = beds_with(section, carers_after(section.staff, np.zeros(1)))[0]
    for care, open_then, moved_in in zip(CARES, beds.tolist(), section.moved_in.by_care, strict=True):
        if moved_in > open_then:
            yield (
                f"{BEDS}.moved_in.{care}",
                Message(
                    "{people} people move in on the day of opening; only {beds} beds are open then, by the "
                    "carers of that day and the beds of this kind of care",
                    people=moved_in,
                    beds=open_then,
                ),
            )


def bed_notices(section: BedsSection) -> Iterator[Message]:
    """Yield what is no error and yet worth knowing: beds that never open."""
    staff = section.staff
    carers = zip(staff.at_opening.by_care, staff.hired.by_care, strict=True)
    for care, planned, numbers in zip(CARES, section.places.by_care, carers, strict=True):
        if planned and not any(numbers):
            yield Message(
                "{path}: there are no carers, so that none of {beds} beds ever opens",
                path=f"{BEDS}.staff.hired.{care}",
                beds=planned,
            )
