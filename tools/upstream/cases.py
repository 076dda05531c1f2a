"""What is wrong with the engine's own functions, as small formulas to report upstream; NOTES.md is written from this.

The engine is formualizer 0.13. ``engine`` is what it makes of the formula by itself, ``excel`` what Excel makes of it:
figures of workbooks that Excel saved, and of Excel's help pages.
"""

from __future__ import annotations

from typing import Final, NamedTuple

Value = float | str | bool | None


class Fault(NamedTuple):
    """A formula, the engine's value, and Excel's; no value stands for an empty cell."""

    formula: str
    engine: Value
    excel: Value
    cells: tuple[tuple[str, str], ...] = ()  # that it reads: an address in column Z, and a formula


class Family(NamedTuple):
    """Cases of one kind."""

    title: str
    faults: tuple[Fault, ...]


FAMILIES: Final = (
    Family(
        "Texts that mean days",
        (
            Fault('TIMEVALUE("4 pm")', "#VALUE!", 0.6666666666666666),
            Fault('DATEVALUE("1789-05-05")', -40416.0, "#VALUE!"),
        ),
    ),
    Family(
        "Checked arguments",
        (
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
            Fault("EDATE(45292,)", 45292.0, "#N/A"),
            Fault("EOMONTH(1,1)", 59.0, 60.0),
            Fault("DATE(1900,2,366)", 398.0, 397.0),
            Fault('MONTH("March 1, 2024")', "#VALUE!", 3.0),
            Fault('HOUR("3:30PM")', "#VALUE!", 15.0),
            Fault("PMT(-3,5,100)", 290.90909090909093, "#NUM!"),
            Fault("IPMT(0.01,1.0001,36,8000,0,1)", -79.99981520785752, -79.2077378295619),
            Fault("LOG(10,1)", "#NUM!", "#DIV/0!"),
        ),
    ),
    Family(
        "Rounding",
        (
            Fault('CEILING("2024-01-10",1)', "#VALUE!", 45301.0),
            Fault("MROUND(,5)", 0.0, "#N/A"),
            Fault("QUOTIENT(880000000*0.00849,3)", 2490399.0, 2490400.0),
            Fault("INT(880000000*0.00849/3)", 2490399.0, 2490400.0),
        ),
    ),
    Family(
        "Look-ups",
        (
            Fault('MATCH(9E+307,{3,"x",1},1)', "#N/A", 3.0),
            Fault("SUM(LOOKUP({1,2},{1,2},{10,20}))", "#N/A", 30.0),
            Fault('COUNTIF(Z1,"#DIV/0!")', 0.0, 1.0, (("Z1", "1/0"),)),
            Fault('ADDRESS(2,3,,,"x")', "#VALUE!", "x!$C$2"),
            Fault('XLOOKUP(4,{5,3,1},{"a","b","c"},,-1,-1)', "#N/A", "b"),
            Fault('XMATCH(FALSE,{2,"b"},-1)', "#N/A", 2.0),
        ),
    ),
    Family(
        "Numbers",
        (
            Fault("POWER(0,0)", 1.0, "#NUM!"),
            Fault("0^0", 1.0, "#NUM!"),
            Fault("POWER(0,-1)", "#NUM!", "#DIV/0!"),
            Fault("POWER(-8,1/3)", "#NUM!", -2.0),
        ),
    ),
    Family(
        "Matrices",
        (Fault("SUMPRODUCT({1,2,3}>1)", 2.0, 0.0),),
    ),
    Family(
        "Texts",
        (
            Fault('TEXT(4.34,"# ?/?")', "4.34", "4 1/3"),
            Fault('TEXT(12345.6789,"$#,##0_);($#,##0)")', "12,346", "$12,346 "),
            Fault('VALUE("$1,000")', "#VALUE!", 1000.0),
            Fault('CONCAT("a",TRUE,1/3)', "aTRUE0.3333333333333333", "aTRUE0.333333333333333"),
            Fault('"x"&1/3', "x0.3333333333333333", "x0.333333333333333"),
            Fault('SEARCH("~d","My dear")', "#VALUE!", 4.0),
            Fault("CODE(CHAR(129))", 65533.0, 129.0),
            Fault("FIXED(0.1,20)", "0.10000000000000000555", "0.10000000000000000000"),
        ),
    ),
    Family(
        "Reading arguments",
        (
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
    ),
    Family(
        "Statistics",
        (Fault("MODE.SNGL({2,2,1,1,3})", 1.0, 2.0),),
    ),
    Family(
        "Distributions",
        (
            Fault("BINOM.INV(10,0.7,0)", 0.0, "#NUM!"),
            Fault("POISSON.DIST(-0.000001,5,TRUE)", 0.006737946999085476, "#NUM!"),
            Fault("T.DIST(3,5.2,TRUE)", 0.9856719064315327, 0.9849503760512687),
            Fault("T.INV.2T(0.9999999,10)", 1.2729800840518907e-07, 1.2849890167888884e-07),
            Fault("CONFIDENCE.T(0.05,1,1)", "#NUM!", "#DIV/0!"),
            Fault("BETA.INV(0,2,2.5)", 0.0, "#NUM!"),
        ),
    ),
    Family(
        "Depreciation",
        (
            Fault("DB(100,10,4,3,9.2222)", 16.32973549932, 16.529375400000003),
            Fault("DDB(100,10.233,4.2312,3.2,1.5)", 14.770921992265068, 13.532735530775124),
            Fault("VDB(2400,300,10,0,1)", "#NAME?", 480.0),
        ),
    ),
    Family(
        "Rare functions of loans and prices",
        (
            Fault("ISPMT(0.1,1,0,100)", "#NUM!", "#DIV/0!"),
            Fault("FVSCHEDULE(1,{0.09,0.11,0.1})", "#NAME?", 1.33089),
            Fault("MIRR({-1,-1},0.1,0.2)", "#DIV/0!", -1.0),
        ),
    ),
    Family(
        "Divisors and rare matrices",
        (
            Fault("LCM(,5)", 0.0, "#N/A"),
            Fault("MDETERM({1,3,8,5;1,3,6,1;1,1,1,0;7,3,10,2})", "#NAME?", 88.0),
            Fault("SUM(MUNIT(3))", "#NAME?", 3.0),
        ),
    ),
    Family(
        "Workdays and ages",
        (
            Fault("WORKDAY(2958465,1)", 2958468.0, "#NUM!"),
            Fault("WORKDAY(45667,-0.5)", 45667.0, 45666.0),
            Fault("WORKDAY.INTL(45667,10,)", "#NUM!", 45681.0),
            Fault('NETWORKDAYS.INTL(45658,46387,"abc")', "#NUM!", "#VALUE!"),
            Fault('DATEDIF(45292,45657,"YD")', 364.0, 365.0),
            Fault('DAYS360(45658,45688,"TRUE")', "#VALUE!", 29.0),
        ),
    ),
    Family(
        "Texts before and after",
        (Fault('TEXTBEFORE("123 the 456 the 891","Hello",-2,1,1,"Failed")', "#VALUE!", "Failed"),),
    ),
    Family(
        "Bills",
        (
            Fault("TBILLEQ(14640,15006,0.5)", "#NUM!", 0.8522961312491701),
            Fault("TBILLPRICE(45332,45650,1.19)", -5.116666666666658, "#NUM!"),
            Fault("ACCRINTM(DATE(2023,11,15),DATE(2024,3,15),0.1,1000,1)", 33.095291563739806, 33.060109289617486),
            Fault("INTRATE(39493,39583,1000000,1014420,2)", "#NAME?", 0.05768),
            Fault("DISC(39472,39614,97.975,100,1)", "#NAME?", 0.05219366197183125),
        ),
    ),
    Family(
        "Numerals",
        (Fault('DEC2BIN("E",0)', "#VALUE!", "#NUM!"),),
    ),
    Family(
        "Complex numbers",
        (
            Fault("COMPLEX(1.2E-45,-3)", "-3i", "1.2E-45-3i"),
            Fault('IMREAL(IMCOT("7-12.6i"))', 0.0, 2.25273756035673e-11),
        ),
    ),
    Family(
        "Rare functions of numbers",
        (
            Fault("DELTA(3.000000000000001,3)", 1.0, 0.0),
            Fault("COMBINA(0,5)", 0.0, "#NUM!"),
            Fault("BITRSHIFT(12,100)", 0.0, "#NUM!"),
            Fault("GAMMA(-0.5)", "#NUM!", -3.5449077018110318),
            Fault("SERIESSUM(0,0,2,{1,2,3})", 1.0, "#NUM!"),
            Fault("MULTINOMIAL(TRUE,1,2)", 12.0, "#VALUE!"),
        ),
    ),
    Family(
        "Single functions",
        (
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
    ),
)
