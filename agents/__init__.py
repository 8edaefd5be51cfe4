"""Who acts: organizations, the mechanism, and how they decide and whether they stay."""
