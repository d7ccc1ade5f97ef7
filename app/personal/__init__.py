"""Personal data (个人信息): kept under a seal, masked by role, erased when their term is over or a person asks for it."""
