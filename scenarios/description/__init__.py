"""What a scenario is: its question, its variants, what may be overridden, and how the answer is read."""
