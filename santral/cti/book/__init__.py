"""The inside of the call model. From outside use `santral.cti.calls`."""
