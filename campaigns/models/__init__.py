"""The movement: campaigns, what they promise, and who takes part."""

from campaigns.models.campaign import Campaign, Objective, Target
from campaigns.models.clusters import ClusterHead, ClusterMember, EmulationCluster
from campaigns.models.contributions import (
    Contribution,
    ContributionPlan,
    ContributionWork,
    ConversionRate,
)
from campaigns.models.draws import Draw
from campaigns.models.findings import Finding, FindingNote
from campaigns.models.guidance import GuidanceDocument, PolicyProposal
from campaigns.models.inspections import (
    ChecklistItem,
    Inspection,
    InspectionMember,
    InspectionPhoto,
    InspectionPlan,
    ServedProgramme,
)
from campaigns.models.letters import Board, BoardMember, IncomingLetter, LetterCounter
from campaigns.models.merit_books import (
    BookRow,
    Cooperative,
    Initiative,
    NurturedModel,
    OcopProduct,
    PublicityEvent,
    ValueChain,
)
from campaigns.models.party_plans import PartyPaper, PartyPlan
from campaigns.models.petitions import Petition, PetitionBatch
from campaigns.models.plan import (
    CampaignLink,
    Milestone,
    Phase,
    PlanSection,
    PlanVersion,
    Subject,
    SubjectCriterion,
)
from campaigns.models.pledges import Pledge, PledgeResult, PledgeTarget
from campaigns.models.reviews import ReviewEvent, ReviewRemark, ReviewReport
from campaigns.models.scoring import CrossCheck, RankingSnapshot, Score, ScoringItem, ScoringSheet
from campaigns.models.stories import Broadcast, Story, StorySpread
from campaigns.models.support import SupportAssignment, SupportVisit
from campaigns.models.task_sources import MeetingNotice, ReminderRule, TaskSeries, TaskTemplate
from campaigns.models.tasks import Task, TaskDependency, TaskDue, TaskNote, TaskParty
from campaigns.models.voices import VoiceOpinion

__all__ = [
    "Board",
    "BoardMember",
    "BookRow",
    "Broadcast",
    "Campaign",
    "CampaignLink",
    "ChecklistItem",
    "ClusterHead",
    "ClusterMember",
    "Contribution",
    "ContributionPlan",
    "ContributionWork",
    "ConversionRate",
    "Cooperative",
    "CrossCheck",
    "Draw",
    "EmulationCluster",
    "Finding",
    "FindingNote",
    "GuidanceDocument",
    "IncomingLetter",
    "Initiative",
    "Inspection",
    "InspectionMember",
    "InspectionPhoto",
    "InspectionPlan",
    "LetterCounter",
    "MeetingNotice",
    "Milestone",
    "NurturedModel",
    "Objective",
    "OcopProduct",
    "PartyPaper",
    "PartyPlan",
    "Petition",
    "PetitionBatch",
    "Phase",
    "PlanSection",
    "PlanVersion",
    "Pledge",
    "PledgeResult",
    "PledgeTarget",
    "PolicyProposal",
    "PublicityEvent",
    "RankingSnapshot",
    "ReminderRule",
    "ReviewEvent",
    "ReviewRemark",
    "ReviewReport",
    "Score",
    "ScoringItem",
    "ScoringSheet",
    "ServedProgramme",
    "Story",
    "StorySpread",
    "Subject",
    "SubjectCriterion",
    "SupportAssignment",
    "SupportVisit",
    "Target",
    "Task",
    "TaskDependency",
    "TaskDue",
    "TaskNote",
    "TaskParty",
    "TaskSeries",
    "TaskTemplate",
    "ValueChain",
    "VoiceOpinion",
]
