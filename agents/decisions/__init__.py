"""How organizations revise their strategy: the registry of decision rules and its members."""

from agents.decisions import fixed, response
from agents.decisions.base import DecisionRule, decision_rules

__all__ = ["DecisionRule", "decision_rules", "fixed", "response"]
