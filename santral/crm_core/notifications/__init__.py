"""What people are told of by the house: kept until they have read it."""
