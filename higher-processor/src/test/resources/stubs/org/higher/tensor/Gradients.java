package org.higher.tensor;

import java.util.List;
import java.util.Optional;

public final class Gradients {
    public List<Optional<Tensor>> toList() { return List.of(); }
}
