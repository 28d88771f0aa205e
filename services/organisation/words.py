"""The words for roles, as pages say them."""

from schemas import roles
from schemas.messages import N_

# role → (its word, what it may do)
ROLES = {
    roles.MEMBER: (N_("Member"), N_("Submits improvements and notes waste, in any unit.")),
    roles.UNIT_LEAD: (N_("Unit lead"), N_("Decides in the home unit and the units named below.")),
    roles.DIVISION_LEADER: (
        N_("Division leader"),
        N_("Reviews the divisions named below; without any, the whole region."),
    ),
    roles.COACH: (N_("Coach"), N_("Helps any unit and curates examples.")),
    roles.TRAINING: (N_("Training"), N_("For programs: reads published examples only.")),
    roles.INTEGRATION: (N_("Integration"), N_("For programs: writes for the units and divisions named below.")),
    roles.ADMIN: (N_("Administrator"), N_("Looks after units, people and API clients.")),
}
