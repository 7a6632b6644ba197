"""Faults made on purpose: kills, failing system calls, power cuts, full disks, damaged and hostile files. See run.py."""
