"""Whether organizations stay: the registry of participation rules and its members."""

from cocogen.agents.participation import rules
from cocogen.agents.participation.participation_rule import ParticipationRule, Standing, participation_rules

__all__ = ["ParticipationRule", "Standing", "participation_rules", "rules"]
