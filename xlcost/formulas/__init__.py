"""The functions in Excel's own language: each as the text of a LAMBDA, made from the registry.

The native edition writes these texts into a workbook as defined names; the headless engine recognises them there.
"""

from xlcost.formulas.lambdas import NOT_NATIVE, PRICE_TABLE, lambda_text, named_lambdas

__all__ = ["NOT_NATIVE", "PRICE_TABLE", "lambda_text", "named_lambdas"]
