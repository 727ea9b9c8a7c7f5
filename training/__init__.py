"""What the trained part of the understanding is made from: ``make train`` writes its weights."""
