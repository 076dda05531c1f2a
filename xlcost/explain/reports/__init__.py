"""Traces and maps as documents."""
