"""The LibreOffice add-in: one .oxt file with the functions, their descriptions and the package that computes them.

Where LibreOffice 25.2 cannot do what Excel does (each is a test in tests/hosts_libreoffice):

- A blank cell reaches an add-in as 0. For a text, a date, a truth value or a price range that is read as blank; for a
  number it is 0, neither an error nor the default.
- TRUE reaches it as 1, so a number argument accepts it; truth values in results show as 1 and 0.
- An error inside a range makes the whole call an error (Err:504) instead of the row.
- A text inside a table that a function gives is shown, but equals no other text; INDEX over the call gives it whole.
- The functions that give one text (advice, explanation, version) take no ranges.
- ERROR.TYPE around a call does not see the error's kind; around its cell it does.
"""
