"""The movement: campaigns, what they promise, and who takes part."""

from campaigns.models.campaign import Campaign, Target
from campaigns.models.clusters import EmulationCluster
from campaigns.models.guidance import GuidanceDocument, PolicyProposal
from campaigns.models.letters import Board, BoardMember, IncomingLetter, LetterCounter
from campaigns.models.task_sources import MeetingNotice, ReminderRule, TaskSeries, TaskTemplate
from campaigns.models.tasks import Task, TaskDependency, TaskDue, TaskNote, TaskParty

__all__ = [
    "Board",
    "BoardMember",
    "Campaign",
    "EmulationCluster",
    "GuidanceDocument",
    "IncomingLetter",
    "LetterCounter",
    "MeetingNotice",
    "PolicyProposal",
    "ReminderRule",
    "Target",
    "Task",
    "TaskDependency",
    "TaskDue",
    "TaskNote",
    "TaskParty",
    "TaskSeries",
    "TaskTemplate",
]
