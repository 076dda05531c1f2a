"""Building the price data from the sources that are installed: ``pip install --group refresh -e .``; see README.md.

Only what the source packages bundle is read: nothing is downloaded. Published lines never change; a refresh adds.
"""
