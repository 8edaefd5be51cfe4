"""The world in which organizations train together and compete: the game, the learning, the schedule of a round."""
