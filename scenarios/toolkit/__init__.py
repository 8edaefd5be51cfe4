"""What scenarios are made of and run by: their description, the runner, the run folder, sweeps."""
