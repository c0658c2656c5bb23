"""The JSON API as other programs meet it: over HTTP, with each answer checked against the API's own document."""
