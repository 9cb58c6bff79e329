"""Records of other desks: each fact check that somebody published becomes an article whose text is the record itself.

So the raw record is kept whole, with every field that we have no place for; it is hashed, goes out in a bundle, and
is undone like any other text. Its claim stands at the words that were checked.
"""
