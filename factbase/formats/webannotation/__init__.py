"""W3C Web Annotation: a claim as an annotation of the words it came from, for any tool that reads the standard."""
