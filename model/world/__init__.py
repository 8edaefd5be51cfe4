"""The world of a simulation: who the organizations are, what they have, and what befalls them."""
