"""The LibreOffice add-in: one .oxt file with the functions, their descriptions and the package that computes them."""
