"""What an auditor looks at first: findings in a record, with the entries that show them."""
