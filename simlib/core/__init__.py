"""What every layer shares: luck, clock and calendar, money, postings, outcomes and tables."""
