"""Finished values -> text. Renderers judge nothing and measure nothing."""
