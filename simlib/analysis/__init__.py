"""Understand it: compare runs, tell scenarios apart, explain an assumption."""
