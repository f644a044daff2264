"""Forms of printing and of documents that go out."""
