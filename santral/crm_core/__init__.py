"""Who the customers are, and the sockets every module plugs into. Imports nothing else of ours."""
