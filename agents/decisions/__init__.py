"""How organizations revise their strategy: the registry of decision rules and its members."""

from cocogen.agents.decisions import fictitious_play, fixed, imitation, logit, reinforcement, response
from cocogen.agents.decisions.decision_rule import DecisionRule, decision_rules, within_capacity
from cocogen.agents.decisions.mixture import assigned_rule

__all__ = [
    "DecisionRule",
    "assigned_rule",
    "decision_rules",
    "fictitious_play",
    "fixed",
    "imitation",
    "logit",
    "reinforcement",
    "response",
    "within_capacity",
]
