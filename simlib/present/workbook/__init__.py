"""The workbook: what finance takes to a meeting, with formulas from the postings to the totals."""
