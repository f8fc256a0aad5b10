"""The administrator's pages: who works here, what pops, what is defined, and who did what."""
