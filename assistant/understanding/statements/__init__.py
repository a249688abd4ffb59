"""What spans state of duties: predicates, each negation over what it negates."""
