"""The section `welfare_centre`: what a scenario says about the centre."""

from simlib.programmes.welfare_centre.beds_assumptions import BedsSection
from simlib.programmes.welfare_centre.construction_assumptions import ConstructionSection
from simlib.scenario.assumption import Section


class WelfareCentreSection(Section):
    """Everything about the welfare centre: building it, and running it from its opening on."""

    construction: ConstructionSection
    beds: BedsSection
