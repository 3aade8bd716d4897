"""What it costs: the chart of accounts, who pays, and the ledger."""
