"""What the law and a village's scheme say of figures: pure questions on whole numbers, no name of a law in code."""
