"""Functions of which the engine's own value may differ from Excel's: without proof their cells are not calculated.

Where a workbook was saved by Excel, its saved values prove the engine's function or do not, see evidence.py. What is
wrong with each, as small formulas for whoever mends the engine, is in tools/upstream.
"""

from __future__ import annotations

from typing import Final

from xlcost.formula.signatures import words

NEVER: Final = words(
    """
    ACCRINT ACCRINTM BESSELJ BESSELY BIN2DEC BIN2HEX BIN2OCT BITLSHIFT BITRSHIFT COMBINA COMPLEX CONVERT COT CSC
    DAVERAGE DCOUNT DCOUNTA DEC2BIN DEC2HEX DEC2OCT DELTA DGET DISC DMAX DMIN DPRODUCT DSTDEV DSTDEVP DSUM DVAR DVARP
    GAMMA GESTEP HEX2BIN HEX2DEC HEX2OCT IMABS IMAGINARY IMARGUMENT IMCONJUGATE IMCOS IMCOSH IMCOT IMCSC IMCSCH IMDIV
    IMEXP IMLN IMLOG10 IMLOG2 IMPOWER IMPRODUCT IMREAL IMSEC IMSECH IMSIN IMSINH IMSQRT IMSUB IMSUM IMTAN INFO INTRATE
    MULTINOMIAL OCT2BIN OCT2DEC OCT2HEX RECEIVED ROMAN SEC SERIESSUM T.TEST TAN TBILLEQ TBILLPRICE TBILLYIELD TTEST
    """
)
