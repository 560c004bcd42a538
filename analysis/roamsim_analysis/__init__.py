"""Reads what a run of roamsim left and draws it."""
