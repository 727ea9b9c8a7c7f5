"""What is remembered: tables, the engine with its transaction rules, and the migrations."""
