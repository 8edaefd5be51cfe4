"""Live components: panels that a browser draws from numbers, for this page and for anybody's SolaraViz."""

from cocogen.visualizations.browser.live.show import Live, live, story_of

__all__ = ["Live", "live", "story_of"]
