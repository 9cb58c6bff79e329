"""ClaimReview as schema.org has it: what a desk found of a claim, for machines to read on its page."""
