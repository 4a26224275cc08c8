"""The parts behind `csr_desk.text`: characters, clusters, caps, links, exports, HTML."""
