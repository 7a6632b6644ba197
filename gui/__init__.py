"""The window: everything that needs Qt. It shows core's report and changes it through ReportSession only."""
