"""Further documents of an office: sign-off sheet, check report, comparison of two reports, blank form.

Each is a stream of blocks (core/exporter/blocks.py), so Word, HTML, Excel, print and preview need nothing new.
"""
