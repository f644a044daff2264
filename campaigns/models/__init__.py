"""The movement: campaigns, what they promise, and who takes part."""

from campaigns.models.campaign import Campaign, Target
from campaigns.models.clusters import EmulationCluster
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
