"""Pricing usage logs: a pandas frame of requests, each at the price of its own model and date.

frame     the frame's columns as NumPy arrays, every bad value refused in one message
stretches the price row of each request, by model and day
per_row   the costs, and what could not be priced
"""

from xlcost.usage.per_row import price_usage

__all__ = ["price_usage"]
