"""Measures what a delegate feels and what the server needs; see docs/performance.md."""
