"""Whether organizations stay: the registry of participation rules and its members."""

from agents.participation import rules
from agents.participation.base import ParticipationRule, Standing, participation_rules

__all__ = ["ParticipationRule", "Standing", "participation_rules", "rules"]
