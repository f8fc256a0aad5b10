"""Applications: requests, complaints, problems and service cases that have a life of their own."""
