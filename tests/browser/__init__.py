"""The service as people meet it: in Chromium, by mouse, by keyboard, without scripts, and through axe."""
