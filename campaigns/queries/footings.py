"""Tables of the plan, which pages read and people seldom change; see `core.kept`."""

from __future__ import annotations

from campaigns.models import Campaign, Objective, Story, Target
from communes.models import DistrictFigure, Recognition, RecognitionCase

PLAN = (Campaign, Target, Objective, DistrictFigure, Recognition, RecognitionCase, Story)
"""What was promised, what is recognised, what is told of it."""
