"""The report on A4 pages: what print, preview and PDF paint. Needs QtGui only."""
