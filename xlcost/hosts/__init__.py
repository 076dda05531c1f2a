"""Where the functions run: the editions of Excel, LibreOffice, a server; and the engines that recalculate without."""
