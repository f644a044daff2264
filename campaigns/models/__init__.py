"""The movement: campaigns, what they promise, and who takes part."""

from campaigns.models.campaign import Campaign, Objective, Target
from campaigns.models.clusters import EmulationCluster
from campaigns.models.reviews import ReviewEvent, ReviewRemark, ReviewReport

__all__ = [
    "Campaign",
    "EmulationCluster",
    "ReviewEvent",
    "ReviewRemark",
    "ReviewReport",
from campaigns.models.party_plans import PartyPaper, PartyPlan
from campaigns.models.plan import (
    CampaignLink,
    Milestone,
    Phase,
    PlanSection,
    PlanVersion,
    Subject,
    SubjectCriterion,
)

__all__ = [
    "Campaign",
    "CampaignLink",
    "EmulationCluster",
    "Milestone",
    "Objective",
    "PartyPaper",
    "PartyPlan",
    "Phase",
    "PlanSection",
    "PlanVersion",
    "Subject",
    "SubjectCriterion",
from campaigns.models.campaign import Campaign, Target
from campaigns.models.clusters import ClusterHead, ClusterMember, EmulationCluster
from campaigns.models.pledges import Pledge, PledgeResult, PledgeTarget
from campaigns.models.scoring import (
    CrossCheck,
    RankingSnapshot,
    Score,
    ScoringItem,
    ScoringSheet,
)
from campaigns.models.support import SupportAssignment, SupportVisit

__all__ = [
    "Campaign",
    "ClusterHead",
    "ClusterMember",
    "CrossCheck",
    "EmulationCluster",
    "Pledge",
    "PledgeResult",
    "PledgeTarget",
    "RankingSnapshot",
    "Score",
    "ScoringItem",
    "ScoringSheet",
    "SupportAssignment",
    "SupportVisit",
    "Target",
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
from campaigns.models.contributions import (
    Contribution,
    ContributionPlan,
    ContributionWork,
    ConversionRate,
)
from campaigns.models.draws import Draw
from campaigns.models.findings import Finding, FindingNote
from campaigns.models.inspections import (
    ChecklistItem,
    Inspection,
    InspectionMember,
    InspectionPhoto,
    InspectionPlan,
    ServedProgramme,
)

__all__ = [
    "Campaign",
    "ChecklistItem",
    "Contribution",
    "ContributionPlan",
    "ContributionWork",
    "ConversionRate",
    "Draw",
    "EmulationCluster",
    "Finding",
    "FindingNote",
    "Inspection",
    "InspectionMember",
    "InspectionPhoto",
    "InspectionPlan",
    "ServedProgramme",
    "Target",
from campaigns.models.merit_books import (
    BookRow,
    Cooperative,
    Initiative,
    NurturedModel,
    OcopProduct,
    PublicityEvent,
    ValueChain,
)
from campaigns.models.petitions import Petition, PetitionBatch
from campaigns.models.stories import Broadcast, Story, StorySpread
from campaigns.models.voices import VoiceOpinion

__all__ = [
    "BookRow",
    "Broadcast",
    "Campaign",
    "Cooperative",
    "EmulationCluster",
    "Initiative",
    "NurturedModel",
    "OcopProduct",
    "Petition",
    "PetitionBatch",
    "PublicityEvent",
    "Story",
    "StorySpread",
    "Target",
    "ValueChain",
    "VoiceOpinion",
]
