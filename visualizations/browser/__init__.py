"""The browser page: Mesa's SolaraViz with controls in plain words and a board of charts beside it."""
