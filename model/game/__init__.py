"""Theory: payoffs, potential, equilibria and redistribution of the coopetition game (numpy and scipy only)."""
