"""The year rehearsed: a fictional district's plan lived through from January to December, to show and to try the service."""
