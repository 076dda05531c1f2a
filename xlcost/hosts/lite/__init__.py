"""The xlwings Lite edition: a workbook that carries its functions with it, for Excel without an installed Python."""

from xlcost.hosts.lite.edition import add_lite

__all__ = ["add_lite"]
