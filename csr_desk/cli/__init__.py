"""Line mode: the verbs of the `csr-desk` command over the same actions as the screens."""
