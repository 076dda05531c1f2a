"""The server edition: a project for xlwings Server that carries the functions, for a company's own machine."""
