"""The application: rules and wiring."""
