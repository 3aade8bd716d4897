"""What one project spends in one draw: the value of its work and how it is paid."""

from dataclasses import dataclass

from simlib.core.clock import Horizon
from simlib.programmes.works.assumptions import WorksSection
from simlib.programmes.works.course import Course
from simlib.programmes.works.payments import Payments, payments_of
from simlib.programmes.works.value import Value, value_of


@dataclass(frozen=True)
class Spending:
    """Money of one project.

    Attributes
    ----------
    project
        Its name.
    contract
        Fen, as planned.
    begins
        Number of the month in which work goes on.
    value
        Of the work.
    payments
        What falls due for it.
    """

    project: str
    contract: int
    begins: int
    value: Value
    payments: Payments

    @property
    def left_to_pay(self) -> int:
        """Fen of the contract that are not paid when work goes on; what a bond pays its share of."""
        return self.contract - self.payments.before

    @property
    def paid_before(self) -> int:
        """Fen paid before work goes on, or due before the horizon."""
        return self.value.total - self.due(0, None)

    def due(self, from_month: int, before_month: int | None) -> int:
        """Return the fen that fall due from a month on and before another one, if there is one."""
        due = self.payments.month >= from_month
        if before_month is not None:
            due &= self.payments.month < before_month
        return int(self.payments.amount[due].sum())


def spending_of(course: Course, works: WorksSection, horizon: Horizon) -> Spending:
    """Return the money of a project in the first draw of its course."""
    value = value_of(course, works.steepness, horizon)
    accepted = int(horizon.month_number(course.reached("accepted")[0]))
    return Spending(
        project=course.project.name,
        contract=int(course.project.value.sum()),
        begins=value.first_month,
        value=value,
        payments=payments_of(value, accepted, works.payment),
    )
