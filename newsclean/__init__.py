"""newsclean turns scraped Chinese news text into articles people can trust."""

__version__ = "0.1.0"
