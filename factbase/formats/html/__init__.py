"""A report as one page of HTML: to be read, printed and handed on, without a script."""
