"""How the outbox reaches Telegram: pace, requests, what their answers mean."""
