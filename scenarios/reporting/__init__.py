"""What a study, a run or several of them say: summaries, comparisons, figures and the report page."""
