"""Pricing usage logs: a pandas frame of requests, each at the price of its own model and date.

read    the frame's columns as NumPy arrays, every bad value refused in one message
rows    the price row of each request, by model and day
price   the costs, and what could not be priced
"""

from xlcost.usage.price import price_usage

__all__ = ["price_usage"]
