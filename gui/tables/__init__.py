"""The official tables on the screen: they look like the printed form and feel like a spreadsheet."""
