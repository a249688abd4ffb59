"""What is learned from the question bank: ranker, judgement, danger, and where labels conflict."""
