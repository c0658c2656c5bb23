"""The pages: what people see and send in a browser. Nothing here needs a script."""
