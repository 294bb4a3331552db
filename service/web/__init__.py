"""The coordinator's and the owner's pages, one module per page group."""
