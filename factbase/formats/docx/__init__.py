"""The checking copy: an article as a Word document with a comment for each claim."""
