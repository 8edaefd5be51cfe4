"""What people run: scenarios, sweeps, the command line and the run store."""
