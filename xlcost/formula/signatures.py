"""How Excel's functions take their arguments, and which of them the engine may be trusted with.

Classes as in Excel's own formula tokens: V a value (of several cells only the one in the formula's row or column
counts), R a reference (all cells count, but operators inside still work value by value), A an array (operators inside
work on whole ranges). Only functions listed here are calculated, and none that faults.py names as never;
tools/upstream/NOTES.md says what was left out and why.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Signature(NamedTuple):
    """The classes of a function's arguments; the last ``repeat`` of them recur for further arguments."""

    classes: str
    repeat: int

    def of(self, index: int) -> str:
        """The class of the argument at ``index`` (from 0)."""
        if index < len(self.classes):
            return self.classes[index]
        if not self.repeat:
            return "V"
        start = len(self.classes) - self.repeat
        return self.classes[start + (index - start) % self.repeat]


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


_VALUES: Final = Signature("V", 1)

#: Every argument a value.
_VALUE_FUNCTIONS: Final = """
ABS ACCRINT ACCRINTM ACOS ACOSH ACOT ACOTH ADDRESS ARABIC ASC ASIN ASINH ATAN ATAN2 ATANH BASE BESSELI BESSELJ BESSELK
BESSELY BETA.DIST BETA.INV BETADIST BETAINV BIN2DEC BIN2HEX BIN2OCT BINOM.DIST BINOM.DIST.RANGE BINOM.INV BINOMDIST
BITAND BITLSHIFT BITOR BITRSHIFT BITXOR CEILING CEILING.MATH CEILING.PRECISE CHAR CHIDIST CHIINV CHISQ.DIST
CHISQ.DIST.RT CHISQ.INV CHISQ.INV.RT CLEAN CODE COMBIN COMBINA COMPLEX CONCATENATE CONFIDENCE CONFIDENCE.NORM
CONFIDENCE.T CONVERT COS COSH COT COTH CRITBINOM CSC CSCH CUMIPMT CUMPRINC DATE DATEDIF DATEVALUE DAY DAYS DAYS360 DB
DDB DEC2BIN DEC2HEX DEC2OCT DECIMAL DEGREES DELTA DISC DOLLAR DOLLARDE DOLLARFR EDATE EFFECT EOMONTH ERF ERF.PRECISE
ERFC ERFC.PRECISE ERROR.TYPE EVEN EXACT EXP EXPON.DIST EXPONDIST F.DIST F.DIST.RT F.INV F.INV.RT FACT FACTDOUBLE FALSE
FDIST FIND FINDB FINV FISHER FISHERINV FIXED FLOOR FLOOR.MATH FLOOR.PRECISE FV GAMMA GAMMA.DIST GAMMA.INV GAMMADIST
GAMMAINV GAMMALN GAMMALN.PRECISE GAUSS GESTEP HEX2BIN HEX2DEC HEX2OCT HOUR HYPERLINK HYPGEOM.DIST HYPGEOMDIST IFERROR
IFNA IMABS IMAGINARY IMARGUMENT IMCONJUGATE IMCOS IMCOSH IMCOT IMCSC IMCSCH IMDIV IMEXP IMLN IMLOG10 IMLOG2 IMPOWER
IMREAL IMSEC IMSECH IMSIN IMSINH IMSQRT IMSUB IMTAN INT INTRATE IPMT ISBLANK ISERR ISERROR ISEVEN ISLOGICAL ISNA
ISNONTEXT ISNUMBER ISO.CEILING ISODD ISOWEEKNUM ISPMT ISTEXT LEFT LEFTB LEN LENB LN LOG LOG10 LOGINV LOGNORM.DIST
LOGNORM.INV LOGNORMDIST LOWER MID MIDB MINUTE MOD MONTH MROUND MUNIT N NA NEGBINOM.DIST NEGBINOMDIST NOMINAL NORM.DIST
NORM.INV NORM.S.DIST NORM.S.INV NORMDIST NORMINV NORMSDIST NORMSINV NOT NOW NPER NUMBERVALUE OCT2BIN OCT2DEC OCT2HEX
ODD PDURATION PERMUT PHI PI PMT POISSON POISSON.DIST POWER PPMT PRICE PROPER PV QUOTIENT RADIANS RAND RANDBETWEEN RATE
RECEIVED REPLACE REPLACEB REPT RIGHT RIGHTB ROMAN ROUND ROUNDDOWN ROUNDUP RRI SEARCH SEARCHB SEC SECH SECOND SIGN SIN
SINH SLN SQRT SQRTPI STANDARDIZE SUBSTITUTE SYD T T.DIST T.DIST.2T T.DIST.RT T.INV T.INV.2T TAN TANH TBILLEQ
TBILLPRICE TBILLYIELD TDIST TEXT TEXTAFTER TEXTBEFORE TIME TIMEVALUE TINV TODAY TRIM TRUE TRUNC UNICHAR UNICODE UPPER
VALUE VALUETOTEXT WEEKDAY WEEKNUM WEIBULL WEIBULL.DIST YEAR YEARFRAC YIELD
"""

#: Every argument a reference: they add up, count or compare whatever is in the ranges.
_REFERENCE_FUNCTIONS: Final = """
AND AVEDEV AVERAGE AVERAGEA CONCAT COUNT COUNTA COUNTBLANK DEVSQ GCD GEOMEAN HARMEAN IMPRODUCT IMSUM KURT LCM MAX MAXA
MEDIAN MIN MINA MODE MODE.MULT MODE.SNGL MULTINOMIAL OR PRODUCT SHEET SHEETS SKEW SKEW.P STDEV STDEV.P STDEV.S STDEVA
STDEVP STDEVPA SUM SUMSQ VAR VAR.P VAR.S VARA VARP VARPA XOR COLUMN COLUMNS ROW ROWS ISREF ISFORMULA FORMULATEXT
"""

#: Every argument an array.
_ARRAY_FUNCTIONS: Final = """
SUMPRODUCT TRANSPOSE CORREL COVAR COVARIANCE.P COVARIANCE.S PEARSON RSQ SLOPE INTERCEPT STEYX CHITEST CHISQ.TEST FTEST
F.TEST SUMX2MY2 SUMX2PY2 SUMXMY2 MMULT MINVERSE MDETERM
"""

#: The others: the classes, and how many of the last ones recur.
_MIXED: Final = {
    "AGGREGATE": ("VVR", 1),
    "AVERAGEIF": ("RVR", 0),
    "AVERAGEIFS": ("RRV", 2),
    "CELL": ("VR", 0),
    "CHOOSE": ("VR", 1),
    "CHOOSECOLS": ("AV", 1),
    "CHOOSEROWS": ("AV", 1),
    "COUNTIF": ("RV", 0),
    "COUNTIFS": ("RV", 2),
    **dict.fromkeys(["DAVERAGE", "DCOUNT", "DCOUNTA", "DGET", "DMAX", "DMIN", "DPRODUCT"], ("RVR", 0)),
    **dict.fromkeys(["DSTDEV", "DSTDEVP", "DSUM", "DVAR", "DVARP"], ("RVR", 0)),
    "DROP": ("AVV", 0),
    "EXPAND": ("AVVV", 0),
    "FILTER": ("AAV", 0),
    "FORECAST": ("VAA", 0),
    "FORECAST.LINEAR": ("VAA", 0),
    "FREQUENCY": ("RR", 0),
    "FVSCHEDULE": ("VR", 0),
    "GROWTH": ("RRRV", 0),
    "HLOOKUP": ("VRVV", 0),
    "HSTACK": ("A", 1),
    "IF": ("VRR", 0),
    "IFS": ("VR", 2),
    "INDEX": ("AVVV", 0),
    "INDIRECT": ("VV", 0),
    "IRR": ("RV", 0),
    "LARGE": ("RV", 0),
    "LINEST": ("RRVV", 0),
    "LOGEST": ("RRVV", 0),
    "LOOKUP": ("VAA", 0),
    "MATCH": ("VRV", 0),
    "MAXIFS": ("RRV", 2),
    "MINIFS": ("RRV", 2),
    "MIRR": ("RVV", 0),
    "NETWORKDAYS": ("VVR", 0),
    "NETWORKDAYS.INTL": ("VVVR", 0),
    "NPV": ("VR", 1),
    "OFFSET": ("RVVVV", 0),
    "PERCENTILE": ("RV", 0),
    "PERCENTILE.EXC": ("RV", 0),
    "PERCENTILE.INC": ("RV", 0),
    "PERCENTRANK": ("RVV", 0),
    "PERCENTRANK.EXC": ("RVV", 0),
    "PERCENTRANK.INC": ("RVV", 0),
    "QUARTILE": ("RV", 0),
    "QUARTILE.EXC": ("RV", 0),
    "QUARTILE.INC": ("RV", 0),
    "RANDARRAY": ("VVVVV", 0),
    "RANK": ("VRV", 0),
    "RANK.AVG": ("VRV", 0),
    "RANK.EQ": ("VRV", 0),
    "SEQUENCE": ("VVVV", 0),
    "SERIESSUM": ("VVVA", 0),
    "SMALL": ("RV", 0),
    "SORT": ("AVVV", 0),
    "SORTBY": ("AAV", 2),
    "SUBTOTAL": ("VR", 1),
    "SUMIF": ("RVR", 0),
    "SUMIFS": ("RRV", 2),
    "SWITCH": ("VVR", 2),
    "T.TEST": ("AAVV", 0),
    "TAKE": ("AVV", 0),
    "TEXTJOIN": ("VVR", 1),
    "TEXTSPLIT": ("VAAVVV", 0),
    "TOCOL": ("AVV", 0),
    "TOROW": ("AVV", 0),
    "TREND": ("RRRV", 0),
    "TRIMMEAN": ("RV", 0),
    "TTEST": ("AAVV", 0),
    "TYPE": ("V", 0),
    "UNIQUE": ("AVV", 0),
    "VDB": ("VVVVVVV", 0),
    "VLOOKUP": ("VRVV", 0),
    "VSTACK": ("A", 1),
    "WORKDAY": ("VVR", 0),
    "WORKDAY.INTL": ("VVVR", 0),
    "WRAPCOLS": ("AVV", 0),
    "WRAPROWS": ("AVV", 0),
    "XIRR": ("RRV", 0),
    "XLOOKUP": ("VRRVVV", 0),
    "XMATCH": ("VRVV", 0),
    "XNPV": ("VRR", 0),
    "Z.TEST": ("RVV", 0),
    "ZTEST": ("RVV", 0),
}

SIGNATURES: Final[dict[str, Signature]] = {
    **dict.fromkeys(_VALUE_FUNCTIONS.split(), _VALUES),
    **dict.fromkeys(_REFERENCE_FUNCTIONS.split(), Signature("R", 1)),
    **dict.fromkeys(_ARRAY_FUNCTIONS.split(), Signature("A", 1)),
    **{name: Signature(*classes) for name, classes in _MIXED.items()},
}

#: Functions of Excel that are not calculated.
_NOT_CALCULATED: Final = """
AMORDEGRC AMORLINC ANCHORARRAY AREAS ARRAYTOTEXT BAHTTEXT BYCOL BYROW CALL COUPDAYBS COUPDAYS COUPDAYSNC COUPNCD COUPNUM
COUPPCD CUBEKPIMEMBER CUBEMEMBER CUBEMEMBERPROPERTY CUBERANKEDMEMBER CUBESET CUBESETCOUNT CUBEVALUE DATESTRING DBCS
DETECTLANGUAGE DISC DURATION ECMA.CEILING ENCODEURL EUROCONVERT FILTERXML FORECAST.ETS FORECAST.ETS.CONFINT
FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT GETPIVOTDATA GROUPBY IMAGE INFO INTRATE ISOMITTED JIS LAMBDA LET MAKEARRAY
MAP MDURATION MUNIT NUMBERSTRING ODDFPRICE ODDFYIELD ODDLPRICE ODDLYIELD PERCENTOF PERMUTATIONA PHONETIC PIVOTBY
PRICEDISC PRICEMAT PROB RECEIVED REDUCE REGEXEXTRACT REGEXREPLACE REGEXTEST REGISTER.ID RTD SCAN SINGLE SQL.REQUEST
STOCKHISTORY TABLE TRANSLATE TRIMRANGE USDOLLAR VDB WEBSERVICE YIELDDISC YIELDMAT
"""

#: The names of Excel's own functions, to tell one of ours or an add-in's from a typing slip.
EXCEL_FUNCTIONS: Final = frozenset(SIGNATURES) | frozenset(_NOT_CALCULATED.split())

#: Functions whose result may be several cells or values.
MANY_RESULTS: Final = words(
    """
    TRANSPOSE FREQUENCY GROWTH MUNIT HSTACK LINEST LOGEST MMULT MINVERSE MODE.MULT RANDARRAY SEQUENCE SORT SORTBY
    TAKE DROP CHOOSECOLS CHOOSEROWS EXPAND FILTER TEXTSPLIT TOCOL TOROW TREND UNIQUE VSTACK WRAPCOLS
    WRAPROWS
    """
)

#: Functions that give back cells, so that what they give may be one cell or many.
GIVE_REFERENCES: Final = frozenset({"INDEX", "OFFSET", "INDIRECT", "CHOOSE", "IF", "IFS", "SWITCH", "XLOOKUP"})

#: Functions that read cells which their text does not name.
READ_ANYWHERE: Final = frozenset({"INDIRECT", "OFFSET"})

#: Functions whose value depends on the clock, chance or the machine.
VOLATILE: Final = frozenset({"NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY", "CELL", "INFO"})

#: Functions that add up a list of arguments, so that a reference over several sheets or areas may become several.
LIST_FUNCTIONS: Final = words(
    """
    AND AVEDEV AVERAGE AVERAGEA CONCAT COUNT COUNTA DEVSQ GCD GEOMEAN HARMEAN KURT LCM MAX MAXA MEDIAN MIN
    MINA MULTINOMIAL OR PRODUCT SKEW SKEW.P STDEV STDEV.P STDEV.S STDEVA STDEVP STDEVPA SUM SUMSQ VAR VAR.P
    VAR.S VARA VARP VARPA XOR
    """
)

#: Functions that look at cells one by one against criteria: over whole columns the engine is slow or wrong.
BY_CRITERIA: Final = words(
    """
    COUNTIF COUNTIFS SUMIF SUMIFS AVERAGEIF AVERAGEIFS MAXIFS MINIFS
    """
)

#: Functions that turn rows into columns.
TURN: Final = frozenset({"TRANSPOSE", "TOROW", "TOCOL", "MMULT", "WRAPROWS", "WRAPCOLS"})

#: Functions that give texts.
GIVE_TEXT: Final = words(
    """
    TEXT LEFT RIGHT MID UPPER LOWER PROPER TRIM CLEAN CONCAT CONCATENATE TEXTJOIN CHAR SUBSTITUTE REPLACE REPT FIXED
    DOLLAR ADDRESS BASE ROMAN T TEXTBEFORE TEXTAFTER UNICHAR
    """
)

#: Functions that add up chosen cells: Excel gives on an error among them, the engine passes over it.
PASS_OVER_ERRORS: Final = words("SUMIF SUMIFS AVERAGEIF AVERAGEIFS MAXIFS MINIFS")

#: Functions that count truth values in cells, which Excel does not.
COUNT_TRUTHS: Final = frozenset({"SUMPRODUCT"})

#: Functions that put errors in another order than Excel.
SORT_ERRORS: Final = frozenset({"SORT", "SORTBY"})

#: Functions that give no cell where Excel gives #CALC!.
GIVE_NOTHING: Final = frozenset({"DROP", "TAKE", "TOCOL", "TOROW"})

#: Functions in which an error may vanish.
CATCH_ERRORS: Final = words(
    """
    AGGREGATE COUNT COUNTA ERROR.TYPE IFERROR IFNA ISBLANK ISERR ISERROR ISLOGICAL ISNA ISNONTEXT ISNUMBER ISREF
    ISTEXT TYPE
    """
)
