"""What is kept of a simulation and read from it: measures, tables, checkpoints, spells, survival, intervals."""
