"""Show it: charts and reports."""
