"""The movement: campaigns and what they promise."""

from campaigns.models.campaign import Campaign, Target

__all__ = ["Campaign", "Target"]
