"""Measures: what rounds, organizations and runs are measured by. To add one, write a function in the module of its level."""

from cocogen.model.records.measures.measure import Measure, Unit, measure
from cocogen.model.records.measures.register import all_measures
from cocogen.model.records.measures.views import RoundView, RunView

__all__ = ["Measure", "RoundView", "RunView", "Unit", "all_measures", "measure"]
