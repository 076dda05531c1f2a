"""What is wrong with the engine's own functions, as small formulas to report upstream; NOTES.md is written from this.

The engine is formualizer 0.13. ``engine`` is what it makes of the formula by itself, ``excel`` what Excel makes of it:
figures of workbooks that Excel saved, and of Excel's help pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

Value = float | str | bool | None


class Fault(NamedTuple):
    """A formula, the engine's value, and Excel's; no value stands for an empty cell."""

    formula: str
    engine: Value
    excel: Value


class Family(NamedTuple):
    """Functions with one kind of fault.

    Names with the prefix XLC. are not Excel's: they stand where the engine's own operator or function would be wrong
    only for some arguments.
    """

    title: str
    names: tuple[str, ...]
    why: str
    faults: tuple[Fault, ...]


def _family(title: str, names: str, why: str, *faults: Fault) -> Family:
    return Family(title, tuple(names.split()), why, faults)


#: Calculated in Python (replacements/) instead of by the engine: models that people have use them.
FAMILIES: Final = (
    _family(
        "Texts that mean days",
        "DATEVALUE TIMEVALUE",
        "fewer texts are read",
        Fault('TIMEVALUE("4 pm")', "#VALUE!", 0.6666666666666666),
        Fault('DATEVALUE("1789-05-05")', -40416.0, "#VALUE!"),
    ),
    _family(
        "Checked arguments",
        "XLC.SURE XLC.FOUND XLC.FILLED",
        "DATE, EDATE, EOMONTH, TIME, WEEKDAY, WEEKNUM, ISOWEEKNUM, DAYS, NETWORKDAYS, YEARFRAC, NPV, IRR, XNPV, "
        "XIRR, PMT, IPMT, PPMT, LOG, CHISQ.DIST, PRICE and YIELD are the engine's for arguments with which it is "
        "right: days from 1901 to 9995, payments that change their sign once, payments at the end of whole "
        "periods, no density at 0, no basis of actual/360, no 30 days a month from the end of February to a 31st; "
        "with others they get no answer. Of payments only the numbers are handed over",
        Fault("DATE(1900,1,-1)", -1.0, "#NUM!"),
        Fault("DATE(10000,1,1)", 2958466.0, "#NUM!"),
        Fault("EDATE(61,-7)", -152.0, "#NUM!"),
        Fault("EOMONTH(2958435,1)", 2958496.0, "#NUM!"),
        Fault("DAYS(45658,0)", 45657.0, 45658.0),
        Fault("WEEKNUM(TRUE)", 1.0, "#VALUE!"),
        Fault('WEEKDAY("2026-1-7")', "#VALUE!", 4.0),
        Fault("TIME(-1,1,1)", 0.9590393518518519, "#NUM!"),
        Fault("YEARFRAC(45351,45657)", 0.8361111111111111, 0.8333333333333334),
        Fault("YEARFRAC(45292,45657,TRUE)", 0.9972677595628415, "#VALUE!"),
        Fault("IRR({-2,1})", "#NUM!", -0.5),
        Fault("NPV(0.1,{TRUE,2,4})", 5.567242674680691, 5.12396694214876),
        Fault("CHISQ.DIST(0,2,FALSE)", 0.0, 0.5),
        Fault("XNPV(-0.1,{-100,110},{44958,45323})", 22.222222222222214, "#NUM!"),
        Fault("XIRR({-400,100,10,5,6,5},{44958,44986,45017,45078,45108,45139})", "#NUM!", -0.9977533546974883),
        Fault("PMT(-3,5,100)", 290.90909090909093, "#NUM!"),
        Fault("IPMT(0.01,1.0001,36,8000,0,1)", -79.99981520785752, -79.2077378295619),
        Fault("LOG(10,1)", "#NUM!", "#DIV/0!"),
    ),
    _family(
        "Rounding",
        "CEILING CEILING.MATH CEILING.PRECISE ISO.CEILING FLOOR FLOOR.MATH FLOOR.PRECISE MROUND",
        "dates in texts are not read, multiples of decimals miss by a step, and arguments left out or blank are "
        "taken otherwise",
        Fault('CEILING("2024-01-10",1)', "#VALUE!", 45301.0),
        Fault("MROUND(,5)", 0.0, "#N/A"),
    ),
    _family(
        "Criteria",
        "XLC.PLAIN XLC.COUNTIF XLC.COUNTIFS XLC.SUMIF XLC.SUMIFS XLC.AVERAGEIF XLC.AVERAGEIFS XLC.MAXIFS XLC.MINIFS",
        "COUNTIF, SUMIFS and their kin, where a criterion is an error, has an operator with nothing behind it, is "
        "<> with a number, or reads as a date or an amount, and where one of the cells holds an error: the engine "
        "passes over it",
    ),
    _family(
        "Look-ups",
        "XLC.MATCH XLC.VLOOKUP XLC.HLOOKUP XLC.LOOKUP XLC.XLOOKUP XLC.XMATCH",
        "VLOOKUP, HLOOKUP, LOOKUP and MATCH for the nearest value and all but the plain XLOOKUP: the engine finds "
        "nothing, or the wrong row, among values of several kinds",
        Fault('MATCH(9E+307,{3,"x",1},1)', "#N/A", 3.0),
        Fault('XLOOKUP(4,{5,3,1},{"a","b","c"},,-1,-1)', "#N/A", "b"),
        Fault('XMATCH(FALSE,{2,"b"},-1)', "#N/A", 2.0),
    ),
    _family(
        "Numbers",
        "XLC.POWER POWER",
        "the borders of what is defined differ",
        Fault("POWER(0,0)", 1.0, "#NUM!"),
        Fault("0^0", 1.0, "#NUM!"),
        Fault("POWER(0,-1)", "#NUM!", "#DIV/0!"),
        Fault("POWER(-8,1/3)", "#NUM!", -2.0),
    ),
    _family(
        "Matrices",
        "XLC.SUMPRODUCT MMULT",
        "MMULT is missing; SUMPRODUCT multiplies truth values as 1, and ranges of different sizes",
        Fault("SUMPRODUCT({1,2,3}>1)", 2.0, 0.0),
    ),
    _family(
        "Texts",
        "XLC.TEXT XLC.JOIN TEXT VALUE CONCAT CONCATENATE TEXTJOIN SUBSTITUTE REPLACE FIXED CHAR SEARCH",
        "most number formats are not known, numbers in texts have 16 or 17 digits, and texts may grow longer than "
        "a cell",
        Fault('TEXT(4.34,"# ?/?")', "4.34", "4 1/3"),
        Fault('TEXT(12345.6789,"$#,##0_);($#,##0)")', "12,346", "$12,346 "),
        Fault('VALUE("$1,000")', "#VALUE!", 1000.0),
        Fault('CONCAT("a",TRUE,1/3)', "aTRUE0.3333333333333333", "aTRUE0.333333333333333"),
        Fault('"x"&1/3', "x0.3333333333333333", "x0.333333333333333"),
        Fault('SEARCH("~d","My dear")', "#VALUE!", 4.0),
        Fault("CODE(CHAR(129))", 65533.0, 129.0),
        Fault("FIXED(0.1,20)", "0.10000000000000000555", "0.10000000000000000000"),
    ),
    _family(
        "Reading arguments",
        "XLC.COMPARE XLC.NUMBER XLC.STRICT XLC.TRUTH XLC.INDEX",
        "what stands among arguments and operands is read by us: texts as numbers and truth values, numbers that "
        "differ in the 16th digit",
        Fault("0.1+0.2=0.3", False, True),
        Fault('--"$5"', "#VALUE!", 5.0),
        Fault('ABS("$5")', "#VALUE!", 5.0),
        Fault('NORM.DIST(42,40,1.5,"TRUE")', "#VALUE!", 0.9087887802741321),
        Fault('MAX("abc",1)', 1.0, "#VALUE!"),
        Fault('MAX("")', 0.0, "#VALUE!"),
        Fault('AND("TRUE")', "#VALUE!", True),
        Fault("COUNT(1/0)", "#DIV/0!", 0.0),
        Fault("INDEX({1,2,3},-1)", "#REF!", "#VALUE!"),
        Fault("CHISQ.DIST(8,3.34,TRUE)", 0.9406248266039198, 0.9539882943107687),
        Fault("LINEST({1,2,3},{1,2,4},,TRUE)", 0.8095238095238095, 0.6428571428571429),
        Fault("PRICE(45748,46825,0.22,0.12,15,1,2)", 62.74759944598839, 62.736929069290866),
    ),
)

#: Left to the saved values: the engine's own value counts where they prove it, otherwise the cell keeps what it has.
UNPROVEN: Final = (
    _family(
        "Statistics",
        "FREQUENCY MODE MODE.SNGL MODE.MULT",
        "of several modes the smallest is given",
        Fault("MODE.SNGL({2,2,1,1,3})", 1.0, 2.0),
    ),
    _family(
        "Distributions",
        "BINOM.INV CRITBINOM POISSON POISSON.DIST T.DIST T.DIST.RT T.DIST.2T TDIST T.INV T.INV.2T TINV CONFIDENCE.T "
        "BETA.INV BETAINV",
        "degrees of freedom are not cut to whole numbers, and inverses have few digits",
        Fault("BINOM.INV(10,0.7,0)", 0.0, "#NUM!"),
        Fault("POISSON.DIST(-0.000001,5,TRUE)", 0.006737946999085476, "#NUM!"),
        Fault("T.DIST(3,5.2,TRUE)", 0.9856719064315327, 0.9849503760512687),
        Fault("T.INV.2T(0.9999999,10)", 1.2729800840518907e-07, 1.2849890167888884e-07),
        Fault("CONFIDENCE.T(0.05,1,1)", "#NUM!", "#DIV/0!"),
        Fault("BETA.INV(0,2,2.5)", 0.0, "#NUM!"),
    ),
    _family(
        "Depreciation",
        "DB DDB VDB",
        "months and periods with decimals are handled otherwise, and VDB is missing",
        Fault("DB(100,10,4,3,9.2222)", 16.32973549932, 16.529375400000003),
        Fault("DDB(100,10.233,4.2312,3.2,1.5)", 14.770921992265068, 13.532735530775124),
        Fault("VDB(2400,300,10,0,1)", "#NAME?", 480.0),
    ),
    _family(
        "Rare functions of loans and prices",
        "CUMIPMT CUMPRINC FVSCHEDULE ISPMT DOLLARDE DOLLARFR MIRR",
        "impossible arguments give a number or another error, and FVSCHEDULE is missing",
        Fault("ISPMT(0.1,1,0,100)", "#NUM!", "#DIV/0!"),
        Fault("FVSCHEDULE(1,{0.09,0.11,0.1})", "#NAME?", 1.33089),
        Fault("MIRR({-1,-1},0.1,0.2)", "#DIV/0!", -1.0),
    ),
    _family(
        "Divisors and rare matrices",
        "GCD LCM MINVERSE MDETERM MUNIT SUMX2MY2 SUMX2PY2 SUMXMY2",
        "arrays are not gone through by GCD and LCM, three are missing, SUMX2MY2 counts what is no number as 0",
        Fault("LCM(,5)", 0.0, "#N/A"),
        Fault("MDETERM({1,3,8,5;1,3,6,1;1,1,1,0;7,3,10,2})", "#NAME?", 88.0),
        Fault("SUM(MUNIT(3))", "#NAME?", 3.0),
    ),
    _family(
        "Workdays and ages",
        "WORKDAY WORKDAY.INTL NETWORKDAYS.INTL DAYS360 DATEDIF",
        "a single holiday cell, a left-out weekend and the end of the calendar differ, texts are not read, and "
        "DATEDIF counts months between years one day short",
        Fault("WORKDAY(2958465,1)", 2958468.0, "#NUM!"),
        Fault("WORKDAY(45667,-0.5)", 45667.0, 45666.0),
        Fault("WORKDAY.INTL(45667,10,)", "#NUM!", 45681.0),
        Fault('NETWORKDAYS.INTL(45658,46387,"abc")', "#NUM!", "#VALUE!"),
        Fault('DATEDIF(45292,45657,"YD")', 364.0, 365.0),
        Fault('DAYS360(45658,45688,"TRUE")', "#VALUE!", 29.0),
    ),
    _family(
        "Texts before and after",
        "TEXTBEFORE TEXTAFTER DOLLAR",
        "capitals, counts from the end and what stands for nothing found are handled otherwise",
        Fault('TEXTBEFORE("123 the 456 the 891","Hello",-2,1,1,"Failed")', "#VALUE!", "Failed"),
    ),
    _family(
        "Bills",
        "TBILLEQ TBILLPRICE TBILLYIELD ACCRINTM DISC INTRATE RECEIVED",
        "a leap year is refused as too long, impossible prices are given, and three functions are missing",
        Fault("TBILLEQ(14640,15006,0.5)", "#NUM!", 0.8522961312491701),
        Fault("TBILLPRICE(45332,45650,1.19)", -5.116666666666658, "#NUM!"),
        Fault("ACCRINTM(DATE(2023,11,15),DATE(2024,3,15),0.1,1000,1)", 33.095291563739806, 33.060109289617486),
        Fault("INTRATE(39493,39583,1000000,1014420,2)", "#NAME?", 0.05768),
        Fault("DISC(39472,39614,97.975,100,1)", "#NAME?", 0.05219366197183125),
    ),
    _family(
        "Databases",
        "DAVERAGE DCOUNT DCOUNTA DGET DMAX DMIN DPRODUCT DSTDEV DSTDEVP DSUM DVAR DVARP",
        "criteria are compared otherwise than in Excel, where a text means texts that begin with it",
    ),
    _family(
        "Numerals",
        "ROMAN BIN2OCT BIN2DEC BIN2HEX OCT2BIN OCT2DEC OCT2HEX DEC2BIN DEC2OCT DEC2HEX HEX2BIN HEX2OCT HEX2DEC",
        "arguments are checked in another order, and the shorter forms of ROMAN differ",
        Fault('DEC2BIN("E",0)', "#VALUE!", "#NUM!"),
    ),
    _family(
        "Complex numbers",
        "COMPLEX IMABS IMAGINARY IMARGUMENT IMCONJUGATE IMCOS IMCOSH IMCOT IMCSC IMCSCH IMDIV IMEXP IMLN IMLOG10 "
        "IMLOG2 IMPOWER IMPRODUCT IMREAL IMSEC IMSECH IMSIN IMSINH IMSQRT IMSUB IMSUM IMTAN",
        "small parts are taken for 0",
        Fault("COMPLEX(1.2E-45,-3)", "-3i", "1.2E-45-3i"),
        Fault('IMREAL(IMCOT("7-12.6i"))', 0.0, 2.25273756035673e-11),
    ),
    _family(
        "Rare functions of numbers",
        "DELTA GESTEP COMBINA BITLSHIFT BITRSHIFT TAN SEC CSC COT GAMMA SERIESSUM MULTINOMIAL",
        "the borders of what is defined differ, and near a pole of TAN and its kin the last digits",
        Fault("DELTA(3.000000000000001,3)", 1.0, 0.0),
        Fault("COMBINA(0,5)", 0.0, "#NUM!"),
        Fault("BITRSHIFT(12,100)", 0.0, "#NUM!"),
        Fault("GAMMA(-0.5)", "#NUM!", -3.5449077018110318),
        Fault("SERIESSUM(0,0,2,{1,2,3})", 1.0, "#NUM!"),
        Fault("MULTINOMIAL(TRUE,1,2)", 12.0, "#VALUE!"),
    ),
    _family(
        "Single functions",
        "ACCRINT BESSELJ BESSELY CONVERT ERROR.TYPE FORMULATEXT INFO ISFORMULA SHEET SHEETS T.TEST TEXTSPLIT TTEST",
        "ERROR.TYPE knows fewer errors, ACCRINT counts otherwise from the first interest day on, Excel's own Bessel "
        "functions are right to nine digits only, two thirds of the units are unknown, T.TEST counts pairs with a "
        "text, INFO tells of the machine",
        Fault(
            "ACCRINT(DATE(2007,3,1),DATE(2008,8,31),DATE(2008,5,1),0.1,1000,2,0)",
            116.66666666666667,
            116.94444444444446,
        ),
        Fault("BESSELJ(0,0)", 1.0, 1.00000000283141),
        Fault("BESSELY(0.2,0)", -1.0811053223721152, -1.0811053301048033),
        Fault('CONVERT(1,"yr","day")', "#N/A", 365.25),
        Fault('TEXTSPLIT("Hello","")', "Hello", "#VALUE!"),
    ),
)

#: Formulas that get no answer although their functions are calculated, and why: their cells keep Excel's value.
UNANSWERED: Final[Mapping[str, str]] = {
    'VALUE("1/2/2024")': "2 January or 1 February: Excel asks the country that it is set to",
    'VALUE("1/2")': "a day of the current year",
    "IRR({1,-2,1})": "the worth only touches nothing: every search stops elsewhere",
    "XIRR({-400,100,10,5,6,5},{44958,44986,45017,45078,45108,45139})": "the engine finds no rate below -99 %",
    "IRR({-2,1})": "the same",
    "CHISQ.DIST(0,2,FALSE)": "the density at 0",
    'TEXT(4.34,"# ?/?")': "a fraction, as an exponent",
    "DATE(1900,1,-1)": "a day before 1901",
    "DATE(10000,1,1)": "a day after 9995",
    "EDATE(61,-7)": "a day before 1901",
    "EOMONTH(2958435,1)": "a day after 9995",
    "YEARFRAC(45351,45657)": "months of 30 days from the end of February",
    "IPMT(0.01,1.0001,36,8000,0,1)": "a part of a period, or payments at its beginning",
    "XIRR({-1000,230,200,125,200,10},{1,2,3,4,5,6})": "no rate is found above -100 %",
    "MATCH(4,{1,3,2,5},1)": "the values are not in order: Excel's halving search finds whatever it comes across",
    'XLOOKUP(3,{1,3,2},{"a","b","c"},,0,2)': "a halving search is asked for: the same",
    "DAYS(45658,0)": "a day before 1901: the engine counts no 29 February 1900, as Excel does",
    "ADDRESS(3,7,1,0)": "R3C7 in Excel, $G$3 in the engine",
    "POWER(-8,2/3)": "some such roots Excel takes and others not",
    "PRICE(45748,46825,0.22,0.12,15,1,2)": "on the basis actual/360 the engine differs from Excel",
}

#: What the translation refuses, before anything is calculated.
REFUSED: Final = (
    "functions that the engine does not have: REGEXTEST, MAP, REDUCE and LAMBDA's other helpers, COUPNUM, ODDFPRICE",
    "references to other workbooks, and functions of other add-ins",
    "INDIRECT with R1C1 text, and INDIRECT whose text the engine does not read",
    "several cells where one value is expected, unless implicit intersection says which",
    "calculated areas where the reference itself matters: ROW or SUBTOTAL of INDEX, OFFSET or CHOOSE",
    "the spill operator behind a relative reference, or behind a cell that does not spill",
    "a random number that a name within LET or LAMBDA stands for",
)

#: What is seen only in the values: the cell is reported although it was calculated.
DOUBTED: Final = (
    "circular references, and results that are no number or longer than a cell may hold",
    "operands whose text only Excel reads as a number: $5, 1,000, (5), dates, times",
    "an array that no longer fills the cells that it filled when Excel saved the file",
    "SORT of cells with an error among them, and DROP or TAKE of nothing",
    "IFERROR, ISNUMBER, COUNT and their kin over a call that got no answer",
    "everything that reads one of these cells, and every cell that INDIRECT or OFFSET may read them from",
)
