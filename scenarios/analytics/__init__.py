"""What runs tell about churn and convergence: analyses of the tidy tables of one or many runs."""
