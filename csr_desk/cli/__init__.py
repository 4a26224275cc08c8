"""Line mode: the verbs of the csr-desk command."""
