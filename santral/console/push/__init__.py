"""From fragments to browsers: numbered streams, sockets, and who looks at what."""
