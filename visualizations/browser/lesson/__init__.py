"""The lesson: what coopetition is, from two firms to redistribution, in seven acts on the page itself."""
