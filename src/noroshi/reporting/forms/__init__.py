"""The forms that a report is written on: printed, as a spreadsheet, and in other laws' shapes. Pure."""
