"""From a judgement to an edition: what may be published, in which words, and by which two people."""
