"""What is said and what is understood: catalogues and phrases, per language."""
