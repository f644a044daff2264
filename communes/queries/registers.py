"""What the registers say of a unit, for those who decide on recognition: one door, four questions.

Each answers None where the portal holds nothing: unknown is never zero and never met.
"""

from communes.queries.debt import DebtFigure, construction_debt
from communes.queries.opinions import OpinionFigure, VillageOpinion, opinions
from communes.queries.registrations import RegisteredVillage, RegistrationFigure, registration
from communes.queries.surveys import GroupFigure, QuestionFigure, SurveyFigure, satisfaction

__all__ = [
    "DebtFigure",
    "GroupFigure",
    "OpinionFigure",
    "QuestionFigure",
    "RegisteredVillage",
    "RegistrationFigure",
    "SurveyFigure",
    "VillageOpinion",
    "construction_debt",
    "opinions",
    "registration",
    "satisfaction",
]
