"""What is said in a roundabout way, put as the plain words that it stands for."""
